import { defineAction } from "./action";
import { instanceIds, listInstances } from "./instanceParts";
import { page, PAGING } from "./paging";

/** The states of the account's instances, and nothing else of them. */
export const describeInstancesStatus = defineAction({
  name: "DescribeInstancesStatus",
  writes: false,
  params: { instanceIds, ...PAGING },
  run(world, params, { account }) {
    const states = listInstances(world, account, params.instanceIds).map(({ instanceId, instanceStatus }) => ({
      instanceId,
      instanceStatus,
    }));
    return page(states, params);
  },
});
