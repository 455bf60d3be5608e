import { ApiError } from "../../apiError";
import { required, texts } from "../../validate";
import { defineAction } from "../../zec/action";
import { looseTag, MAX_TAGS } from "../../zec/actions/params";
import { findResource } from "./findResource";

const params = { tag: required(looseTag), resourceUuids: required(texts({ min: 1 })) };

/** Binds an existing tag to resources, all or none. */
export const tagBindResources = defineAction({
  name: "TagBindResources",
  writes: true,
  params,
  run(cloud, { tag: { key, value = "" }, resourceUuids }, { account }) {
    if (!cloud.tags.find(account, { key, value })) {
      throw new ApiError("INVALID_TAG_NOT_FOUND", `The tag \`${key}\`=\`${value}\` does not exist`);
    }
    const resources = [...new Set(resourceUuids)].map((id) => findResource(cloud, account, id));
    for (const { tags } of resources) {
      // GUESS Z20
      if (tags.length < MAX_TAGS && !tags.some((own) => own.key === key)) continue;
      throw new ApiError("INVALID_RESOURCE_CAN_NOT_BOUND", `A resource has the tag key \`${key}\` or ${MAX_TAGS} tags`);
    }
    resources.forEach((resource) => cloud.setLabels(resource, { tags: [...resource.tags, { key, value }] }));
    return {};
  },
});
