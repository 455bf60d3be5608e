import * as messages from "../messages";
import type { GetImagesArgs, GetImagesResult } from "../schemaTypes";
import type { Session } from "../session";
import { requireValid } from "./validateArguments";
import { findImages } from "./findImages";
import { byProperties } from "./sorting";

/**
 * Every image that fits all filters, by zone, then name, then id.
 * @throws UserError for wrong arguments; ZenlayerError when a zone or a page cannot be had
 */
export async function getImages(session: Session, args: GetImagesArgs): Promise<GetImagesResult> {
  requireValid("getImages", args);
  const { zoneId, imageType, imageStatus, osType, category, imageName, namePattern } = args;
  const pattern = namePattern === undefined ? undefined : compilePattern(namePattern);
  const found = await findImages(session, zoneId, { imageType, imageStatus, osType, category }, imageName);
  // Whether the service matches names exactly is not documented, so names are compared here.
  const images = found.filter(
    (image) =>
      (imageName === undefined || image.imageName === imageName) &&
      (pattern === undefined || pattern.test(image.imageName)),
  );
  return { images: images.sort(byProperties("zoneId", "imageName", "imageId")) };
}

/** @throws UserError for a text that is not a valid regular expression */
export function compilePattern(namePattern: string): RegExp {
  try {
    return new RegExp(namePattern, "u");
  } catch (error) {
    throw messages.badPattern(namePattern, (error as Error).message);
  }
}
