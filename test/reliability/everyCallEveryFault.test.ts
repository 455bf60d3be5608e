import type { Fault, FaultKind } from "../../emulator";
import { FAILING_FAULTS, VM_FAULTS } from "../support/faultKinds";
import { Account } from "./support/account";
import { inParallel } from "./support/inParallel";
import { isLong } from "./support/long";
import type { ModelEngine, Outcome, Program } from "./support/modelEngine";
import { print, table } from "./support/table";

/**
 * A lifecycle of an image: created from a running instance, refreshed, with another description, from another instance under the same name,
 * deleted. Every call meets every fault once.
 */
const golden = (instanceId: string, imageDescription?: string): Program => ({
  golden: { instanceId, imageName: "golden", stopInstance: true, ...(imageDescription && { imageDescription }) },
});
const life: ((engine: ModelEngine) => Promise<Outcome>)[] = [
  (engine) => engine.up(golden("i-1")),
  (engine) => engine.refresh(),
  (engine) => engine.up(golden("i-1", "second edition")),
  (engine) => engine.up(golden("i-2", "second edition")),
  (engine) => engine.destroy(),
];
const imagesOfALife = 2;

/** Longer than a request may take, shorter than an image takes to be created. */
const heldBackMs = 2_000;

/** Responses of any other content: see garbage.test.ts. */
const columns: { name: string; fault: Omit<Fault, "action"> }[] = [
  ...VM_FAULTS.map((kind) => ({ name: kind, fault: { kind, ms: heldBackMs, retryAfter: 2 } })),
  ...["500", "503", "html502"].map((kind) => ({
    name: `${kind}+done`,
    fault: { kind: kind as FaultKind, workDone: true },
  })),
  // Often enough to affect all retries of a call.
  ...FAILING_FAULTS.map((kind) => ({ name: `${kind}*7`, fault: { kind, times: 7 } })),
];

/** The course of a lifecycle. */
interface Lived {
  /** Commands that failed and were run again, beyond those without a fault. */
  again: number;
  made: number;
  left: number;
  calls: string[];
  wrong: string[];
}

async function live(fault?: Fault): Promise<Lived> {
  const account = await Account.open({
    instances: ["i-1", "i-2"].map((instanceId) => ({ instanceId, zoneId: "HKG-A", instanceStatus: "RUNNING" })),
  });
  const { emulator } = account;
  try {
    if (fault) emulator.faults.add(fault);
    const engine = account.engine();
    const wrong: string[] = [];
    let again = 0;
    for (const command of life) {
      for (let tries = 1, failures = ["not run yet"]; failures.length > 0; tries++) {
        if (tries > 9) throw new Error(`does not come to an end: ${failures.join(" ")}`);
        ({ failures } = await command(engine));
        if (failures.length > 0) again++;
        wrong.push(...failures.filter((text) => /mistake in pulumi-zenlayer|undefined|\[object/.test(text)));
      }
    }
    emulator.advance(60_000); // an instance may still be BOOTING
    if (engine.resources.size + engine.replaced.length > 0) wrong.push("state still holds an image");
    for (const { instanceId, instanceStatus } of emulator.instances()) {
      if (instanceStatus !== "RUNNING") wrong.push(`${instanceId} is ${instanceStatus}`);
    }
    const [made, left] = [emulator.history().length, emulator.images().length];
    return { again, made, left, wrong, calls: emulator.calls().map(({ action }) => action) };
  } finally {
    await account.close();
  }
}

test("a life without a fault", async () => {
  expect(await live()).toMatchObject({ again: 0, made: imagesOfALife, left: 0, wrong: [] });
});

test("every call × every fault", async () => {
  const { calls } = await live();
  const failed: string[] = [];
  let lives = 0;
  const cells = calls.flatMap((action, row) => columns.map((column, at) => ({ action, row, at, ...column })));
  const rows = calls.map((action, row) => [`${row + 1} ${action}`, ...columns.map(() => "")]);
  await inParallel(cells.filter(isTried), async ({ action, row, at, name, fault }) => {
    const intended = imagesOfALife + (fault.kind === "unavailable" && action === "CreateImage" ? 1 : 0);
    const lived = await live({ ...fault, action: "*", nth: row + 1 }).catch((error: Error) => error.message);
    const isBad = typeof lived === "string" || lived.made !== intended || lived.left > 0 || lived.wrong.length > 0;
    if (isBad) failed.push(`call ${row + 1} ${action} × ${name}: ${JSON.stringify(lived)}`);
    rows[row]![at + 1] = isBad ? "WRONG" : String((lived as Lived).again || ".");
    lives++;
  });
  print(
    `Every call × every fault: ${calls.length} calls × ${columns.length} faults; ${lives} lives, ${failed.length} wrong.`,
    "A dot: the command succeeded all the same. A number: so many commands failed and were run again.",
    ...(isLong ? table([["", ...columns.map(({ name }) => name)], ...rows]) : []),
  );
  expect(failed).toEqual([]);
});

/** The sample in `make test`: all faults of CreateImage, and a tenth of those of the other calls, different for each call. */
function isTried({ action, row, at }: { action: string; row: number; at: number }): boolean {
  return isLong || action === "CreateImage" || (row + at) % 10 === 0;
}
