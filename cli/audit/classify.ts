import { isYoungAndUnseen } from "../../provider/customImage/imageAge";
import {
  isWorkingName,
  parseWorkingName,
  resourceHash,
  stackHash,
  type WorkingName,
} from "../../provider/customImage/workingName";
import { hasFailed, isBusy } from "../../provider/customImage/imageStatus";
import type { InstanceOrigin } from "../../provider/zenlayer/types";
import {
  imageIn,
  imageStatesOf,
  isBorrowed,
  kindOf,
  numberIn,
  partsOf,
  productOf,
  textIn,
  type ImageState,
  type Product,
  type ResourceState,
} from "../stackState";
import { isListComplete, type AccountImage, type AccountView } from "./accountView";
import type { Audit, AuditedImage, AuditedZone, NotJudgedImage, Owner } from "./audit";
import type { Condition, Ownership } from "./classes";
import { evidenceFor } from "./evidence";
import { remediesFor, remediesForZone } from "./remedies";
import type { StackView } from "./stacks";

/** An image may be created for so long where its resource says nothing else: the default of `customTimeouts.create`. */
const CREATE_TIMEOUT_MS = 60 * 60_000;

/** A resource that stands for an image. */
interface Reference extends Owner {
  product: Product;
  imageId: string;
  imageName?: string;
  zoneId?: string;
  regions?: string[];
  state: ResourceState;
  /** What its state holds of the image. */
  outputs: ImageState["outputs"];
  view: StackView;
}

/** Classifies every image by ownership and condition. */
export function classify(account: AccountView, stacks: StackView[], incomplete: string[] = []): Audit {
  const references = stacks.flatMap(referencesIn).filter(({ product }) => account.products.includes(product));
  const byKey = groupByKey(references);
  const present = account.images.map((image) => classifyImage(image, byKey.get(keyOf(image)) ?? [], account, stacks));
  const keys = new Set(account.images.map(keyOf));
  const absent = [...byKey].flatMap(([key, owners]) => (keys.has(key) ? [] : [owners]));
  return {
    formatVersion: 1,
    time: new Date(account.time).toISOString(),
    endpoint: account.endpoint,
    products: account.products,
    stacks: stacks.map(({ name, source, locked }) => ({ name, source, locked })),
    images: [...present, ...absent.flatMap((owners) => classifyAbsent(owners, account) ?? [])].sort(byPlaceAndName),
    zones: account.quotas.map(classifyZone).sort((a, b) => compare(a.zoneId, b.zoneId)),
    incomplete: [...account.incomplete, ...incomplete],
    notJudged: absent.flatMap((owners) => notJudged(owners, account) ?? []).sort(byPlaceAndName),
  };
}

/** An id is one of a product. */
const keyOf = ({ product, imageId }: Pick<AuditedImage, "product" | "imageId">): string => `${product} ${imageId}`;

function groupByKey(references: Reference[]): Map<string, Reference[]> {
  const groups = new Map<string, Reference[]>();
  for (const reference of references) {
    const key = keyOf(reference);
    groups.set(key, [...(groups.get(key) ?? []), reference]);
  }
  return groups;
}

function referencesIn(view: StackView): Reference[] {
  return view.resources.flatMap((state) => {
    const kind = kindOf(state);
    if (kind === undefined) return [];
    return imageStatesOf(state).map((image) => ({
      ...imageIn(image),
      product: productOf(kind),
      outputs: image.outputs,
      stack: view.name,
      resource: partsOf(state.urn).name,
      urn: state.urn,
      borrowed: isBorrowed(state),
      state,
      view,
    }));
  });
}

function classifyImage(
  image: AccountImage,
  references: Reference[],
  account: AccountView,
  stacks: StackView[],
): AuditedImage {
  const working = parseWorkingName(image.imageName);
  const owning = references.filter(({ borrowed }) => !borrowed);
  const stack = working && stackOf(working, stacks);
  const resource = working && stack && resourceOf(working, stack);
  const usedBy = usersOf(image, account);
  const ownership = ownershipOf(image, owning, references, working, stack);
  const conditions = conditionsOf(image, owning, usedBy.length > 0, account.time);
  const { imageId, imageName, product, zoneId, regions, imageStatus } = image;
  const found = {
    imageId,
    imageName,
    product,
    ...placeIn({ product, zoneId, regions }),
    imageStatus,
    ownership,
    conditions,
    owners: references.map(ownerOf),
    ...(working && stack && { workingFor: { stack: stack.name, resource } }),
    usedBy,
  };
  const evidence = evidenceFor(found, working, stack, stacks);
  return { ...found, evidence, remedies: remediesFor(found, stack) };
}

/** Where an image is: in a zone, or in regions. */
const placeIn = ({ product, zoneId, regions }: Pick<Reference, "product" | "zoneId" | "regions">) =>
  product === "zec" ? { regions: regions ?? [] } : { zoneId };

/**
 * The stack that a working name refers to. Stacks of one name in several organizations cannot be distinguished: prefers
 * a locked stack, then one whose lock is unknown.
 */
function stackOf(working: WorkingName, stacks: StackView[]): StackView | undefined {
  const length = lengthOf(working.stack);
  const found = stacks.filter(({ identity }) => identity && stackHash(identity, length) === working.stack);
  return found.find(({ locked }) => locked === true) ?? found.find(({ locked }) => locked === "unknown") ?? found.at(0);
}

/** Working names of Elastic Compute have longer parts. */
const lengthOf = (part: string): 4 | 8 => (part.length > 4 ? 8 : 4);

function ownershipOf(
  image: AccountImage,
  owning: Reference[],
  references: Reference[],
  working: WorkingName | undefined,
  stack: StackView | undefined,
): Ownership {
  if (owning.length > 1) return "owned-twice";
  if (owning.length === 1) return "managed";
  if (references.length > 0) return "borrowed";
  if (working && (isBusy(image) || stack?.locked === true)) return "in-progress";
  if (image.imageStatus === "DELETING") return "in-progress";
  return working && stack ? "orphaned" : "unmanaged";
}

function conditionsOf(image: AccountImage, owning: Reference[], isUsed: boolean, now: number): Condition[] {
  const conditions: Condition[] = [];
  if (hasFailed(image)) conditions.push("failed");
  if (isBeingCreated(image) && owning.some((owner) => isOverdue(owner, now))) conditions.push("stuck");
  if (isUsed) conditions.push("in-use");
  return conditions;
}

/** Copies of an image belong to its creation as long as it has its working name. */
const isBeingCreated = (image: AccountImage): boolean =>
  image.imageStatus === "CREATING" || (isBusy(image) && isWorkingName(image.imageName));

/** An image that is still being created when the time for it is over. */
function isOverdue({ outputs, state }: Reference, now: number): boolean {
  const createdAt = Date.parse(textIn(outputs, "createdAt") ?? "");
  const timeouts = state.outputs.__timeouts;
  const seconds = typeof timeouts === "object" && timeouts !== null && numberIn({ ...timeouts }, "create");
  return now - createdAt > (seconds ? seconds * 1000 : CREATE_TIMEOUT_MS);
}

/** The resource that a working name refers to, among those that the stack has, or was about to create. */
function resourceOf(working: WorkingName, stack: StackView): string | undefined {
  const all = [...stack.resources, ...stack.pending];
  const found = all.find((state) => {
    const kind = kindOf(state);
    if (!kind) return false;
    const { project, stack: name, parents, name: resource } = partsOf(state.urn);
    const identity = { project, stack: name, name: resource, parents };
    return resourceHash(identity, `zenlayer:index:${kind}`, lengthOf(working.resource)) === working.resource;
  });
  return found && partsOf(found.urn).name;
}

const usersOf = ({ product, imageId }: Pick<AuditedImage, "product" | "imageId">, { instances }: AccountView) =>
  instances.filter((instance) => instance.product === product && instance.imageId === imageId).map(userOf);

const userOf = ({ instanceId, instanceName, instanceStatus }: InstanceOrigin): AuditedImage["usedBy"][number] => ({
  instanceId,
  instanceName,
  instanceStatus,
});

const ownerOf = ({ stack, resource, urn, borrowed }: Reference): Owner => ({ stack, resource, urn, borrowed });

/**
 * An image that a state has and the account has not. It is missing only where its list was read whole, and where a state
 * is of this account; for others, see {@link notJudged}.
 */
function classifyAbsent(references: Reference[], account: AccountView): AuditedImage | undefined {
  const here = references.filter((reference) => whyElsewhere(reference, account) === undefined);
  const [first] = here;
  if (!first || !isListComplete(account, first)) return undefined;
  const { imageId, imageName, product, zoneId } = first;
  const isYoung = here.some(({ outputs }) => isYoungAndUnseen(outputs, account.time));
  const isRunning = here.some(({ view }) => view.locked === true);
  const found = {
    imageId,
    imageName,
    product,
    ...placeIn(first),
    ownership: isYoung || isRunning ? ("in-progress" as const) : ("missing" as const),
    conditions: [],
    owners: here.map(ownerOf),
    usedBy: usersOf(first, account),
  };
  const evidence = here.map(({ resource, stack }) => `In the state of stack ${stack} as ${resource}`);
  if (isYoung) evidence.push("Just created: the service may not list it yet");
  else if (isRunning) evidence.push("A run has locked the stack: it may have deleted the image");
  else evidence.push(`Not among the custom images of ${listName(product, zoneId)}`);
  return { ...found, evidence, remedies: remediesFor(found, undefined) };
}

/** An image of which every state may be of another account: that this one does not have it says nothing. */
function notJudged(references: Reference[], account: AccountView): NotJudgedImage | undefined {
  const reasons = references.map((reference) => whyElsewhere(reference, account));
  const [first] = references;
  const [because] = reasons;
  if (!first || !because || reasons.includes(undefined)) return undefined;
  const { imageId, imageName, product } = first;
  return { imageId, imageName, product, ...placeIn(first), owners: references.map(ownerOf), because };
}

function listName(product: Product, zoneId: string | undefined): string {
  if (product === "zec") return "Elastic Compute";
  return zoneId === undefined ? "any zone" : `zone ${zoneId}`;
}

/** Why the image of a state may be of another account; undefined if it is of this one. */
function whyElsewhere(
  { outputs, product, zoneId }: Reference,
  account: AccountView,
): NotJudgedImage["because"] | undefined {
  if ((textIn(outputs, "endpoint") ?? account.endpoint) !== account.endpoint) return "another-endpoint";
  const record = outputs.__record;
  const key = typeof record === "object" && record !== null ? textIn({ ...record }, "keyFingerprint") : undefined;
  if (key === undefined || key === account.keyFingerprint) return undefined;
  // A new key of the same account sees the source instance, as the provider concludes, too (`confirmDeleted.ts`).
  const source = textIn(outputs, "instanceId");
  const seesSource = account.instances.some(
    (instance) => instance.product === "vm" && instance.instanceId === source && instance.zoneId === zoneId,
  );
  return product === "vm" && seesSource ? undefined : "another-access-key";
}

function classifyZone({ zoneId, count, maxCount }: AccountView["quotas"][number]): AuditedZone {
  const isFull = maxCount > 0 && count >= maxCount;
  return {
    zoneId,
    used: count,
    max: maxCount,
    conditions: isFull ? ["zone-full"] : [],
    remedies: isFull ? remediesForZone(zoneId) : [],
  };
}

type Placed = Pick<AuditedImage, "product" | "zoneId" | "imageName" | "imageId">;

const compare = (a = "", b = ""): number => (a < b ? -1 : Number(a > b));

const byPlaceAndName = (a: Placed, b: Placed): number =>
  compare(a.product, b.product) ||
  compare(a.zoneId, b.zoneId) ||
  compare(a.imageName, b.imageName) ||
  compare(a.imageId, b.imageId);
