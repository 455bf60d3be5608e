/** Everything that the package offers, by token: hosts find resources and functions here and nowhere else. */
import * as customImage from "./customImage";
import { getImage, getImageQuota, getImages, getImageUsers } from "./functions";
import { unknownFunction, unknownType } from "./messages";
import type { Session } from "./session";

/** What a resource offers a host. The shapes of inputs and outputs are the resource's own business. */
export type Resource = Pick<
  typeof customImage,
  "check" | "diff" | "create" | "read" | "update" | "remove" | "preflight" | "previewCreate" | "previewUpdate"
> & {
  /** The resource's existing objects, for tools that import them. */
  list(session: Session, query: Record<string, unknown>): Promise<{ id: string; name: string }[]>;
};

/** A function of the package. It checks its arguments itself. */
export type PackageFunction = (session: Session, args: Record<string, unknown>) => Promise<object>;

/** Resources by type token: one line each. */
const RESOURCES: Record<string, Resource> = {
  "zenlayer:index:CustomImage": { ...customImage, list: listCustomImages },
};

/** Functions by token: one line each. */
const FUNCTIONS: Record<string, PackageFunction> = {
  "zenlayer:index:getImage": getImage,
  "zenlayer:index:getImages": getImages,
  "zenlayer:index:getImageQuota": getImageQuota,
  "zenlayer:index:getImageUsers": getImageUsers,
};

/** @throws UserError for a token that the package does not have */
export function resourceOf(token: string, resources = RESOURCES): Resource {
  const found = Object.hasOwn(resources, token) ? resources[token] : undefined;
  if (found === undefined) throw unknownType(token);
  return found;
}

/** @throws UserError for a token that the package does not have */
export function functionOf(token: string): PackageFunction {
  const found = Object.hasOwn(FUNCTIONS, token) ? FUNCTIONS[token] : undefined;
  if (found === undefined) throw unknownFunction(token, Object.keys(FUNCTIONS));
  return found;
}

/** Every custom image of the account, by the ids that `pulumi import` takes. */
async function listCustomImages(session: Session, query: Record<string, unknown>) {
  const { images } = await getImages(session, { ...query, imageType: "CUSTOM_IMAGE" });
  return images.map(({ imageId, imageName, zoneId }) => ({ id: `${zoneId}/${imageId}`, name: imageName }));
}
