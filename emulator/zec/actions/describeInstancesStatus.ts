import { page, PAGING } from "../../paging";
import { text } from "../../validate";
import { defineAction } from "../action";
import { listInstances } from "./instanceCommon";
import { instanceIds } from "./params";

/** Lists the ids and statuses of the account's instances. The field is called `instanceStatus` here. */
export const describeInstancesStatus = defineAction({
  name: "DescribeInstancesStatus",
  writes: false,
  params: { instanceIds, resourceGroupId: text(), ...PAGING },
  run(cloud, { instanceIds, resourceGroupId, ...paging }, { account }) {
    const statuses = listInstances(cloud, account, instanceIds)
      .filter(
        (instance) => resourceGroupId === undefined || cloud.shownLabels(instance).resourceGroupId === resourceGroupId,
      )
      .map(({ instanceId, status }) => ({ instanceId, instanceStatus: status }));
    return page(statuses, paging);
  },
});
