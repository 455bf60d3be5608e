import type { Fault } from "../../emulator";
import { breakWire, errnos, type Break, type BreakAt } from "../support/brokenWire";
import { Account } from "./support/account";
import { inParallel } from "./support/inParallel";
import { isLong } from "./support/long";
import type { ModelEngine, Outcome, Program } from "./support/modelEngine";
import { print, table } from "./support/table";

/** A lifecycle with every write: an image of a running instance, with another description, replaced, deleted. */
const golden = (instanceId: string, imageDescription: string): Program => ({
  golden: { instanceId, imageName: "golden", imageDescription, stopInstance: true },
});
const life: ((engine: ModelEngine) => Promise<Outcome>)[] = [
  (engine) => engine.up(golden("i-1", "first edition")),
  (engine) => engine.up(golden("i-1", "second edition")),
  (engine) => engine.up(golden("i-2", "second edition")),
  (engine) => engine.destroy(),
];
const imagesOfALife = 2;
const running = ["i-1", "i-2"].map((instanceId) => ({
  instanceId,
  zoneId: "HKG-A",
  instanceStatus: "RUNNING" as const,
}));

const writes = ["StopInstances", "CreateImage", "StartInstances", "ModifyImagesAttributes", "DeleteImages"];
/** The emulator speaks http; provider/zenlayer/brokenWire.test.ts covers TLS and proxies. */
const places: BreakAt[] = [
  "name resolution",
  "connect",
  "connected",
  "half sent",
  "sent",
  "answered",
  "answer half read",
];

interface Lived {
  /** Commands that failed and were run again. */
  again: number;
  wrong: string[];
}

async function live(breaks?: Break): Promise<Lived> {
  const account = await Account.open({ instances: running });
  const { emulator } = account;
  const mend = breakWire(breaks);
  try {
    // A host name, so that it has to be resolved.
    const endpoint = account.config.endpoint!.replace("127.0.0.1", "localhost");
    const engine = account.engine({ config: () => ({ ...account.config, endpoint }) });
    const wrong: string[] = [];
    let again = 0;
    for (const command of life) {
      for (let tries = 1, failures = ["not run yet"]; failures.length > 0; tries++) {
        if (tries > 5) throw new Error(`does not come to an end: ${failures.join(" ")}`);
        ({ failures } = await command(engine));
        if (failures.length > 0) again++;
        wrong.push(...failures.filter((text) => /mistake in pulumi-zenlayer|undefined|\[object/.test(text)));
      }
    }
    emulator.advance(60_000); // an instance may still be BOOTING
    for (const { instanceId, instanceStatus } of emulator.instances()) {
      if (instanceStatus !== "RUNNING") wrong.push(`${instanceId} is ${instanceStatus}`);
    }
    const [made, left] = [emulator.history().length, emulator.images().length];
    if (made !== imagesOfALife) wrong.push(`${made} images were made`);
    if (left > 0) wrong.push(`${left} images are left`);
    return { again, wrong: [...wrong, ...blindlySentAgain(emulator.calls().map(({ action }) => action))] };
  } finally {
    mend();
    await account.close();
  }
}

/** Between two CreateImage calls that arrived, images and the instance are read. */
function blindlySentAgain(calls: string[]): string[] {
  const creates = calls.flatMap((action, n) => (action === "CreateImage" ? [n] : []));
  return creates.slice(1).flatMap((n, before) => {
    const between = calls.slice(creates[before], n);
    const hasLooked = between.includes("DescribeImages") && between.includes("DescribeInstances");
    return hasLooked ? [] : ["CreateImage was sent again without a look"];
  });
}

test("every error × every place × every write: never two images, none lost", async () => {
  const columns = places.flatMap((at) => errnos.map((code) => ({ at, code })));
  const cells = writes.flatMap((action, row) => columns.map((column, at) => ({ action, row, column, n: at })));
  const rows = writes.map((action) => [action, ...places.map(() => "")]);
  const failed: string[] = [];
  // One after the other: they share the sockets of this process.
  await inParallel(
    cells.filter(isTried),
    async ({ action, row, column }) => {
      const lived = await live({ action, ...column }).catch((error: Error) => error.message);
      const isBad = typeof lived === "string" || lived.wrong.length > 0;
      if (isBad) failed.push(`${action} × ${column.at} × ${column.code}: ${JSON.stringify(lived)}`);
      const cell = 1 + places.indexOf(column.at);
      rows[row]![cell] += isBad ? "!" : String((lived as Lived).again || ".");
    },
    1,
  );
  print(
    `Broken connections: ${writes.length} writes × ${places.length} places × ${errnos.length} errors; ${failed.length} wrong.`,
    "A dot: the command succeeded all the same. A number: so many commands failed and were run again.",
    ...(isLong ? table([["", ...places], ...rows]) : []),
  );
  expect(failed).toEqual([]);
}, 1_200_000);

/** The sample in `make test`: all cases of CreateImage, and the other writes at each place with a different error each. */
function isTried({ action, row, n }: { action: string; row: number; n: number }): boolean {
  return (
    isLong ||
    action === "CreateImage" ||
    n % errnos.length === (row * places.length + Math.floor(n / errnos.length)) % errnos.length
  );
}

describe("a 4xx from something in front of the API", () => {
  const program = golden("i-1", "first edition");
  const create = async (fault: Omit<Fault, "action" | "kind">) => {
    const account = await Account.open({ instances: running });
    const { emulator } = account;
    try {
      emulator.faults.add({ action: "CreateImage", kind: "body", body: "<html>No</html>", ...fault });
      const engine = account.engine();
      const { failures } = await engine.up(program);
      const held = [...engine.resources.values()].map(({ id }) => id);
      const creates = emulator.calls().filter(({ action }) => action === "CreateImage").length;
      return { failures, held, creates, images: emulator.images().map(({ imageId }) => imageId) };
    } finally {
      await account.close();
    }
  };

  test.each([400, 403, 404, 407, 413, 429, 451])("%d after the image was created: it is found", async (status) => {
    const { failures, held, creates, images } = await create({ status, workDone: true });
    expect({ failures, creates }).toEqual({ failures: [], creates: 1 });
    expect(images).toHaveLength(1);
    expect(held).toEqual(images);
  });

  test.each([400, 403, 404, 407, 413, 451])("%d without an image ends the command, and is named", async (status) => {
    const { failures, held, creates, images } = await create({ status, times: 100 });
    expect(failures).toEqual([expect.stringMatching(status === 451 ? /451/ : new RegExp(`HTTP status ${status}`))]);
    expect({ held, creates, images }).toEqual({ held: [], creates: 1, images: [] });
  });

  test("429 without an image: sent again once that is known", async () => {
    const { failures, held, creates, images } = await create({ status: 429 });
    expect({ failures, creates }).toEqual({ failures: [], creates: 2 });
    expect(held).toEqual(images);
    expect(images).toHaveLength(1);
  });
});
