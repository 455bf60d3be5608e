import type { Emulator, Fault, FaultKind } from "../../emulator";
import { VM_FAULTS } from "../../test/support/faultKinds";
import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import * as messages from "../messages";
import { create } from "./create";
import { remove } from "./delete";
import type { ImageState } from "./state";

const SIZES = [1, 2, 3, 20];

/** An account with so many images of one zone, and the process that is to delete them. */
async function open(count: number) {
  const account = new TestAccount({ createImageMs: 0, quota: count, deleteInUse: false });
  const maker = account.process();
  const first = await account.run(create(maker, await checked(maker, { instanceId: "i-web", imageName: "web" })));
  account.emulator.removeImage(first.outs.imageId);
  const states = Array.from({ length: count }, (_, n) => {
    const { imageId } = account.emulator.addImage({ zoneId: "HKG-A", imageName: `web${n}` });
    // An image that was never usable has no users to look for, so that a delete begins with its DeleteImages call.
    const __record = { ...first.outs.__record, wasAvailable: undefined };
    return { ...first.outs, imageId, imageName: `web${n}`, __record };
  });
  account.emulator.clearCalls();
  return { account, states, ctx: account.process() };
}
type Scene = Awaited<ReturnType<typeof open>>;

const deletesOf = ({ emulator }: TestAccount) => emulator.calls().filter(({ action }) => action === "DeleteImages");

/** What became of each image, without ids, so that two accounts can be compared. */
async function destroy({ account, states, ctx }: Scene, order: "together" | "one by one", of = states) {
  const end = async (state: ImageState) =>
    remove(ctx, state).then(
      () => "deleted",
      (error: Error) => error.message.replaceAll(state.imageId, "img").replace(/, request [-\w]+/, ""),
    );
  const ends: string[] = [];
  if (order === "together") ends.push(...(await account.run(Promise.all(of.map(end)))));
  else for (const state of of) ends.push(await account.run(end(state)));
  const existing = account.emulator.images().map(({ imageId }) => imageId);
  return of.map((state, n) => ({
    end: ends[n],
    exists: existing.includes(state.imageId),
    warnings: ctx.warnings
      .filter((text) => text.includes(state.imageId))
      .map((text) => text.replaceAll(state.imageId, "img")),
  }));
}

describe("images that cannot be deleted end as if deleted alone, and block no other", () => {
  const troubles: Record<string, (emulator: Emulator, imageId: string) => void> = {
    "gone already": (emulator, imageId) => emulator.removeImage(imageId),
    "used by an instance": (emulator, imageId) => {
      const { instanceId } = emulator.addInstance({ instanceId: `i-of-${imageId}`, zoneId: "HKG-A" });
      emulator.instance(instanceId)!.imageId = imageId;
    },
  };
  const places: Record<string, (n: number, count: number) => boolean> = {
    "the first": (n) => n === 0,
    "the last": (n, count) => n === count - 1,
    "every third": (n) => n % 3 === 0,
    all: () => true,
  };
  const cases = Object.keys(troubles).flatMap((trouble) =>
    Object.keys(places).flatMap((place) => SIZES.map((count) => [trouble, place, count] as const)),
  );

  test.each(cases)("%s: %s of %d", async (trouble, place, count) => {
    const arrange = async () => {
      const scene = await open(count);
      scene.states.forEach(({ imageId }, n) => {
        if (places[place]!(n, count)) troubles[trouble]!(scene.account.emulator, imageId);
      });
      return scene;
    };
    const [alone, together] = [await arrange(), await arrange()];
    expect(await destroy(together, "together")).toEqual(await destroy(alone, "one by one"));
    expect(together.ctx.warnings).toHaveLength(alone.ctx.warnings.length);
  });
});

describe("a call that fails", () => {
  const faults = VM_FAULTS.flatMap((kind) => [
    { name: kind, fault: { kind, ms: 2_000 } },
    { name: `${kind}, twice`, fault: { kind, ms: 2_000, times: 2 } },
    ...(["500", "503", "html502"].includes(kind)
      ? [
          { name: `${kind} with the work done`, fault: { kind, workDone: true } },
          { name: `${kind}, seven times`, fault: { kind, times: 7 } },
        ]
      : []),
  ]);
  const cases = faults.flatMap(({ name, fault }) => [...SIZES, 120].map((count) => [name, count, fault] as const));

  test.each(cases)("%s, of %d images: none is lost, and the next run deletes what is left", async (_, count, fault) => {
    const scene = await open(count);
    const kept = scene.account.emulator.addImage({ zoneId: "HKG-A", imageName: "kept" });
    scene.account.emulator.faults.add({ action: "DeleteImages", ...fault });
    const ends = await destroy(scene, "together");
    // Whoever still exists was reported; whoever was deleted by this very run was not gone before.
    for (const { end, exists } of ends) if (exists) expect(end).not.toBe("deleted");
    expect(scene.ctx.warnings).toEqual([]);
    const left = scene.states.filter((_, n) => ends[n]!.end !== "deleted");
    scene.account.emulator.faults.clear();
    const next: Scene = { ...scene, ctx: scene.account.process() };
    for (const { end, exists } of await destroy(next, "together", left))
      expect({ end, exists }).toEqual({ end: "deleted", exists: false });
    expect(scene.account.emulator.images().map(({ imageId }) => imageId)).toEqual([kept.imageId]);
  });

  test("an ambiguous call is confirmed for each of its images", async () => {
    const scene = await open(20);
    scene.account.emulator.faults.add({ action: "DeleteImages", kind: "cutAfter" });
    const ends = await destroy(scene, "together");
    expect(ends).toEqual(Array(20).fill({ end: "deleted", exists: false, warnings: [] }));
  });
});

test.each([
  [1, 1],
  [20, 1],
  [200, 2],
])("%d images that are deleted together: %d calls", async (count, calls) => {
  const scene = await open(count);
  await destroy(scene, "together");
  expect(deletesOf(scene.account)).toHaveLength(calls);
  expect(scene.account.emulator.images()).toEqual([]);
  expect(scene.account.emulator.calls().filter(({ action }) => action === "DescribeImages").length).toBeLessThan(8);
});

test("images of different zones are not in one call", async () => {
  const { account, states, ctx } = await open(2);
  const { imageId } = account.emulator.addImage({ zoneId: "SIN-A", imageName: "far" });
  const far = { ...states[0]!, imageId, zoneId: "SIN-A" };
  await account.run(Promise.all([...states, far].map((state) => remove(ctx, state))));
  expect(deletesOf(account).map(({ params }) => (params.imageIds as string[]).length)).toEqual([2, 1]);
});

describe("a cancel abandons what is not sent and finishes what is in flight", () => {
  /** Where the twenty images are when the cancel comes, and which calls have been made by then. */
  const places: [string, (scene: Scene) => void, number, number][] = [
    ["gathered", () => undefined, 5, 0],
    ["queued by the rate limit", ({ ctx }) => void ctx.session().api.describeZones(), 200, 0],
    ["in the pause after a 429", ({ account }) => fault(account, { kind: "429", retryAfter: 20 }), 200, 1],
    ["in the pause after a 503", ({ account }) => fault(account, { kind: "503" }), 200, 1],
    ["in the pause after an ambiguous call", ({ account }) => fault(account, { kind: "503", workDone: true }), 200, 1],
    ["in flight", ({ account }) => fault(account, { kind: "delay", ms: 2_000 }), 1_000, 1],
  ];
  const fault = (account: TestAccount, more: Partial<Fault> & { kind: FaultKind }) =>
    void account.emulator.faults.add({ action: "DeleteImages", ...more });

  test.each(places)("%s", async (place, arrange, afterMs, sent) => {
    const scene = await open(20);
    const { account, states } = scene;
    const ctx: TestContext = account.process(place.startsWith("queued") ? { maxRequestsPerSecond: "0.1" } : {});
    arrange({ ...scene, ctx });
    await account.clock.advance(0);
    const failures = Promise.all(
      states.map((state) =>
        remove(ctx, state).then(
          () => "deleted",
          (error: Error) => error.message,
        ),
      ),
    );
    await account.clock.advance(afterMs);
    const before = account.clock.now();
    ctx.cancel();
    expect(await account.run(failures)).toEqual(
      states.map(({ imageId }) => messages.deleteInterrupted(imageId).message),
    );
    if (place !== "in flight") expect(account.clock.now()).toBe(before);
    expect(ctx.warnings).toEqual([]);
    expect(deletesOf(account)).toHaveLength(sent);
    const isDone = place === "in flight" || place.includes("ambiguous");
    expect(account.emulator.images()).toHaveLength(isDone ? 0 : 20);
    expect(account.clock.sleeping).toBe(0);
    // The next run goes on.
    for (const { end, exists } of await destroy({ ...scene, ctx: account.process() }, "together"))
      expect({ end, exists }).toEqual({ end: "deleted", exists: false });
  });
});
