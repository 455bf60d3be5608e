/** What Pulumi stores and previews of a resource, as far as the commands use it. Nothing is known of the values. */
export interface ResourceState {
  urn: string;
  type: string;
  id?: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  /** The old resource of a replacement, still to be deleted. */
  delete?: boolean;
  /** The resource is deleted before the one that replaces it is created. */
  pendingReplacement?: boolean;
  /** Removed from the program, the thing itself stays. */
  retainOnDelete?: boolean;
  /** Read by the program, as `get` does: Pulumi does not manage it. */
  external?: boolean;
  initErrors?: string[];
  /** Reference to its Provider: URN and id. */
  provider?: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads a resource out of JSON; undefined for anything else. */
export function readResource(found: unknown): ResourceState | undefined {
  if (!isObject(found) || typeof found.urn !== "string" || typeof found.type !== "string") return undefined;
  const { urn, type, id, inputs, outputs, initErrors, provider } = found;
  return {
    urn,
    type,
    id: typeof id === "string" ? id : undefined,
    inputs: isObject(inputs) ? inputs : {},
    outputs: isObject(outputs) ? outputs : {},
    delete: found.delete === true,
    pendingReplacement: found.pendingReplacement === true,
    retainOnDelete: found.retainOnDelete === true,
    external: found.external === true,
    initErrors: Array.isArray(initErrors) ? initErrors.map(String) : [],
    ...(typeof provider === "string" && { provider }),
  };
}

/** The products that images are of, by the names of their services. `zec` is Elastic Compute. */
export const PRODUCTS = ["vm", "zec"] as const;
export type Product = (typeof PRODUCTS)[number];

/** The resources of this provider, by their names in the schema, and the product that their images are of. */
const KINDS = {
  CustomImage: "vm",
  ImageFamily: "vm",
  ZecImage: "zec",
  ZecImageFamily: "zec",
} as const satisfies Record<string, Product>;
export type Kind = keyof typeof KINDS;

/** Type tokens of the plugin, and of the dynamic classes, where Pulumi puts its own before ours. */
const TOKEN = /^(?:zenlayer:index:|pulumi-nodejs:dynamic\/zenlayer:)(\w+)$/;

/** Which of our resources it is; undefined for a resource of others. */
export function kindOf({ type }: Pick<ResourceState, "type">): Kind | undefined {
  const name = TOKEN.exec(type)?.[1] ?? "";
  return Object.hasOwn(KINDS, name) ? (name as Kind) : undefined;
}

/** The product that the images of a resource are of. */
export const productOf = (kind: Kind): Product => KINDS[kind];

/** Whether a resource holds versions, and not a single image. */
export const isFamily = (kind: Kind): boolean => kind === "ImageFamily" || kind === "ZecImageFamily";

/** The parts of a URN: `urn:pulumi:STACK::PROJECT::PARENTS$TYPE::NAME`. */
export function partsOf(urn: string): { stack: string; project: string; parents: string; name: string } {
  const [head = "", project = "", types = "", ...name] = urn.split("::");
  const parents = types.includes("$") ? types.slice(0, types.lastIndexOf("$")) : "";
  return { stack: head.replace(/^urn:pulumi:/, ""), project, parents, name: name.join("::") };
}

/** What Pulumi shows in place of a value that is not known before the run, and of a secret. */
const PLACEHOLDERS = ["04da6b54-80e4-46f7-96ec-b56ff0331ba9", "[secret]"];
const NOT_SHOWN = [...PLACEHOLDERS, ""];

/** Whether a text stands for a value that is a secret, or not known yet. */
export const isPlaceholder = (text: string | undefined): boolean => text !== undefined && PLACEHOLDERS.includes(text);

/** A text among properties; undefined where there is none, it is a secret, or not known yet. */
export function textIn(properties: Record<string, unknown>, key: string): string | undefined {
  const value = properties[key];
  return typeof value === "string" && !NOT_SHOWN.includes(value) ? value : undefined;
}

/** A list of texts among properties; undefined where one of them is a secret, or not known yet. */
export function textsIn(properties: Record<string, unknown>, key: string): string[] | undefined {
  const value = properties[key];
  const isKnown = (entry: unknown): entry is string => typeof entry === "string" && !NOT_SHOWN.includes(entry);
  return Array.isArray(value) && value.every(isKnown) ? value : undefined;
}

/** A number among properties. */
export function numberIn(properties: Record<string, unknown>, key: string): number | undefined {
  const value = properties[key];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** An image that a resource stands for. */
export interface StoredImage {
  imageId: string;
  imageName?: string;
  zoneId?: string;
  /** Regions that it is in; of Elastic Compute only. */
  regions?: string[];
  /** GB. */
  imageSize?: number;
  /** How long it was being created, where a run saw that from beginning to end. */
  creationSeconds?: number;
  /** Label, of an image of a family. */
  version?: string;
}

/** An image of a resource, and all that state holds of it. */
export interface ImageState {
  imageId: string;
  /** Hidden properties included. */
  outputs: Record<string, unknown>;
}

/** The images of a resource, those of a family from the newest. */
export function imageStatesOf(resource: ResourceState): ImageState[] {
  const { outputs, id } = resource;
  const kind = kindOf(resource);
  if (kind === undefined) return [];
  if (!isFamily(kind)) return id === undefined ? [] : [{ imageId: id, outputs }];
  const { zoneId } = outputs;
  return versionsOf(outputs).flatMap((version) => {
    const imageId = textIn(version, "imageId");
    return imageId === undefined ? [] : [{ imageId, outputs: { zoneId, ...version } }];
  });
}

/** The same, by what the commands use of them. */
export const imagesOf = (resource: ResourceState): StoredImage[] => imageStatesOf(resource).map(imageIn);

/** The versions of a family from the newest, each with its label and all that is known of its image. */
function versionsOf({ versions, __versions: hidden }: Record<string, unknown>): Record<string, unknown>[] {
  const known = listOf(hidden).flatMap(({ image }) => (isObject(image) ? [image] : []));
  return listOf(versions).map((version) => ({
    ...known.find(({ imageId }) => imageId === version.imageId),
    ...version,
  }));
}

const listOf = (found: unknown): Record<string, unknown>[] => (Array.isArray(found) ? found.filter(isObject) : []);

/** Whether all images of a resource are known: they are not if its outputs are secret. */
export function hasReadableImages(resource: ResourceState): boolean {
  const { outputs } = resource;
  const kind = kindOf(resource);
  if (kind === undefined || !isFamily(kind) || resource.id === undefined) return true;
  return Array.isArray(outputs.versions) && imagesOf(resource).length === outputs.versions.length;
}

export function imageIn({ imageId, outputs }: ImageState): StoredImage {
  const version = textIn(outputs, "version");
  const regions = textsIn(outputs, "regions");
  return {
    imageId,
    imageName: textIn(outputs, "imageName"),
    zoneId: textIn(outputs, "zoneId"),
    ...(regions && { regions }),
    imageSize: numberIn(outputs, "imageSize"),
    creationSeconds: numberIn(outputs, "creationSeconds"),
    ...(version !== undefined && { version }),
  };
}

/** True if the resource does not own the image: adopted or only read, it is neither changed nor deleted. */
export const isBorrowed = ({ inputs, outputs, external }: ResourceState): boolean =>
  external === true || (inputs.adoptImageId ?? outputs.adoptImageId) !== undefined;
