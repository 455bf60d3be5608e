import { randomInt } from "node:crypto";

import fc from "fast-check";

import { Account } from "./support/account";
import { isLong } from "./support/long";
import type { ModelEngine, Program } from "./support/modelEngine";
import { print } from "./support/table";

// Stacks that declare the same image name in the same zone: each ends with its own image, and none takes another's.

const ZONE = "HKG-A";
const numRuns = isLong ? 1_000 : 60;
const { TEST_SEED, TEST_PATH } = process.env;
const seed = TEST_SEED ? Number(TEST_SEED) : isLong ? randomInt(2 ** 31) : 1;

/** What happens to one of the CreateImage calls, of any stack. */
const misfortune = fc.record({
  kind: fc.constantFrom("cutBefore" as const, "cutAfter" as const, "delay" as const, "503" as const, "noId" as const),
  nth: fc.integer({ min: 1, max: 6 }),
  workDone: fc.boolean(),
});

/** A stack's runs: how long after the others the first begins, and before which of its calls that one is killed. */
const stack = fc.record({
  laterMs: fc.constantFrom(0, 0, 500, 3_000, 9_000, 15_000),
  killedAt: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined, freq: 2 }),
});

const worlds = fc.record({
  stacks: fc.oneof(fc.tuple(stack, stack), fc.tuple(stack, stack, stack, stack)),
  isSameInstance: fc.boolean(),
  stopInstance: fc.boolean(),
  visibleAfterMs: fc.constantFrom(0, 5_000, 20_000),
  misfortunes: fc.array(misfortune, { maxLength: 4 }),
});
type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

class Namesake {
  readonly engine: ModelEngine;
  /** Working names that this stack's runs have sent: the service may carry out a request long after it was sent. */
  readonly #sent = new Set<unknown>();
  readonly #account: Account;
  #calls = 0;
  #killedAt: number | undefined;

  constructor(account: Account, name: string, killedAt: number | undefined) {
    this.#account = account;
    this.#killedAt = killedAt;
    const { emulator } = account;
    this.engine = account.engine({
      stack: name,
      wraps: {
        memory: emulator,
        post: (send) => async (action, body, signal) => {
          if (++this.#calls === this.#killedAt) this.engine.provider.kill();
          if (action === "CreateImage") this.#sent.add((JSON.parse(body) as { imageName: string }).imageName);
          return send(action, body, signal);
        },
      },
    });
  }

  async upUntilDone(program: Program): Promise<void> {
    const told: string[] = [];
    for (let tries = 0; tries < 6; tries++) {
      const { failures } = await this.engine.up(program);
      this.#killedAt = undefined;
      if (failures.length === 0) return;
      told.push(...failures);
      await this.#account.clock.sleep(40_000);
    }
    throw new Error(`up does not come to an end: ${told.join(" | ")}`);
  }

  hasCreated(id: string): boolean {
    const { emulator } = this.#account;
    const { createdBy } = emulator.history().find(({ imageId }) => imageId === id)!;
    return this.#sent.has(emulator.calls().find(({ n }) => n === createdBy)?.params.imageName);
  }
}

async function live(world: World): Promise<void> {
  const { isSameInstance, stopInstance, visibleAfterMs } = world;
  const instanceIds = world.stacks.map((_, at) => (isSameInstance ? "i-0" : `i-${at}`));
  const instanceStatus = stopInstance ? ("RUNNING" as const) : ("STOPPED" as const);
  const instances = [...new Set(instanceIds)].map((instanceId) => ({ instanceId, zoneId: ZONE, instanceStatus }));
  const account = await Account.open({ instances, visibleAfterMs, quota: 50 }, "memory");
  const { emulator, clock } = account;
  for (const each of world.misfortunes) emulator.faults.add({ action: "CreateImage", ms: 2_000, ...each });

  const stacks = world.stacks.map(({ killedAt }, at) => new Namesake(account, `stack-${at}`, killedAt));
  await Promise.all(
    stacks.map(async (each, at) => {
      await clock.sleep(world.stacks[at]!.laterMs);
      await each.upUntilDone({ golden: { instanceId: instanceIds[at], imageName: "golden", stopInstance } });
    }),
  );

  const exists = (id: string) => emulator.images().some(({ imageId }) => imageId === id);
  const idOf = ({ engine }: Namesake) => engine.resources.get("golden")!.id;
  for (const [at, each] of stacks.entries()) {
    const id = idOf(each);
    if (!each.hasCreated(id)) throw new Error(`stack ${at} has ${id}, which another stack has created`);
    if (!exists(id)) throw new Error(`the image ${id} of stack ${at} was deleted`);
  }
  for (const [at, each] of stacks.entries()) {
    const { failures } = await each.engine.destroy();
    if (failures.length > 0) throw new Error(`destroy of stack ${at}: ${failures.join(" | ")}`);
    const deleted = stacks.slice(at + 1).find((other) => !exists(idOf(other)));
    if (deleted) throw new Error(`stack ${at} has deleted the image ${idOf(deleted)} of another stack`);
  }
}

test("two and four stacks with one image name: none owns or deletes another's image", async () => {
  print(`Namesake stacks: seed ${seed}.`);
  await fc.assert(fc.asyncProperty(worlds, live), { numRuns, seed, path: TEST_PATH });
  print(`Namesake stacks: ${numRuns} lives of seed ${seed}, all as promised.`);
}, 1_800_000);
