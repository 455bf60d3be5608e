import { defineAction } from "../../zec/action";

/** Lists all resource groups. The response does not say which one is the default. */
export const describeResourceGroups = defineAction({
  name: "DescribeResourceGroups",
  writes: false,
  params: {},
  run: ({ resourceGroups }) => ({ resourceGroups }),
});
