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
import { foundInPreview, unknownFunction, unknownType } from "./messages";
import type { Session } from "./session";
import type { Failure } from "./schemaValidation";
import * as zecImage from "./zecImage";
import * as zecImageFamily from "./zecImageFamily";

/** The verbs of a resource. The shapes of inputs and outputs are its own business: a host hands over what the engine has stored. */
interface Verbs {
  /** Completes the program's inputs and reports all mistakes in them. @param olds stored inputs */
  check(
    ctx: Context,
    olds: object | undefined,
    news: ProgramInputs,
    replacement?: Replacement,
  ): Promise<{ inputs: object; failures: Failure[] }>;
  /** What `up` has to change, and whether that replaces the object. @param olds stored outputs */
  diff(ctx: Context, id: string, olds: object, news: object): Difference;
  /** Outputs that diff may name beside inputs: a host reports them as changed, although no input has their name. */
  diffOutputs: readonly string[];
  /** Creates or adopts the object and waits until it is usable. @throws PartialFailure to keep it in state */
  create(ctx: Context, inputs: object): Promise<{ id: string; outs: object }>;
  /** The object as the service has it now, and in `undone` what a run left unfinished; undefined if it is gone. */
  read(
    ctx: Context,
    id: string,
    known?: object,
  ): Promise<{ id: string; outs: object; inputs: object; undone: string[] } | undefined>;
  /** Makes the object as declared, and continues an interrupted run. @returns every output */
  update(ctx: Context, olds: object, news: object): Promise<object>;
  /** Deletes the object, or lets go of one that is not owned. */
  remove(ctx: Context, state: object): Promise<void>;
  /**
   * The resource's existing objects, for tools that import them; absent if the service does not show which objects
   * there are.
   */
  list?(session: Session, query: Record<string, unknown>): Promise<{ id: string; name: string }[]>;
}

/** What a host knows of a resource beside its inputs. */
interface PreviewHints {
  /** Logical name, for the messages; absent where the host itself names the resource. */
  name?: string;
  /** What the resource replaces, if diff said so. */
  replacement?: Replacement;
}

/** What a folder of a resource exports: its verbs, and the parts of previews. */
export interface ResourceRules extends Verbs {
  /** Reports in a preview what `up` will do with a resource that is new, or replaces another one. */
  preflight(ctx: Context, inputs: object, hints: PreviewHints): Promise<Failure[]>;
  /** Reports in a preview what `up` will do with a resource that exists. */
  preflightUpdate?(ctx: Context, olds: object, news: object): Promise<Failure[]>;
  /** Outputs of a new object, as far as a preview knows them. */
  previewCreate(inputs: object): Record<string, unknown>;
  /** Outputs after an update, as far as a preview knows them. */
  previewUpdate(olds: object, news: object): Record<string, unknown>;
}

/** A resource as hosts use it. */
export interface Resource extends Verbs {
  /**
   * What `up` would do with a resource that is new, or replaces another one.
   * @returns outputs, as far as they can be known
   * @throws UserError with the findings of the preflight that fail the preview
   */
  previewCreate(ctx: Context, inputs: object, hints: PreviewHints): Promise<Record<string, unknown>>;
  /** {@link previewCreate} of a resource that exists. */
  previewUpdate(ctx: Context, olds: object, news: object): Promise<Record<string, unknown>>;
}

/** Makes a resource of its rules. */
export const resource = (rules: ResourceRules): Resource => ({
  ...rules,
  async previewCreate(ctx, inputs, hints) {
    failOn(await rules.preflight(ctx, inputs, hints));
    return rules.previewCreate(inputs);
  },
  async previewUpdate(ctx, olds, news) {
    failOn((await rules.preflightUpdate?.(ctx, olds, news)) ?? []);
    return rules.previewUpdate(olds, news);
  },
});

function failOn(failures: Failure[]): void {
  if (failures.length > 0) throw foundInPreview(failures.map(({ reason }) => reason));
}

/** A function of the package. It checks its arguments itself. */
export type PackageFunction = (session: Session, args: Record<string, unknown>) => Promise<object>;

/** Resources by type token: one line each. */
const RESOURCES: Record<string, Resource> = {
  "zenlayer:index:CustomImage": resource({ ...customImage, list: listCustomImages }),
  "zenlayer:index:ImageFamily": resource(imageFamily),
  "zenlayer:index:ZecImage": resource({ ...zecImage, list: listZecImages }),
  "zenlayer:index:ZecImageFamily": resource(zecImageFamily),
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

/** A resource by its type token. @throws UserError for a token that is unknown */
export type FindResource = (token: string) => Resource;

/** Looks tokens up in a table of resources. */
export const resourcesIn =
  (resources: Readonly<Record<string, Resource>>): FindResource =>
  (token) => {
    const found = Object.hasOwn(resources, token) ? resources[token] : undefined;
    if (found === undefined) throw unknownType(token, Object.keys(resources));
    return found;
  };

/** The resources of the package. */
export const resourceOf = resourcesIn(RESOURCES);

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
