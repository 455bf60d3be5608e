/** Everything that the package offers, by token: hosts find resources and functions here and nowhere else. */
import * as customImage from "./customImage";
import type { Context, Difference, ProgramInputs, Replacement } from "./customImage";
import {
  getImage,
  getImageQuota,
  getImages,
  getImageUsers,
  getZecImage,
  getZecImages,
  getZecImageUsers,
} from "./functions";
import * as imageFamily from "./imageFamily";
import type { FamilyInputs, FamilyState } from "./imageFamily";
import { unknownFunction, unknownType } from "./messages";
import type { Session } from "./session";
import type { Failure } from "./validation";
import * as zecImage from "./zecImage";

/**
 * What a resource offers a host. The shapes of inputs and outputs are the resource's own business: a host hands over what
 * the engine has stored.
 */
export interface Resource {
  check(
    ctx: Context,
    olds: object | undefined,
    news: ProgramInputs,
    replacement?: Replacement,
  ): Promise<{ inputs: object; failures: Failure[] }>;
  diff(ctx: Context, id: string, olds: object, news: object): Difference;
  create(ctx: Context, inputs: object): Promise<{ id: string; outs: object }>;
  read(
    ctx: Context,
    id: string,
    known?: object,
  ): Promise<{ id: string; outs: object; inputs: object; undone: string[] } | undefined>;
  update(ctx: Context, olds: object, news: object): Promise<object>;
  remove(ctx: Context, state: object): Promise<void>;
  /** Reports in a preview what `up` will do with a resource that is new, or replaces another one. */
  preflight(ctx: Context, inputs: object, hints: { name?: string; replacement?: Replacement }): Promise<Failure[]>;
  /** Reports in a preview what `up` will do with a resource that exists. */
  preflightUpdate?(ctx: Context, olds: object, news: object): Promise<Failure[]>;
  previewCreate(inputs: object): Record<string, unknown>;
  previewUpdate(olds: object, news: object): Record<string, unknown>;
  /** The resource's existing objects, for tools that import them; absent where they cannot be told from others. */
  list?(session: Session, query: Record<string, unknown>): Promise<{ id: string; name: string }[]>;
}

/** A function of the package. It checks its arguments itself. */
export type PackageFunction = (session: Session, args: Record<string, unknown>) => Promise<object>;

/** Resources by type token: one line each. */
const RESOURCES: Record<string, Resource> = {
  "zenlayer:index:CustomImage": { ...customImage, list: listCustomImages },
  "zenlayer:index:ImageFamily": {
    ...imageFamily,
    preflight: (ctx, inputs, hints) => imageFamily.preflight(ctx, undefined, inputs as FamilyInputs, hints),
    preflightUpdate: (ctx, olds, news) => imageFamily.preflight(ctx, olds as FamilyState, news as FamilyInputs, {}),
  },
  "zenlayer:index:ZecImage": { ...zecImage, list: listZecImages },
};

/** Functions by token: one line each. */
const FUNCTIONS: Record<string, PackageFunction> = {
  "zenlayer:index:getImage": getImage,
  "zenlayer:index:getImages": getImages,
  "zenlayer:index:getImageQuota": getImageQuota,
  "zenlayer:index:getImageUsers": getImageUsers,
  "zenlayer:index:getZecImage": getZecImage,
  "zenlayer:index:getZecImages": getZecImages,
  "zenlayer:index:getZecImageUsers": getZecImageUsers,
};

/** @throws UserError for a token that the package does not have */
export function resourceOf(token: string, resources = RESOURCES): Resource {
  const found = Object.hasOwn(resources, token) ? resources[token] : undefined;
  if (found === undefined) throw unknownType(token);
  return found;
}

/** `zenlayer:index:CustomImage` -> `CustomImage`. */
export const typeNameOf = (token: string): string => token.slice(token.lastIndexOf(":") + 1);

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

/** Every custom image of Elastic Compute, by the ids that `pulumi import` takes. */
async function listZecImages(session: Session, query: Record<string, unknown>) {
  const { images } = await getZecImages(session, query);
  return images.map(({ imageId, imageName }) => ({ id: imageId, name: imageName }));
}
