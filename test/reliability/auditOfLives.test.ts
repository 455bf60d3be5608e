import fc from "fast-check";

import type { AuditedImage } from "../../cli/audit/audit";
import type { Ownership } from "../../cli/audit/classes";
import { classify } from "../../cli/audit/classify";
import { readResource, type ResourceState } from "../../cli/stackState";
import type { EmulatedImage } from "../../emulator";
import type { ImageState } from "../../provider/customImage";
import type { FamilyState } from "../../provider/imageFamily";
import { livesOf as familyLivesOf } from "./families/commands";
import { liveRandomly as liveFamilies } from "./families/liveRandomly";
import { lives } from "./random/commands";
import { liveRandomly, type LifeMoment } from "./random/liveRandomly";
import { AuditObserver, keyFingerprintOf, type Truth } from "./support/auditTruth";
import { AUDITED_FAMILY_LIVES, isLong, LIVES } from "./support/long";
import type { Stored } from "./support/modelEngine";
import { print } from "./support/table";

/** The same lifecycles in each `make test`, other ones in each long run. */
const seed = isLong ? undefined : 16;

const ENDPOINT = "http://127.0.0.1:18080";
const TYPE = "pulumi-nodejs:dynamic/zenlayer:";
/** How long the service may take to list an image: what audit does not see before that does not count as missing. */
const UNSEEN_MS = 120_000;

/** Default of the create timeout (documented). */
const CREATE_MS = 3_600_000;
/** The service's clock, as the provider reads it, holds whole seconds. */
const CLOCK_MS = 3_000;

/** The real names of a life's images: declared, automatic, or given by somebody else. Any other is of an unfinished one. */
const FINISHED = /^(same|wrong|renamed-outside|[ab](-heir)?-[0-9a-f]{7}|somebody-else|(web|db)-\d+)$/;

/** An image in state. */
type Held = Pick<ImageState, "imageId" | "createdAt" | "adoptImageId" | "__record" | "__timeouts">;

/** The images that a resource has in state: one, or those of a family. */
function heldBy({ outputs }: Stored): Held[] {
  const { __versions: versions, __timeouts } = outputs as unknown as Partial<FamilyState>;
  return versions ? versions.map(({ image }) => ({ ...image, __timeouts })) : [outputs];
}

/** Every image that lists show, and every image in the state, as it really is. */
function truthOf({ emulator, engine, now, isRunning }: LifeMoment): Map<string, Truth> {
  const held = [...engine.resources.values(), ...engine.replaced].flatMap(heldBy);
  const listed = emulator.images().filter(({ visibleAt }) => visibleAt <= now);
  const usersOf = (id: string) =>
    emulator.instances().flatMap(({ instanceId, imageId }) => (imageId === id ? [instanceId] : []));
  const truth = new Map<string, Truth>();
  for (const image of listed) {
    const holders = held.filter(({ imageId }) => imageId === image.imageId);
    truth.set(image.imageId, {
      ownership: ownershipOf(image, holders, isRunning),
      isFailed: image.imageStatus === "UNAVAILABLE",
      isStuck: isStuck(image, holders, now),
      usedBy: usersOf(image.imageId),
    });
  }
  for (const { imageId, createdAt, __record: record } of held) {
    if (truth.has(imageId)) continue;
    const age = now - Date.parse(createdAt ?? "");
    const isYoung = !record?.seen && age < UNSEEN_MS;
    const ownership = isYoung || isRunning ? "in-progress" : "missing";
    truth.set(imageId, { ownership, isFailed: false, isStuck: false, usedBy: usersOf(imageId) });
  }
  return truth;
}

function ownershipOf(image: EmulatedImage, holders: Held[], isRunning: boolean): Ownership {
  const owners = holders.filter(({ adoptImageId }) => adoptImageId === undefined);
  if (owners.length > 0) return owners.length > 1 ? "owned-twice" : "managed";
  if (holders.length > 0) return "borrowed";
  if (FINISHED.test(image.imageName)) return "unmanaged";
  return isRunning || image.imageStatus === "CREATING" ? "in-progress" : "orphaned";
}

function isStuck({ imageStatus, createdAt }: EmulatedImage, holders: Held[], now: number): boolean | undefined {
  if (imageStatus !== "CREATING") return false;
  const overdue = holders
    .filter((holder) => holder.adoptImageId === undefined && holder.createdAt !== undefined)
    .map(({ __timeouts }) => now - createdAt - (__timeouts?.create ? __timeouts.create * 1000 : CREATE_MS));
  if (overdue.some((time) => Math.abs(time) < CLOCK_MS)) return undefined;
  return overdue.some((time) => time > 0);
}

/** The audit of the same. */
function auditOf({ emulator, engine, now, isRunning }: LifeMoment): AuditedImage[] {
  const state = (name: string, { id, inputs, outputs }: Stored, isReplaced: boolean): ResourceState => {
    const type = TYPE + ("__versions" in outputs ? "ImageFamily" : "CustomImage");
    const urn = `urn:pulumi:dev::test::${type}::${name}`;
    return readResource(JSON.parse(JSON.stringify({ urn, type, id, inputs, outputs, delete: isReplaced })))!;
  };
  const resources = [
    ...[...engine.resources].map(([name, stored]) => state(name, stored, false)),
    ...engine.replaced.map((stored) => state("old", stored, true)),
  ];
  const images = emulator.images().filter(({ visibleAt }) => visibleAt <= now);
  return classify(
    {
      endpoint: ENDPOINT,
      keyFingerprint: keyFingerprintOf(emulator),
      time: now,
      images: images.map(({ imageId, imageName, imageStatus, zoneId }) => {
        return { imageId, imageName, imageStatus, imageType: "CUSTOM_IMAGE", zoneId, product: "vm" };
      }),
      products: ["vm"],
      instances: emulator
        .instances()
        .map((instance) => ({ ...instance, imageId: instance.imageId ?? "", product: "vm" })),
      quotas: [],
      wholeZones: ["HKG-A"],
      isZecWhole: false,
      incomplete: [],
    },
    [
      {
        name: "dev",
        source: "cli",
        identity: { project: "test", stack: "dev" },
        locked: isRunning,
        resources,
        pending: [],
      },
    ],
  ).images;
}

test("at every moment of random lives, audit says of every image what is true", async () => {
  const observer = new AuditObserver();
  const observe = (moment: LifeMoment): void => observer.compare(truthOf(moment), auditOf(moment));
  const property = fc.asyncProperty(lives, (life) => liveRandomly(life, {}, observe));
  await fc.assert(property, { numRuns: LIVES, seed, endOnFailure: true });
  print(`Audits of ${LIVES} random lives: ${JSON.stringify(observer.seen)}.`);
  // One resource for each image, and no instance is created from one.
  observer.expectSeenAllBut("owned-twice", "in-use");
}, 3_600_000);

test("and of every image of families", async () => {
  const observer = new AuditObserver();
  const observe = (moment: LifeMoment): void => observer.compare(truthOf(moment), auditOf(moment));
  const property = fc.asyncProperty(familyLivesOf("vm"), (life) => liveFamilies(life, {}, observe));
  await fc.assert(property, { numRuns: AUDITED_FAMILY_LIVES, seed, endOnFailure: true });
  print(`Audits of ${AUDITED_FAMILY_LIVES} random lives of families: ${JSON.stringify(observer.seen)}.`);
  // One family, which adopts nothing, and no creation that hangs.
  observer.expectSeenAllBut("owned-twice", "borrowed", "stuck");
}, 3_600_000);
