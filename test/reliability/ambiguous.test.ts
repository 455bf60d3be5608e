import type { EmulatorOptions } from "../../emulator";
import { Account } from "./support/account";
import type { ModelEngine, Outcome } from "./support/modelEngine";

const stopped = (...ids: string[]): EmulatorOptions["instances"] =>
  ids.map((instanceId) => ({ instanceId, zoneId: "HKG-A", instanceStatus: "STOPPED" }));
const image = (instanceId: string, more: object = {}) => ({ instanceId, imageName: "golden", ...more });

let account: Account;
afterEach(() => account.close());

/** Every existing image is in the state of an engine, and the other way round. */
function expectSettled(...engines: ModelEngine[]): void {
  const held = engines.flatMap(({ resources }) => [...resources.values()].map(({ id }) => id));
  expect(held.sort()).toEqual(
    account.emulator
      .images()
      .map(({ imageId }) => imageId)
      .sort(),
  );
}

const succeeded = (outcome: Outcome): void => expect(outcome.failures).toEqual([]);

test("an image whose response was lost, and that is finished before it is listed, is recognized by its working name", async () => {
  account = await Account.open({ instances: stopped("i-1"), createImageMs: 0 });
  const engine = account.engine();
  account.emulator.faults.add({ action: "CreateImage", kind: "cutAfter" });
  succeeded(await engine.up({ golden: image("i-1") }));
  expectSettled(engine);
  expect(account.emulator.history()).toHaveLength(1);
  succeeded(await engine.destroy());
  expect(account.emulator.images()).toEqual([]);
});

describe("two resources of one name at the same moment", () => {
  test.each(["cutBefore", "cutAfter", "500", "html502", "noId"] as const)(
    "in one run, with %s at the first CreateImage: each has its own image",
    async (kind) => {
      account = await Account.open({ instances: stopped("i-1", "i-2") });
      account.emulator.faults.add({ action: "CreateImage", kind });
      const engine = account.engine();
      succeeded(await engine.up({ a: image("i-1"), b: image("i-2") }));
      expectSettled(engine);
      const instances = ["a", "b"].map((name) => {
        const id = engine.resources.get(name)!.id;
        return account.emulator.images().find(({ imageId }) => imageId === id)!.instanceId;
      });
      expect(instances).toEqual(["i-1", "i-2"]);
      expect(account.emulator.history()).toHaveLength(2);
    },
  );

  test.each(["cutBefore", "cutAfter", "500", "html502"] as const)(
    "in two stacks and two processes, with %s: nobody takes the other's image",
    async (kind) => {
      account = await Account.open({ instances: stopped("i-1", "i-2") });
      const engines = [account.engine({ stack: "one" }), account.engine({ stack: "two" })];
      account.emulator.faults.add({ action: "CreateImage", kind, times: 2 });
      const programs = [{ a: image("i-1") }, { a: image("i-2") }];
      const outcomes = await Promise.all(engines.map((engine, i) => engine.up(programs[i]!)));
      for (const [i, { resources }] of engines.entries()) {
        succeeded(outcomes[i]!);
        const own = account.emulator.history().filter(({ instanceId }) => instanceId === `i-${i + 1}`);
        expect(own.map(({ imageId }) => imageId)).toEqual([resources.get("a")!.id]);
      }
    },
  );
});

test("two images of one instance in one program: one after the other", async () => {
  account = await Account.open({ instances: stopped("i-1") });
  const engine = account.engine();
  succeeded(await engine.up({ a: { instanceId: "i-1" }, b: { instanceId: "i-1" } }));
  expectSettled(engine);
  expect(account.emulator.calls().filter(({ code }) => code?.includes("MAKING_IMAGE"))).toEqual([]);
});

test("two images of one instance in two processes: the second waits for the first", async () => {
  account = await Account.open({ instances: stopped("i-1") });
  const engines = [account.engine({ stack: "one" }), account.engine({ stack: "two" })];
  const outcomes = await Promise.all(engines.map((engine) => engine.up({ a: { instanceId: "i-1" } })));
  outcomes.forEach(succeeded);
  expectSettled(...engines);
});

test("in a full zone, a failed image is deleted before its replacement is created", async () => {
  account = await Account.open({ instances: stopped("i-1"), quota: 1 });
  const engine = account.engine();
  account.emulator.faults.add({ action: "CreateImage", kind: "unavailable" });
  expect((await engine.up({ a: image("i-1") })).failures).toEqual([
    expect.stringContaining("is UNAVAILABLE: the service failed to create it"),
  ]);
  succeeded(await engine.refresh());
  succeeded(await engine.up({ a: image("i-1") }));
  expectSettled(engine);
});

test("two deletes at once are fine", async () => {
  account = await Account.open({ instances: stopped("i-1") });
  const engine = account.engine();
  succeeded(await engine.up({ a: image("i-1") }));
  const other = account.engine();
  other.resources.set("a", engine.resources.get("a")!);
  (await Promise.all([engine.destroy(), other.destroy()])).forEach(succeeded);
  expect(account.emulator.images()).toEqual([]);
});
