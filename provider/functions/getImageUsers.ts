import * as messages from "../messages";
import type { GetImageUsersArgs, GetImageUsersResult, ImageUser } from "../schemaTypes";
import type { Session } from "../session";
import { referenceOf } from "./referenceOf";
import { requireImage } from "./requireImage";
import { byProperties } from "./sorting";
import { requireValid } from "./validateArguments";

/**
 * The instances that were created from an image, by zone, then name, then id.
 * @throws UserError for wrong arguments and an image that does not exist; ZenlayerError unless every instance could be read
 */
export async function getImageUsers(session: Session, args: Partial<GetImageUsersArgs>): Promise<GetImageUsersResult> {
  requireValid("getImageUsers", args);
  const { imageId, zoneId } = referenceOf("getImageUsers", args);
  if (imageId === undefined) throw messages.imageIdRequired("getImageUsers");
  const users = await session.instances.createdFrom(imageId, zoneId);
  if (users.length === 0) {
    await requireImage(session, { imageId, zoneId }, () =>
      messages.notExactlyOne({ imageId, zoneId }, [], "getImageUsers"),
    );
  }
  return { instances: describeUsers(users) };
}

/** Instances as functions return them: by zone, then name, then id. */
export const describeUsers = (users: readonly ImageUser[]): ImageUser[] =>
  users.map(describe).sort(byProperties("zoneId", "instanceName", "instanceId"));

/** What schema.json declares, and no more: the client may come to know more of an instance. */
const describe = ({ instanceId, instanceName, zoneId, instanceStatus }: ImageUser): ImageUser => ({
  instanceId,
  instanceName,
  zoneId,
  instanceStatus,
});
