import * as messages from "../messages";
import type { GetImageArgs, GetImageResult } from "../schemaTypes";
import type { Session } from "../session";
import { findImages } from "./findImages";
import { referenceOf } from "./referenceOf";
import { requireValid } from "./validateArguments";

/**
 * One image, by id or by exact name.
 * @throws UserError for wrong arguments, and unless exactly one image fits; ZenlayerError when a zone cannot be
 * searched
 */
export async function getImage(session: Session, args: GetImageArgs): Promise<GetImageResult> {
  requireValid("getImage", args);
  const { imageName, imageType } = args;
  if ((args.imageId === undefined) === (imageName === undefined)) throw messages.idOrName();
  const { imageId, zoneId } = referenceOf("getImage", args);
  const filter = { ...(imageId !== undefined && { imageIds: [imageId] }), ...(imageType && { imageType }) };
  const images = await findImages(session, zoneId, filter, imageName);
  // Whether the service matches names exactly is not documented, so the name is compared here.
  const fitting = images.filter((image) =>
    imageId === undefined ? image.imageName === imageName : image.imageId === imageId,
  );
  const [only] = fitting;
  if (only === undefined || fitting.length > 1) throw messages.notExactlyOne({ imageId, imageName, zoneId }, fitting);
  return only;
}
