import { defineAction } from "../action";
import { instanceIds, listInstances } from "./instanceCommon";
import { page, PAGING } from "../../paging";

/** Lists the ids and statuses of the account's instances. */
export const describeInstancesStatus = defineAction({
  name: "DescribeInstancesStatus",
  writes: false,
  params: { instanceIds, ...PAGING },
  run(cloud, params, { account }) {
    const statuses = listInstances(cloud, account, params.instanceIds).map(({ instanceId, instanceStatus }) => ({
      instanceId,
      instanceStatus,
    }));
    return page(statuses, params);
  },
});
