import fc from "fast-check";

import type { AuditedImage, Ownership } from "../../cli/audit/audit";
import { classify } from "../../cli/audit/classify";
import { readResource, type ResourceState } from "../../cli/stackState";
import type { EmulatedImage } from "../../emulator";
import { lives } from "./random/commands";
import { liveRandomly, type LifeMoment } from "./random/liveRandomly";
import { isLong } from "./support/long";
import type { Stored } from "./support/modelEngine";
import { print } from "./support/table";

const numRuns = isLong ? 5_000 : 300;
/** The same lives every day, other ones in each long run. */
const seed = isLong ? undefined : 16;

const ENDPOINT = "http://127.0.0.1:18080";
const TYPE = "pulumi-nodejs:dynamic/zenlayer:CustomImage";
/** How long the service may take to list an image: what audit does not see before that is not missing. */
const UNSEEN_MS = 120_000;

/** The real names of a life's images: declared, automatic, or given by somebody else. Any other is of an unfinished one. */
const FINISHED = /^(same|wrong|renamed-outside|[ab](-heir)?-[0-9a-f]{7})$/;

/** What a life makes true of an image, by who created it, who has it in state, and which runs are in progress. */
interface Truth {
  ownership: Ownership;
  isFailed: boolean;
}

/** Every image that lists show, and every image in state, by what really happened. */
function truthOf({ emulator, engine, now, isRunning }: LifeMoment): Map<string, Truth> {
  const stored = [...engine.resources.values(), ...engine.replaced];
  const listed = emulator.images().filter(({ visibleAt }) => visibleAt <= now);
  const truth = new Map<string, Truth>();
  for (const image of listed) {
    const holders = stored.filter(({ id }) => id === image.imageId);
    truth.set(image.imageId, {
      ownership: ownershipOf(image, holders, isRunning),
      isFailed: image.imageStatus === "UNAVAILABLE",
    });
  }
  for (const { id, outputs } of stored) {
    if (truth.has(id)) continue;
    const age = now - Date.parse(outputs.createdAt ?? "");
    const isYoung = !outputs.__record?.seen && age < UNSEEN_MS;
    truth.set(id, { ownership: isYoung || isRunning ? "in-progress" : "missing", isFailed: false });
  }
  return truth;
}

function ownershipOf(image: EmulatedImage, holders: Stored[], isRunning: boolean): Ownership {
  const owners = holders.filter(({ outputs }) => outputs.adoptImageId === undefined);
  if (owners.length > 0) return owners.length > 1 ? "owned-twice" : "managed";
  if (holders.length > 0) return "borrowed";
  if (FINISHED.test(image.imageName)) return "unmanaged";
  return isRunning || image.imageStatus === "CREATING" ? "in-progress" : "orphaned";
}

/** What audit says of the same. */
function auditOf({ emulator, engine, now, isRunning }: LifeMoment): Map<string, AuditedImage> {
  const state = (name: string, { id, inputs, outputs }: Stored, isReplaced: boolean): ResourceState => {
    const urn = `urn:pulumi:dev::test::${TYPE}::${name}`;
    return readResource(JSON.parse(JSON.stringify({ urn, type: TYPE, id, inputs, outputs, delete: isReplaced })))!;
  };
  const resources = [
    ...[...engine.resources].map(([name, stored]) => state(name, stored, false)),
    ...engine.replaced.map((stored) => state("old", stored, true)),
  ];
  const images = emulator.images().filter(({ visibleAt }) => visibleAt <= now);
  const { images: found } = classify(
    {
      endpoint: ENDPOINT,
      keyFingerprint: "",
      time: now,
      images: images.map(({ imageId, imageName, imageStatus, zoneId }) => {
        return { imageId, imageName, imageStatus, imageType: "CUSTOM_IMAGE", zoneId };
      }),
      instances: [],
      quotas: [],
      wholeZones: ["HKG-A"],
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
  );
  expect(new Set(found.map(({ imageId }) => imageId)).size).toBe(found.length);
  return new Map(found.map((image) => [image.imageId, image]));
}

test("at every moment of random lives, audit says of every image what is true", async () => {
  const seen: Partial<Record<Ownership, number>> = {};
  let moments = 0;
  const observe = (moment: LifeMoment): void => {
    moments++;
    const truth = truthOf(moment);
    const found = auditOf(moment);
    expect([...found.keys()].sort()).toEqual([...truth.keys()].sort());
    for (const [imageId, { ownership, isFailed }] of truth) {
      const image = found.get(imageId)!;
      expect([imageId, image.imageName, image.ownership]).toEqual([imageId, image.imageName, ownership]);
      expect(image.conditions.includes("failed")).toBe(isFailed);
      // What is in progress or of no given stack is never offered for deletion.
      const isOffered = image.remedies.some(({ commands }) => commands.some((command) => command.includes("--plan")));
      expect(isOffered).toBe(ownership === "orphaned");
      seen[ownership] = (seen[ownership] ?? 0) + 1;
    }
  };
  const property = fc.asyncProperty(lives, (life) => liveRandomly(life, {}, observe));
  await fc.assert(property, { numRuns, seed, endOnFailure: true });
  print(`Audits of random lives: ${moments} moments of ${numRuns} lives; ${JSON.stringify(seen)}.`);
  // Every class was there to be told from the others.
  for (const each of ["managed", "borrowed", "in-progress", "orphaned", "unmanaged", "missing"] as const) {
    expect([each, seen[each] ?? 0]).toEqual([each, expect.any(Number)]);
    expect(seen[each] ?? 0).toBeGreaterThan(10);
  }
}, 3_600_000);
