import fc from "fast-check";

import { Account } from "./support/account";
import { isLong } from "./support/long";
import type { Program } from "./support/modelEngine";
import { print } from "./support/table";

/** Fuzzed responses of each action: any JSON, or a valid response with a corrupted part. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom<unknown>(null, [], {}, "", 0, "x".repeat(100_000), nested(2_000)),
);

/** A valid response of each action that the provider calls. */
const TRUE_ANSWERS: Record<string, Record<string, unknown>> = {
  DescribeInstances: { totalCount: 1, dataSet: [{ instanceId: "i-1", zoneId: "HKG-A", instanceStatus: "STOPPED" }] },
  DescribeImages: {
    totalCount: 1,
    dataSet: [
      {
        ...{ imageId: "img-other", imageName: "other", imageType: "CUSTOM_IMAGE", imageStatus: "AVAILABLE" },
        ...{ imageSize: "40", imageDescription: null, imageVersion: "22.04", category: "Ubuntu", osType: "linux" },
      },
    ],
  },
  CreateImage: { imageId: "img-other" },
  ModifyImagesAttributes: {},
  DeleteImages: {},
  StopInstances: {},
  StartInstances: {},
};

const actions = Object.keys(TRUE_ANSWERS);

/** Replaces a part of a response: a field, a field of an entry of its list, or the whole. */
const spoiled = fc.record({
  action: fc.constantFrom(...actions),
  value: anything,
  part: fc.nat(20),
  kind: fc.constantFrom("body", "response", "field", "entry", "missing", "list", "repeated", "count"),
  status: fc.constantFrom(200, 200, 200, 200, 400, 404, 500),
  nth: fc.integer({ min: 1, max: 3 }),
  times: fc.constantFrom(1, 2, 8),
});

type Spoiled = typeof spoiled extends fc.Arbitrary<infer T> ? T : never;

function bodyOf({ action, value, part, kind }: Spoiled): unknown {
  if (kind === "body") return value;
  const requestId = "T00000000-0000-0000-0000-000000000000";
  const wrap = (response: unknown) => ({ requestId, response });
  if (kind === "response") return wrap(value);
  const response = structuredClone({ requestId, ...TRUE_ANSWERS[action] }) as Record<string, unknown>;
  const list = response["dataSet"] as Record<string, unknown>[] | undefined;
  const entry = list?.[0];
  const target = kind === "field" || !entry ? response : entry;
  const fields = Object.keys(target);
  const field = fields[part % fields.length]!;
  if (kind === "missing") delete target[field];
  else if (kind === "repeated" && list && entry) Object.assign(response, { dataSet: [entry, entry], totalCount: 2 });
  else if (kind === "list" && list) Object.assign(response, { dataSet: [value], totalCount: 1 });
  else if (kind === "count") response["totalCount"] = part * 1_000;
  else target[field] = value;
  return wrap(response);
}

/**
 * A lifecycle with one fuzzed response, or several in a row. Responses may be wrong, so an image that is reported as deleted may still
 * exist; but no command hangs, each failure is a message of the provider, and an id that was returned is in the state.
 */
async function live(fuzz: Spoiled): Promise<void> {
  const instances = [{ instanceId: "i-1", zoneId: "HKG-A", instanceStatus: "RUNNING" as const }];
  const account = await Account.open({ instances }, "memory");
  const { emulator } = account;
  const engine = account.engine({ wraps: { memory: emulator } });
  const described = (imageDescription: string): Program => ({
    web: { instanceId: "i-1", imageDescription, stopInstance: true },
  });
  const { action, status, nth, times } = fuzz;
  for (const command of [
    () => engine.up(described("one")),
    () => engine.refresh(),
    () => engine.up(described("two")),
    () => engine.destroy(),
  ]) {
    emulator.faults.add({ action, kind: "body", body: bodyOf(fuzz), status, nth, times });
    const told = emulator.history().length;
    const { failures } = await command();
    emulator.faults.clear();
    for (const text of failures) {
      if (/mistake in pulumi-zenlayer:|\bundefined\b|\[object|\bNaN\b/.test(text))
        throw new Error(`an unclear message: ${text}`);
      if (text.length > 3_000) throw new Error(`a message of ${text.length} characters`);
    }
    const wasToldTruly = emulator.history().length > told && action !== "CreateImage";
    if (wasToldTruly && engine.resources.get("web")?.id !== emulator.history()[told]!.imageId) {
      throw new Error(`the id of an image is lost: ${failures.join(" | ")}`);
    }
  }
}

function nested(depth: number): unknown {
  let value: unknown = "deep";
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

const numRuns = isLong ? 5_000 : 200;

test("fuzzed responses of every action: one clear message, no hang, no lost id", async () => {
  await fc.assert(fc.asyncProperty(spoiled, live), { numRuns, ...(!isLong && { seed: 1 }) });
  print(`Garbage: ${numRuns} lives with fuzzed answers of ${actions.length} actions, all with clear ends.`);
}, 1_800_000);
