import { ApiError } from "../../apiError";
import type { ZecCloud } from "../../zec/cloud";
import type { EmulatedZecImage, EmulatedZecInstance } from "../../zec/types";

/** An image or instance of the account. Throws INVALID_RESOURCE_NOT_FOUND, or INVALID_RESOURCE_CAN_NOT_BOUND for a public image. */
export function findResource(cloud: ZecCloud, account: string, id: string): EmulatedZecImage | EmulatedZecInstance {
  const resource = cloud.resource(account, id);
  if (resource) return resource;
  if (cloud.publicImages.some(({ imageId }) => imageId === id)) {
    throw new ApiError("INVALID_RESOURCE_CAN_NOT_BOUND", `The resource \`${id}\` cannot have tags`); // GUESS Z20
  }
  throw new ApiError("INVALID_RESOURCE_NOT_FOUND", `The specified resource \`${id}\` is not found`);
}
