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
import { unreadableIn } from "../zenlayer/unreadable";
import { describeUsers } from "./getImageUsers";
import { compilePattern } from "./getImages";
import { requireValid } from "./validateArguments";

/**
 * One custom image of Elastic Compute, by id or by exact name.
 * @throws UserError for wrong arguments, and unless exactly one image fits
 */
export async function getZecImage(session: Session, args: GetZecImageArgs): Promise<GetZecImageResult> {
  requireValid("getZecImage", args);
  const { imageId, imageName } = args;
  if ((imageId === undefined) === (imageName === undefined)) throw messages.idOrName("getZecImage");
  const found = await list(session, imageId === undefined ? {} : { imageIds: [imageId] }, imageName);
  const fitting = found.filter((image) =>
    imageId === undefined ? image.imageName === imageName : image.imageId === imageId,
  );
  const [only] = fitting;
  if (only === undefined || fitting.length > 1) throw messages.notExactlyOneZecImage({ imageId, imageName }, fitting);
  return only;
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
  return { images: images.sort((a, b) => compare(a.imageName, b.imageName) || compare(a.imageId, b.imageId)) };
}

/**
 * The instances of Elastic Compute that were created from an image, by zone, then name, then id.
 * @throws UserError for wrong arguments; ZenlayerError unless every instance could be read
 */
export async function getZecImageUsers(
  session: Session,
  args: Partial<GetZecImageUsersArgs>,
): Promise<GetZecImageUsersResult> {
  requireValid("getZecImageUsers", args);
  const { imageId } = args;
  if (imageId === undefined) throw messages.imageIdRequired("getZecImageUsers");
  return { instances: describeUsers(await session.zec().instances.createdFrom(imageId, undefined)) };
}

async function list(session: Session, filter: ImageFilter, imageName: string | undefined): Promise<ZecImageInfo[]> {
  const images = await session.zec().api.describeImages("", filter);
  // An unreadable image that may match is an error, never a shorter list.
  const unclear = unreadableIn(images).find(
    (image) =>
      (filter.imageIds === undefined || image.imageId === undefined || filter.imageIds.includes(image.imageId)) &&
      (imageName === undefined || image.imageName === undefined || image.imageName === imageName),
  );
  if (unclear) throw unclear.error;
  return images;
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
