import { list, required } from "../../validate";
import { defineAction } from "../../zec/action";
import { looseTag } from "../../zec/actions/params";

const params = { tags: required(list(required(looseTag), { min: 1, max: 20 })) };

/** Creates tags that no resource has yet. Tags that exist are left as they are (GUESS Z20). */
export const createTags = defineAction({
  name: "CreateTags",
  writes: true,
  params,
  run(cloud, { tags }, { account }) {
    cloud.tags.create(
      account,
      tags.map(({ key, value = "" }) => ({ key, value })),
    );
    return {};
  },
});
