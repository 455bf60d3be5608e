import { constants } from "node:os";

import type { EmulatedStack } from "../support/emulatedStack";
import type { Running } from "../support/running";
import { inParallel } from "./support/inParallel";
import { isLong } from "./support/long";
import { at, momentsOfCreate, momentsOfDelete, nameOf, type Moment } from "./support/moments";
import { hosts, realLife, untilDone, violations, type HostKind } from "./support/realLife";
import { print } from "./support/table";

/** How a run is interrupted. */
const ways: Record<string, (command: Running) => void> = {
  "Ctrl-C": (command) => command.interrupt(),
  pipeline: endAsAPipelineDoes,
};

/** The time that GitHub Actions leaves between INT, TERM and KILL. */
const graceMs = { term: 7_500, kill: 10_000 };

function endAsAPipelineDoes(command: Running): void {
  command.interrupt();
  const later = (signal: NodeJS.Signals, ms: number) => setTimeout(() => process.kill(-command.pid, signal), ms);
  const timers = [later("SIGTERM", graceMs.term), later("SIGKILL", graceMs.kill)];
  void command.finished.then(() => timers.forEach(clearTimeout));
}

type Case = { host: HostKind; verb: "create" | "delete"; moment: Moment; way: string };

const cases: Case[] = hosts.flatMap((host) =>
  Object.keys(ways).flatMap((way) => [
    ...momentsOfCreate.map((moment) => ({ host, verb: "create" as const, moment, way })),
    ...momentsOfDelete.map((moment) => ({ host, verb: "delete" as const, moment, way })),
  ]),
);

/** One image after the interrupted create and the next `up`, none after `destroy`, and the instance runs again. */
async function live({ host, verb, moment, way }: Case): Promise<string[]> {
  const life = await realLife(host);
  const { stack, emulator } = life;
  try {
    if (verb === "delete") await untilDone(() => stack.up(), 1);
    const command = stack.start(verb === "create" ? "up" : "destroy", "--yes", "--skip-preview");
    const watch = at(emulator, moment, () => ways[way]!(command));
    const { code, output } = await command.finished;
    emulator.onCall = undefined;
    const wrong: string[] = [];
    if (!watch.met) wrong.push("the moment did not come");
    if (code >= 128) wrong.push(`ended by ${signalName(code)}, not by itself`);
    if (/mistake in pulumi-zenlayer|panic/.test(output)) wrong.push("not a message of ours");
    if (verb === "create") wrong.push(...(await goesOn(life)));
    await untilDone(() => stack.destroy(), 1);
    if ((await stack.state()).resources.length > 0) wrong.push("state still holds something");
    emulator.advance(60_000);
    const status = emulator.instance("i-1")?.instanceStatus;
    if (status !== "RUNNING") wrong.push(`the instance is ${status}`);
    wrong.push(...violations(life, 1));
    return wrong.length > 0 ? [...wrong, output] : [];
  } finally {
    await life.cleanup();
  }
}

/** The next `up` creates no second image, and its image is in the state. */
async function goesOn({ stack, emulator }: EmulatedStack): Promise<string[]> {
  const made = emulator.history().map(({ imageId }) => imageId);
  const saved = (await stack.resource("golden"))?.id;
  const wrong = made[0] === saved ? [] : [`made ${made.join(", ")}, but state holds ${saved}`];
  await untilDone(() => stack.up(), 1);
  const resource = await stack.resource("golden");
  if (resource?.outputs["imageStatus"] !== "AVAILABLE") wrong.push("the image is not there after the next up");
  if (emulator.images()[0]?.imageId !== resource?.id) wrong.push("state holds another image than the account");
  return wrong;
}

const signalName = (code: number): string =>
  Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0] ?? String(code);

/** In `make test`: the moments at which the image is requested and waited for, and one of the delete. */
const samples: Record<HostKind, ((each: Case) => boolean)[]> = {
  dynamic: [
    ({ way, moment }) => way === "Ctrl-C" && moment.action === "CreateImage" && moment.phase === "before",
    ({ way, moment }) =>
      way === "pipeline" && moment.after === "CreateImage" && moment.nth === 3 && moment.phase === "after",
    ({ way, verb, moment }) => way === "Ctrl-C" && verb === "delete" && moment.phase === "after" && !moment.after,
  ],
  plugin: [
    ({ way, moment }) => way === "Ctrl-C" && moment.action === "CreateImage" && moment.phase === "after",
    ({ way, moment }) =>
      way === "pipeline" && moment.after === "CreateImage" && moment.nth === 3 && moment.phase === "after",
  ],
};

test("every moment × every way to interrupt", async () => {
  const failed: string[] = [];
  const tried = cases.filter((each) => isLong || samples[each.host].some((isIn) => isIn(each)));
  await inParallel(
    tried,
    async (each) => {
      const wrong = await live(each).catch((error: Error) => [error.message]);
      if (wrong.length > 0)
        failed.push(`${each.host}, ${each.way}, ${each.verb}, ${nameOf(each.moment)}: ${wrong.join("; ")}`);
    },
    2,
  );
  print(
    `Interrupts: ${tried.length} of ${cases.length} (hosts × moments of create and delete × ways), ${failed.length} wrong.`,
  );
  expect(failed).toEqual([]);
}, 3_600_000);
