import { ApiError } from "../../apiError";
import { required, text, texts } from "../../validate";
import { defineAction } from "../../zec/action";
import { findGroup } from "../../zec/actions/resourceGroup";

const params = { resources: required(texts({ min: 1 })), resourceGroupId: required(text()) };

/** Moves resources to a group, all or none (GUESS Z22). */
export const addResourceResourceGroup = defineAction({
  name: "AddResourceResourceGroup",
  writes: true,
  params,
  run(cloud, { resources, resourceGroupId }, { account }) {
    const groupId = findGroup(cloud, resourceGroupId);
    const found = [...new Set(resources)].map((id) => {
      const resource = cloud.resource(account, id);
      if (resource) return resource;
      throw new ApiError("OPERATION_FAILED_RESOURCE_NOT_FOUND", `The specified resource \`${id}\` is not found`);
    });
    found.forEach((resource) => cloud.setLabels(resource, { resourceGroupId: groupId }));
    return {};
  },
});
