import type { AuditedImage } from "../../../cli/audit/audit";
import type { Ownership } from "../../../cli/audit/classes";
import { classify } from "../../../cli/audit/classify";
import { readResource, type ResourceState } from "../../../cli/stackState";
import type { EmulatedZecImage } from "../../../emulator";
import type { ZecState } from "../../../provider/zecImage";
import { LOGICAL_NAME } from "../../support/provider";
import type { Truth } from "../support/auditTruth";
import type { ZecLife } from "./zecLife";

const { project, stack } = LOGICAL_NAME;
const TYPE = "zenlayer:index:ZecImage";
/** How long the service may take to list an image: what audit does not see before that does not count as missing. */
const UNSEEN_MS = 120_000;
/** The default of `customTimeouts.create` (documented). */
const CREATE_MS = 3_600_000;
/** The service's clock, as the provider reads it, holds whole seconds. */
const CLOCK_MS = 3_000;
/** The real names of a life's images. Any other is of an unfinished one. */
const FINISHED = /^(web|web\.2|golden|by-hand)$/;
const BUSY = ["CREATING", "SYNCING", "PROCESSING", "DELETING"];

/** Another resource of the stack that has an image in its state. */
export interface OtherHolder {
  imageId: string;
  isAdopted: boolean;
}

/** A moment of a life, and what other resources hold. */
export interface ZecMoment {
  life: ZecLife;
  others: OtherHolder[];
  isRunning: boolean;
}

/** An image in state. */
type Held = Pick<ZecState, "imageId"> & Partial<Pick<ZecState, "createdAt" | "adoptImageId" | "__record">>;

const heldBy = ({ life, others }: ZecMoment): Held[] => [
  ...life.resources.map(({ outs }) => outs),
  ...others.map(({ imageId, isAdopted }) => ({ imageId, ...SEEN, ...(isAdopted && { adoptImageId: imageId }) })),
];

const SEEN = { createdAt: new Date(0).toISOString(), __record: { seen: true } };

const listedBy = ({ account: { emulator, clock } }: ZecLife): EmulatedZecImage[] =>
  emulator.zec.images().filter(({ visibleAt }) => visibleAt <= clock.now());

/** The status that counts: an image that was not copied is usable where it is. */
const statusOf = ({ imageStatus, regionIds }: EmulatedZecImage): string =>
  imageStatus === "FAILED" && regionIds.length > 0 ? "AVAILABLE" : imageStatus;

/** Every image that lists show, and every image in the state, as it really is. */
export function truthOf(moment: ZecMoment): Map<string, Truth> {
  const { life, isRunning } = moment;
  const now = life.account.clock.now();
  const held = heldBy(moment);
  const usersOf = (id: string) =>
    life.account.emulator.zec.instances().flatMap(({ instanceId, imageId }) => (imageId === id ? [instanceId] : []));
  const truth = new Map<string, Truth>();
  for (const image of listedBy(life)) {
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
  const { life, isRunning } = moment;
  const { emulator, clock } = life.account;
  const state = (name: string, { outs, isReplaced }: { outs: object; isReplaced: boolean }): ResourceState => {
    const { imageId: id } = outs as ZecState;
    const urn = `urn:pulumi:${stack}::${project}::${TYPE}::${name}`;
    const found = { urn, type: TYPE, id, inputs: {}, outputs: outs, delete: isReplaced };
    return readResource(JSON.parse(JSON.stringify(found)))!;
  };
  const held = [
    ...life.resources.map((resource) => state(LOGICAL_NAME.name, resource)),
    ...heldBy({ ...moment, life: NOTHING }).map((outs, at) => state(`other-${at}`, { outs, isReplaced: false })),
  ];
  return classify(
    {
      endpoint: "http://127.0.0.1:18080",
      keyFingerprint: "",
      time: clock.now(),
      products: ["zec"],
      images: listedBy(life).map((image) => ({
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
    [{ name: "dev", source: "cli", identity: { project, stack }, locked: isRunning, resources: held, pending: [] }],
  ).images;
}

const NOTHING = { resources: [] as never[] } as unknown as ZecLife;
