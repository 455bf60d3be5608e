import * as messages from "../messages";
import type { GetImageArgs, GetImageResult } from "../schemaTypes";
import type { Session } from "../zenlayer/session";
import { findImages } from "./findImages";
import { requireValid } from "./validateArguments";

/**
 * One image, by id or by exact name.
 * @throws UserError for wrong arguments, and unless exactly one image fits; ZenlayerError when a zone cannot be asked
 */
export async function getImage(session: Session, args: GetImageArgs): Promise<GetImageResult> {
  requireValid("getImage", args);
  const { imageName, imageType } = args;
  if ((args.imageId === undefined) === (imageName === undefined)) throw messages.idOrName();
  const { imageId, zoneId } = reference(args);
  const filter = { ...(imageId !== undefined && { imageIds: [imageId] }), ...(imageType && { imageType }) };
  const images = await findImages(session, zoneId, filter, imageName);
  // Whether the service matches names exactly is not documented, so the name is compared here.
  const fitting = images.filter((image) =>
    imageId === undefined ? image.imageName === imageName : image.imageId === imageId,
  );
  const [only] = fitting;
  if (only === undefined || fitting.length > 1) throw messages.notExactlyOne(args, fitting);
  return only;
}

/** `ZONE/id` names the zone, too. */
function reference({ imageId, zoneId }: GetImageArgs): { imageId?: string; zoneId?: string } {
  const slash = imageId?.indexOf("/") ?? -1;
  if (imageId === undefined || slash < 0) return { imageId, zoneId };
  return { imageId: imageId.slice(slash + 1), zoneId: imageId.slice(0, slash) };
}
