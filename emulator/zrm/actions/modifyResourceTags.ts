import { ApiError } from "../../apiError";
import { required, text, texts } from "../../validate";
import { defineAction } from "../../zec/action";
import { looseTag, MAX_TAGS, tagsOfResource } from "../../zec/actions/params";
import { findResource } from "./findResource";

const params = { resourceUuid: required(text()), replaceTags: tagsOfResource(looseTag), deleteTagKeys: texts() };

/** Sets tags of a resource by their keys, deletes tags, and leaves the others. Unknown tags are created (GUESS Z20). */
export const modifyResourceTags = defineAction({
  name: "ModifyResourceTags",
  writes: true,
  params,
  run(cloud, { resourceUuid, replaceTags = [], deleteTagKeys = [] }, { account }) {
    const resource = findResource(cloud, account, resourceUuid);
    const changed = new Set([...replaceTags.map(({ key }) => key), ...deleteTagKeys]);
    const tags = [...resource.tags.filter(({ key }) => !changed.has(key)), ...replaceTags];
    if (tags.length > MAX_TAGS) {
      const message = `The resource \`${resourceUuid}\` can have at most ${MAX_TAGS} tags`;
      throw new ApiError("INVALID_RESOURCE_CAN_NOT_BOUND", message); // GUESS Z21
    }
    cloud.tags.create(account, replaceTags);
    cloud.setLabels(resource, { tags });
    return {};
  },
});
