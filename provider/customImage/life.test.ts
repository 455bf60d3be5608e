import fc from "fast-check";
import { createEmulator, type Emulator } from "../../emulator";
import { checked, contextFor, LOGICAL_NAME, type TestContext } from "../../test/support/provider";
import { systemClock } from "../zenlayer/clock";
import { check } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { diff } from "./diff";
import { read } from "./read";
import { update } from "./update";

// Over real HTTP and by the real clock: what the other tests of this folder do in memory is done here as users do it.

let emulator: Emulator;
let ctx: TestContext;

beforeEach(async () => {
  emulator = createEmulator({ quota: 1_000_000 });
  await emulator.start();
  ctx = contextFor(emulator, systemClock, { maxRequestsPerSecond: "10000" });
});
afterEach(() => emulator.stop());

const program = { instanceId: "i-web", imageName: "web", imageDescription: "golden" };

test("a whole life, call by call", async () => {
  const seen: string[][] = [];
  const step = async <T>(work: Promise<T>): Promise<T> => {
    emulator.clearCalls();
    const result = await work;
    seen.push(emulator.calls().map(({ action }) => action));
    return result;
  };
  const inputs = await step(checked(ctx, program));
  const { id, outs } = await step(create(ctx, inputs));
  const found = await step(read(ctx, id, outs));
  const { __owner, ...shown } = inputs;
  expect(found).toMatchObject({ id, outs, inputs: shown });

  const news = await checked(ctx, { ...program, imageDescription: "silver" }, found?.inputs);
  expect(diff(ctx, id, outs, news).properties).toEqual({ imageDescription: "update" });
  const updated = await step(update(ctx, outs, news));
  await step(remove(ctx, updated));

  expect(seen).toEqual([
    [],
    ["DescribeInstances", "DescribeImages", "CreateImage", "DescribeImages", "ModifyImagesAttributes"],
    ["DescribeImages"], // the name has changed since the last list
    // the list of the last reading is new enough
    ["ModifyImagesAttributes"],
    ["DescribeInstances", "DeleteImages", "DescribeImages", "DescribeImages"],
  ]);
  expect(emulator.images()).toEqual([]);
  expect({ warnings: ctx.warnings, history: emulator.history().length }).toEqual({ warnings: [], history: 1 });
});

test("check accepts exactly what the service accepts", async () => {
  // Texts around the limits, of characters that are allowed and of some that are not, in one and two code units.
  const fitting = fc.constantFrom(..."aZ0-_生𠀀");
  const character = fc.constantFrom(..."aZ0-_生𠀀 .😀é\u0000々ー", "\ud800");
  const text = (unit: fc.Arbitrary<string>, longest: number) =>
    fc
      .oneof(fc.array(unit, { maxLength: 3 }), fc.array(unit, { minLength: longest - 1, maxLength: longest + 1 }))
      .map((characters) => characters.join(""));
  const anyText = (longest: number) => fc.oneof(text(fitting, longest), text(character, longest));
  const wrongType = fc.constantFrom(0, 42, true, [], {}, ["a"]);
  const inputs = fc.record(
    {
      instanceId: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom("i-web", "i-none") },
        { weight: 1, arbitrary: fc.constantFrom("", 7, null) },
      ),
      imageName: fc.oneof({ weight: 8, arbitrary: anyText(24) }, { weight: 1, arbitrary: wrongType }),
      imageDescription: fc.oneof({ weight: 8, arbitrary: anyText(255) }, { weight: 1, arbitrary: wrongType }),
    },
    { requiredKeys: ["imageName"] },
  );
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(inputs, async (news) => {
      const { failures } = await check(ctx, undefined, { ...news, __logicalName: LOGICAL_NAME });
      const request = news as Parameters<typeof ctxCreate>[0];
      const code = await ctxCreate(request);
      const isAccepted = code === undefined || code === "INVALID_INSTANCE_NOT_FOUND";
      expect({ news, code, isAccepted }).toEqual({ news, code, isAccepted: failures.length === 0 });
      if (isAccepted) accepted++;
    }),
    { numRuns: 400 },
  );
  // Both answers are met often enough to mean something.
  expect(accepted).toBeGreaterThan(40);
  expect(accepted).toBeLessThan(360);

  /** Code of the service's refusal. */
  async function ctxCreate(request: { instanceId: string; imageName: string; imageDescription?: string }) {
    try {
      await ctx.session().api.createImage(request);
      return undefined;
    } catch (error) {
      return (error as { code: string }).code;
    }
  }
});
