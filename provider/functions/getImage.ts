import * as messages from "../messages";
import type { GetImageArgs, GetImageResult } from "../schemaTypes";
import type { Session } from "../session";
import { findImages, onlyImage } from "./findImages";
import { referenceOf } from "./referenceOf";
import { requireValid } from "./validateArguments";

/**
 * One image, by id or by exact name.
 * @throws UserError for wrong arguments, and unless exactly one image fits; ZenlayerError when a zone that may hold it
 * cannot be searched
 */
export async function getImage(session: Session, args: GetImageArgs): Promise<GetImageResult> {
  requireValid("getImage", args);
  const { imageName, imageType } = args;
  if ((args.imageId === undefined) === (imageName === undefined)) throw messages.idOrName("getImage", args);
  const { imageId, zoneId } = referenceOf("getImage", args);
  const filter = { ...(imageId !== undefined && { imageIds: [imageId] }), ...(imageType && { imageType }) };
  const images = await findImages(session, zoneId, filter, imageName);
  return onlyImage(images, { imageId, imageName }, (fitting) =>
    messages.notExactlyOne({ imageId, imageName, zoneId }, fitting),
  );
}
