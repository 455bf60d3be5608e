import * as messages from "../messages";
import type {
  GetZecImageArgs,
  GetZecImageResult,
  GetZecImagesArgs,
  GetZecImagesResult,
  GetZecImageUsersArgs,
  GetZecImageUsersResult,
  ZecImageInfo,
} from "../schemaTypes";
import type { Session } from "../session";
import type { ImageFilter } from "../zenlayer/types";
import { onlyImage, readable } from "./findImages";
import { describeUsers } from "./getImageUsers";
import { compilePattern } from "./getImages";
import { requireImage } from "./requireImage";
import { byProperties } from "./sorting";
import { requireValid } from "./validateArguments";

/**
 * One custom image of Elastic Compute, by id or by exact name.
 * @throws UserError for wrong arguments, and unless exactly one image fits
 */
export async function getZecImage(session: Session, args: GetZecImageArgs): Promise<GetZecImageResult> {
  requireValid("getZecImage", args);
  const { imageId, imageName } = args;
  if ((imageId === undefined) === (imageName === undefined)) {
    throw messages.idOrName("getZecImage", args);
  }
  const found = await list(session, imageId === undefined ? {} : { imageIds: [imageId] }, imageName);
  return onlyImage(found, { imageId, imageName }, (fitting) =>
    messages.notExactlyOneZecImage({ imageId, imageName }, fitting),
  );
}

/**
 * Every custom image of Elastic Compute that fits all filters, by name, then id.
 * @throws UserError for wrong arguments
 */
export async function getZecImages(session: Session, args: GetZecImagesArgs): Promise<GetZecImagesResult> {
  requireValid("getZecImages", args);
  const { imageStatus, osType, category, imageName, namePattern, region, tags = {} } = args;
  const pattern = namePattern === undefined ? undefined : compilePattern(namePattern);
  const found = await list(session, { osType, category }, imageName);
  const images = found.filter(
    (image) =>
      (imageName === undefined || image.imageName === imageName) &&
      // The service may call an image FAILED that is AVAILABLE in a region.
      (imageStatus === undefined || image.imageStatus === imageStatus) &&
      (pattern === undefined || pattern.test(image.imageName)) &&
      (region === undefined || image.regions.includes(region)) &&
      Object.entries(tags).every(([key, value]) => image.tags[key] === value),
  );
  return { images: images.sort(byProperties("imageName", "imageId")) };
}

/**
 * The instances of Elastic Compute that were created from an image, by zone, then name, then id.
 * @throws UserError for wrong arguments and an image that does not exist; ZenlayerError unless every instance could be read
 */
export async function getZecImageUsers(
  session: Session,
  args: Partial<GetZecImageUsersArgs>,
): Promise<GetZecImageUsersResult> {
  requireValid("getZecImageUsers", args);
  const { imageId } = args;
  if (imageId === undefined) throw messages.imageIdRequired("getZecImageUsers");
  const users = await session.zec().instances.createdFrom(imageId, undefined);
  if (users.length === 0) {
    await requireImage(session.zec(), { imageId }, () =>
      messages.notExactlyOneZecImage({ imageId }, [], "getZecImageUsers"),
    );
  }
  return { instances: describeUsers(users) };
}

async function list(session: Session, filter: ImageFilter, imageName: string | undefined): Promise<ZecImageInfo[]> {
  return readable(await session.zec().api.describeImages("", filter), filter, imageName);
}
