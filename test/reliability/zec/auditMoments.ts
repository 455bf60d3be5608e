import type { AuditedImage } from "../../../cli/audit/audit";
import type { Ownership } from "../../../cli/audit/classes";
import { classify } from "../../../cli/audit/classify";
import { readResource, type ResourceState } from "../../../cli/stackState";
import type { EmulatedZecImage, Emulator } from "../../../emulator";
import type { FamilyState } from "../../../provider/imageFamily";
import type { ZecState } from "../../../provider/zecImage";
import { LOGICAL_NAME } from "../../support/provider";
import type { LifeMoment } from "../random/liveRandomly";
import { keyFingerprintOf, type Truth } from "../support/auditTruth";
import type { ZecLife } from "./zecLife";

/** How long the service may take to list an image: what audit does not see before that does not count as missing. */
const UNSEEN_MS = 120_000;
/** The default of `customTimeouts.create` (documented). */
const CREATE_MS = 3_600_000;
/** The service's clock, as the provider reads it, holds whole seconds. */
const CLOCK_MS = 3_000;
/** The real names of a life's images. Any other is of an unfinished one. */
const FINISHED = /^(web|web\.2|golden|by-hand|(web|db)-\d+|renamed-outside|somebody-else)$/;
const BUSY = ["CREATING", "SYNCING", "PROCESSING", "DELETING"];

/** Another resource of the stack that has an image in its state. */
export interface OtherHolder {
  imageId: string;
  isAdopted: boolean;
}

/** A resource in state. */
interface Resource {
  type: "ZecImage" | "ZecImageFamily";
  name: string;
  id: string;
  outputs: object;
  isReplaced: boolean;
}

/** A moment of the life of a stack. */
export interface ZecMoment {
  emulator: Emulator;
  now: number;
  project: string;
  resources: Resource[];
  isRunning: boolean;
}

/** A moment of an image's life. @param others that have an image in state, too */
export function momentOf(life: ZecLife, isRunning: boolean, others: OtherHolder[] = []): ZecMoment {
  const { emulator, clock } = life.account;
  const { project, name } = LOGICAL_NAME;
  const type = "ZecImage";
  const own = life.resources.map(
    ({ id, outs, isReplaced }) => ({ type, name, id, outputs: outs, isReplaced }) as const,
  );
  const added = others.map(({ imageId: id, isAdopted }, at) => {
    const outputs = { imageId: id, ...SEEN, ...(isAdopted && { adoptImageId: id }) };
    return { type, name: `other-${at}`, id, outputs, isReplaced: false } as const;
  });
  return { emulator, now: clock.now(), project, resources: [...own, ...added], isRunning };
}

/** A moment of the life of families. */
export function momentOfFamilies({ emulator, engine, now, isRunning }: LifeMoment): ZecMoment {
  const type = "ZecImageFamily";
  const resources = [...engine.resources].map(
    ([name, { id, outputs }]) => ({ type, name, id, outputs, isReplaced: false }) as const,
  );
  return { emulator, now, project: "test", resources, isRunning };
}

const SEEN = { createdAt: new Date(0).toISOString(), __record: { seen: true } };

/** An image in state. */
type Held = Pick<ZecState, "imageId"> & Partial<Pick<ZecState, "createdAt" | "adoptImageId" | "__record">>;

/** The images that a resource has in state: one, or those of a family. */
function heldBy({ outputs }: Resource): Held[] {
  const { __versions: versions } = outputs as Partial<FamilyState>;
  return versions?.map(({ image }) => image) ?? [outputs as ZecState];
}

const listedIn = ({ emulator, now }: ZecMoment): EmulatedZecImage[] =>
  emulator.zec.images().filter(({ visibleAt }) => visibleAt <= now);

/** The status that counts: an image that was not copied is usable where it is. */
const statusOf = ({ imageStatus, regionIds }: EmulatedZecImage): string =>
  imageStatus === "FAILED" && regionIds.length > 0 ? "AVAILABLE" : imageStatus;

/** Every image that lists show, and every image in the state, as it really is. */
export function truthOf(moment: ZecMoment): Map<string, Truth> {
  const { emulator, now, resources, isRunning } = moment;
  const held = resources.flatMap(heldBy);
  const usersOf = (id: string) =>
    emulator.zec.instances().flatMap(({ instanceId, imageId }) => (imageId === id ? [instanceId] : []));
  const truth = new Map<string, Truth>();
  for (const image of listedIn(moment)) {
    const holders = held.filter(({ imageId }) => imageId === image.imageId);
    truth.set(image.imageId, {
      ownership: ownershipOf(image, holders, isRunning),
      isFailed: ["UNAVAILABLE", "FAILED"].includes(statusOf(image)),
      isStuck: isStuck(image, holders, now),
      usedBy: usersOf(image.imageId),
    });
  }
  for (const { imageId, createdAt, __record: record } of held) {
    if (truth.has(imageId)) continue;
    const isYoung = !record?.seen && now - Date.parse(createdAt ?? "") < UNSEEN_MS;
    const ownership = isYoung || isRunning ? "in-progress" : "missing";
    truth.set(imageId, { ownership, isFailed: false, isStuck: false, usedBy: usersOf(imageId) });
  }
  return truth;
}

function ownershipOf(image: EmulatedZecImage, holders: Held[], isRunning: boolean): Ownership {
  const owners = holders.filter(({ adoptImageId }) => adoptImageId === undefined);
  if (owners.length > 0) return owners.length > 1 ? "owned-twice" : "managed";
  if (holders.length > 0) return "borrowed";
  if (image.imageStatus === "DELETING") return "in-progress";
  if (FINISHED.test(image.imageName)) return "unmanaged";
  return isRunning || BUSY.includes(statusOf(image)) ? "in-progress" : "orphaned";
}

/** As long as the image is not finished, copies are part of its creation. */
function isStuck(image: EmulatedZecImage, holders: Held[], now: number): boolean | undefined {
  const isBeingCreated = FINISHED.test(image.imageName)
    ? image.imageStatus === "CREATING"
    : BUSY.includes(statusOf(image));
  if (!isBeingCreated) return false;
  const overdue = holders
    .filter(({ adoptImageId, createdAt }) => adoptImageId === undefined && createdAt !== undefined)
    .map(({ createdAt }) => now - Date.parse(createdAt!) - CREATE_MS);
  if (overdue.some((time) => Math.abs(time) < CLOCK_MS)) return undefined;
  return overdue.some((time) => time > 0);
}

/** The audit of the same. */
export function auditOf(moment: ZecMoment): AuditedImage[] {
  const { emulator, now, project, isRunning } = moment;
  const { stack } = LOGICAL_NAME;
  const resources = moment.resources.map(({ type: name, name: resource, id, outputs, isReplaced }): ResourceState => {
    const type = `zenlayer:index:${name}`;
    const urn = `urn:pulumi:${stack}::${project}::${type}::${resource}`;
    return readResource(JSON.parse(JSON.stringify({ urn, type, id, inputs: {}, outputs, delete: isReplaced })))!;
  });
  return classify(
    {
      endpoint: "http://127.0.0.1:18080",
      keyFingerprint: keyFingerprintOf(emulator),
      time: now,
      products: ["zec"],
      images: listedIn(moment).map((image) => ({
        imageId: image.imageId,
        imageName: image.imageName,
        imageStatus: statusOf(image),
        imageType: "CUSTOM_IMAGE",
        product: "zec",
        regions: image.regionIds,
      })),
      instances: emulator.zec.instances().map((instance) => ({
        ...{ instanceId: instance.instanceId, instanceName: instance.instanceName, zoneId: instance.zoneId },
        ...{ instanceStatus: instance.status, imageId: instance.imageId, product: "zec" },
      })),
      quotas: [],
      wholeZones: [],
      isZecWhole: true,
      incomplete: [],
    },
    [{ name: "dev", source: "cli", identity: { project, stack }, locked: isRunning, resources, pending: [] }],
  ).images;
}
