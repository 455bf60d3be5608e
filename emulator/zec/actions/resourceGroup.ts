import { ApiError } from "../../apiError";
import type { ZecCloud } from "../cloud";

/** The id of an existing group. Throws OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND (GUESS Z22). */
export function findGroup(cloud: ZecCloud, id: string): string {
  if (cloud.resourceGroups.some(({ resourceGroupId }) => resourceGroupId === id)) return id;
  const message = `The specified resourceGroupId \`${id}\` is not found`;
  throw new ApiError("OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND", message);
}
