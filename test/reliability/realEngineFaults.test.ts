import type { FaultKind } from "../../emulator";
import { VM_FAULTS } from "../support/faultKinds";
import { inParallel } from "./support/inParallel";
import { isLong } from "./support/long";
import { hosts, realLife, untilDone, violations, type HostKind } from "./support/realLife";
import { print, table } from "./support/table";

/** The most important calls: create, wait, delete, and confirm the deletion. */
const calls = [
  { name: "CreateImage", action: "CreateImage", verb: "create", nth: 1 },
  { name: "first look of the wait", action: "DescribeImages", verb: "create", nth: 2 },
  { name: "third look of the wait", action: "DescribeImages", verb: "create", nth: 4 },
  { name: "DeleteImages", action: "DeleteImages", verb: "delete", nth: 1 },
  { name: "look after DeleteImages", action: "DescribeImages", verb: "delete", nth: 1 },
] as const;

/** Milliseconds. In these tests a request times out after one second, and the settle time is one and a half. */
const heldBackMs = 1_500;

type Case = { host: HostKind; call: (typeof calls)[number]; kind: FaultKind };

/** A lifecycle with the real engine and one fault. @returns failed commands, and what is wrong at the end */
async function live({ host, call, kind }: Case): Promise<{ again: number; wrong: string[] }> {
  const life = await realLife(host, { createImageMs: 3_500 }, { "zenlayer:settleSeconds": "1.5" });
  const { stack, emulator } = life;
  const plantFault = () =>
    emulator.faults.add({ action: call.action, nth: call.nth, kind, ms: heldBackMs, retryAfter: 0 });
  try {
    if (call.verb === "create") plantFault();
    const ups = await untilDone(() => stack.up());
    const resource = await stack.resource("golden");
    const wrong: string[] = resource?.outputs["imageStatus"] === "AVAILABLE" ? [] : ["state holds no usable image"];
    if (emulator.images()[0]?.imageId !== resource?.id) wrong.push("state holds another image than the account");
    if (call.verb === "delete") plantFault();
    const destroys = await untilDone(() => stack.destroy());
    if ((await stack.state()).resources.length > 0) wrong.push("state still holds something");
    wrong.push(...violations(life, kind === "unavailable" && call.action === "CreateImage" ? 2 : 1));
    return { again: ups.length + destroys.length - 2, wrong };
  } finally {
    await life.cleanup();
  }
}

/** In `make test`, of each host: lost and unreadable responses to important calls, and an image that fails. */
const samples: Record<HostKind, string[]> = {
  dynamic: ["CreateImage noId", "CreateImage unavailable", "DeleteImages cutAfter"],
  plugin: ["CreateImage cutAfter"],
};

test.each(hosts)(
  "%s: faults of asking, waiting and deleting × every kind, through the real engine",
  async (host) => {
    const cases: Case[] = calls.flatMap((call) => VM_FAULTS.map((kind) => ({ host, call, kind })));
    const tried = cases.filter(({ call, kind }) => isLong || samples[host].includes(`${call.name} ${kind}`));
    const failed: string[] = [];
    const rows = calls.map(({ name }) => [name, ...VM_FAULTS.map(() => "")]);
    await inParallel(
      tried,
      async (each) => {
        const { call, kind } = each;
        const { again, wrong } = await live(each).catch((error: Error) => ({
          again: 0,
          wrong: [error.message],
        }));
        if (wrong.length > 0) failed.push(`${call.name} × ${kind}: ${wrong.join("; ")}`);
        rows[calls.indexOf(call)]![VM_FAULTS.indexOf(kind) + 1] = wrong.length > 0 ? "WRONG" : String(again || ".");
      },
      2,
    );
    print(
      `Through the real engine, ${host}: ${tried.length} of ${cases.length} lives with a fault, ${failed.length} wrong.`,
      "A dot: the command succeeded all the same. A number: so many commands failed and were run again.",
      ...(isLong ? table([["", ...VM_FAULTS], ...rows]) : []),
    );
    expect(failed).toEqual([]);
  },
  3_600_000,
);
