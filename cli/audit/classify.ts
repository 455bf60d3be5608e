import { isYoungAndUnseen } from "../../provider/customImage/imageAge";
import { parseWorkingName, resourceHash, stackHash, type WorkingName } from "../../provider/customImage/workingName";
import type { InstanceOrigin } from "../../provider/zenlayer/types";
import {
  imageIn,
  imageStatesOf,
  isBorrowed,
  kindOf,
  numberIn,
  partsOf,
  textIn,
  type ImageState,
  type ResourceState,
} from "../stackState";
import type { Audit, AuditedImage, AuditedZone, Condition, Owner, Ownership } from "./audit";
import type { AccountImage, AccountView } from "./readAccount";
import { remediesFor, remediesForZone } from "./remedies";
import type { StackView } from "./stacks";

/** An image may be created for so long where its resource says nothing else: the default of `customTimeouts.create`. */
const CREATE_TIMEOUT_MS = 60 * 60_000;

/** A resource that stands for an image. */
interface Reference extends Owner {
  imageId: string;
  imageName?: string;
  zoneId?: string;
  state: ResourceState;
  /** What its state holds of the image. */
  outputs: ImageState["outputs"];
  view: StackView;
}

/** Says of every image whose it is and what is wrong with it. */
export function classify(account: AccountView, stacks: StackView[], incomplete: string[] = []): Audit {
  const references = stacks.flatMap(referencesIn);
  const byId = groupById(references);
  const present = account.images.map((image) => classifyImage(image, byId.get(image.imageId) ?? [], account, stacks));
  const ids = new Set(account.images.map(({ imageId }) => imageId));
  const absent = [...byId]
    .filter(([imageId]) => !ids.has(imageId))
    .flatMap(([imageId, owners]) => classifyAbsent(imageId, owners, account) ?? []);
  return {
    formatVersion: 1,
    time: new Date(account.time).toISOString(),
    endpoint: account.endpoint,
    stacks: stacks.map(({ name, source, locked }) => ({ name, source, locked })),
    images: [...present, ...absent].sort(byPlaceAndName),
    zones: account.quotas.map(classifyZone).sort((a, b) => compare(a.zoneId, b.zoneId)),
    incomplete: [...account.incomplete, ...incomplete],
  };
}

function groupById(references: Reference[]): Map<string, Reference[]> {
  const groups = new Map<string, Reference[]>();
  for (const reference of references) {
    const known = groups.get(reference.imageId);
    if (known) known.push(reference);
    else groups.set(reference.imageId, [reference]);
  }
  return groups;
}

function referencesIn(view: StackView): Reference[] {
  return view.resources
    .filter((resource) => kindOf(resource) !== undefined)
    .flatMap((state) =>
      imageStatesOf(state).map((image) => ({
        ...imageIn(image),
        outputs: image.outputs,
        stack: view.name,
        resource: partsOf(state.urn).name,
        urn: state.urn,
        borrowed: isBorrowed(state),
        state,
        view,
      })),
    );
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
  const usedBy = account.instances.filter(({ imageId }) => imageId === image.imageId).map(userOf);
  const ownership = ownershipOf(image, owning, references, working, stack);
  const conditions = conditionsOf(image, owning, usedBy.length > 0, account.time);
  const { imageId, imageName, zoneId, imageStatus } = image;
  const found = {
    imageId,
    imageName,
    zoneId,
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

/**
 * The stack that a working name was made for. Stacks of one name in several organizations look the same: then it is the
 * one of which it is least certain that no run has it.
 */
function stackOf(working: WorkingName, stacks: StackView[]): StackView | undefined {
  const found = stacks.filter(({ identity }) => identity && stackHash(identity) === working.stack);
  return found.find(({ locked }) => locked === true) ?? found.find(({ locked }) => locked === "unknown") ?? found.at(0);
}

function ownershipOf(
  { imageStatus }: AccountImage,
  owning: Reference[],
  references: Reference[],
  working: WorkingName | undefined,
  stack: StackView | undefined,
): Ownership {
  if (owning.length > 1) return "owned-twice";
  if (owning.length === 1) return "managed";
  if (references.length > 0) return "borrowed";
  if (working && (imageStatus === "CREATING" || stack?.locked === true)) return "in-progress";
  return working && stack ? "orphaned" : "unmanaged";
}

function conditionsOf({ imageStatus }: AccountImage, owning: Reference[], isUsed: boolean, now: number): Condition[] {
  const conditions: Condition[] = [];
  if (imageStatus === "UNAVAILABLE") conditions.push("failed");
  if (imageStatus === "CREATING" && owning.some((owner) => isOverdue(owner, now))) conditions.push("stuck");
  if (isUsed) conditions.push("in-use");
  return conditions;
}

/** An image that is still being created when the time for it is over. */
function isOverdue({ outputs, state }: Reference, now: number): boolean {
  const createdAt = Date.parse(textIn(outputs, "createdAt") ?? "");
  const timeouts = state.outputs.__timeouts;
  const seconds = typeof timeouts === "object" && timeouts !== null && numberIn({ ...timeouts }, "create");
  return now - createdAt > (seconds ? seconds * 1000 : CREATE_TIMEOUT_MS);
}

/** The resource that a working name was made for, among those that the stack has, or was about to create. */
function resourceOf(working: WorkingName, stack: StackView): string | undefined {
  const all = [...stack.resources, ...stack.pending];
  const found = all.find((state) => {
    const kind = kindOf(state);
    if (!kind) return false;
    const { project, stack: name, parents, name: resource } = partsOf(state.urn);
    const identity = { project, stack: name, name: resource, parents };
    return resourceHash(identity, `zenlayer:index:${kind}`) === working.resource;
  });
  return found && partsOf(found.urn).name;
}

const userOf = ({ instanceId, instanceName, instanceStatus }: InstanceOrigin): AuditedImage["usedBy"][number] => ({
  instanceId,
  instanceName,
  instanceStatus,
});

const ownerOf = ({ stack, resource, urn, borrowed }: Reference): Owner => ({ stack, resource, urn, borrowed });

/**
 * An image that a state has and the account has not. It is missing only where its zone was read whole; what belongs to
 * another endpoint is not of this account.
 */
function classifyAbsent(imageId: string, references: Reference[], account: AccountView): AuditedImage | undefined {
  const here = references.filter(
    ({ outputs }) => (textIn(outputs, "endpoint") ?? account.endpoint) === account.endpoint,
  );
  const [first] = here;
  if (!first) return undefined;
  const { zoneId, imageName } = first;
  if (zoneId !== undefined ? !account.wholeZones.includes(zoneId) : account.incomplete.length > 0) return undefined;
  const isYoung = here.some(({ outputs }) => isYoungAndUnseen(outputs, account.time));
  const isRunning = here.some(({ view }) => view.locked === true);
  const found = {
    imageId,
    imageName,
    zoneId,
    ownership: isYoung || isRunning ? ("in-progress" as const) : ("missing" as const),
    conditions: [],
    owners: here.map(ownerOf),
    usedBy: account.instances.filter((instance) => instance.imageId === imageId).map(userOf),
  };
  const evidence = here.map(({ resource, stack }) => `In the state of stack ${stack} as ${resource}`);
  if (isYoung) evidence.push("Just created: the service may not list it yet");
  else if (isRunning) evidence.push("A run has locked the stack: it may have deleted the image");
  else evidence.push(`Not among the custom images of ${zoneId === undefined ? "any zone" : `zone ${zoneId}`}`);
  if (here.some((reference) => isOfAnotherKey(reference, account))) {
    evidence.push("Last seen with another access key, which may belong to another account");
  }
  return { ...found, evidence, remedies: remediesFor(found, undefined) };
}

function isOfAnotherKey({ outputs }: Reference, { keyFingerprint }: AccountView): boolean {
  const record = outputs.__record;
  const known = typeof record === "object" && record !== null ? textIn({ ...record }, "keyFingerprint") : undefined;
  return known !== undefined && known !== keyFingerprint;
}

function evidenceFor(
  { ownership, conditions, owners, workingFor, imageStatus, usedBy }: Omit<AuditedImage, "evidence" | "remedies">,
  working: WorkingName | undefined,
  stack: StackView | undefined,
  stacks: StackView[],
): string[] {
  const evidence = owners.map(
    ({ stack, resource, borrowed }) =>
      `${borrowed ? "Adopted, or only read, by" : "In the state of"} stack ${stack} as ${resource}`,
  );
  if (working && owners.length === 0) {
    const whose = workingFor
      ? `${workingFor.resource ?? "a resource that is no longer there"} of stack ${workingFor.stack}`
      : "a resource of a stack that is not among those given";
    evidence.push(`Its name is the working name of an unfinished image, created for ${whose}`);
  }
  if (ownership === "in-progress" && stack?.locked === true) evidence.push("A run has locked the stack");
  if (ownership === "in-progress" && imageStatus === "CREATING") evidence.push("It is being created");
  if (ownership === "orphaned") {
    evidence.push(
      stack?.locked === "unknown"
        ? "Could not determine whether a run of the stack is in progress"
        : "No run of the stack is in progress, so nobody will finish it",
    );
  }
  if (ownership === "unmanaged" && !working) evidence.push("No given stack has it in its state");
  const busy = stacks.filter(({ locked }) => locked === true).map(({ name }) => name);
  if (ownership === "unmanaged" && busy.length > 0) {
    evidence.push(`Stack ${busy.join(", ")} is being updated: the image may belong to that run`);
  }
  if (conditions.includes("failed")) evidence.push("Its creation failed: it is UNAVAILABLE and keeps a slot");
  if (conditions.includes("stuck")) evidence.push("It is still CREATING after its create timeout");
  if (usedBy.length > 0)
    evidence.push(`Instances were created from it: ${usedBy.map(({ instanceId }) => instanceId).join(", ")}`);
  return evidence;
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

const compare = (a = "", b = ""): number => (a < b ? -1 : Number(a > b));

const byPlaceAndName = (a: AuditedImage, b: AuditedImage): number =>
  compare(a.zoneId, b.zoneId) || compare(a.imageName, b.imageName) || compare(a.imageId, b.imageId);
