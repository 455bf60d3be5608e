import { diagnostics, messagesIn, problems } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

let place: EmulatedStack;
afterEach(() => place.cleanup());

const powerFinding =
  "instance i-db (db, HKG-A) is RUNNING, and images can be created only from stopped instances. " +
  "Stop it first, or set stopInstance: true to have it stopped and started again.";
const zoneFinding = "zone SIN-E does not support custom images. Use an instance in another zone.";
const instanceFinding =
  "there is no instance i-nope that this account can see, so no image can be created from it. " +
  "Check instanceId, and that the credentials belong to the account of the instance. " +
  "For an instance of Elastic Compute (zec), use ZecImage or ZecImageFamily.";
const diskFinding =
  "an image contains the system disk only, not the data disks of i-db (db, HKG-A): disk-db-data (100 GB). " +
  "If you need their data, back it up separately.";

/** Images that `up` would reject. */
const refusedImages = [
  image("unknown", { instanceId: "i-nope" }),
  image("running", { instanceId: "i-db" }),
  image("elsewhere", { instanceId: "i-elsewhere" }),
];
const elsewhere = { instanceId: "i-elsewhere", zoneId: "SIN-E" };

/** Warnings of `preview --json`, where each event is one entry. */
function eventsIn(stdout: string): string[] {
  const { diagnostics: events = [] } = JSON.parse(stdout) as { diagnostics?: { severity: string; message: string }[] };
  return events.filter(({ severity }) => severity === "warning").map(({ message }) => message.trim());
}

test("every finding appears once in Diagnostics and once as an event, and needs one set of reads", async () => {
  place = await emulatedStack();
  const { stack, emulator, takeCalls } = place;
  emulator.addInstance(elsewhere);
  emulator.addInstance({ instanceId: "i-run", instanceName: "run", zoneId: "HKG-A", instanceStatus: "RUNNING" });
  emulator.addInstance({ instanceId: "i-imaging", zoneId: "HKG-A", instanceStatus: "IMAGING" });
  const { imageId } = emulator.addImage({ zoneId: "SIN-A", imageName: "taken" });
  const text = program(
    ...refusedImages,
    image("powered", { instanceId: "i-run", stopInstance: true }),
    image("imaging", { instanceId: "i-imaging" }),
    image("taken", { instanceId: "i-worker", imageName: "taken" }),
  );
  await stack.setProgram(text);
  const findings = [
    `CustomImage "unknown": ${instanceFinding}`,
    `CustomImage "running": ${powerFinding}`,
    `CustomImage "running": ${diskFinding}`,
    `CustomImage "elsewhere": ${zoneFinding}`,
    'CustomImage "powered": will power off i-run (run, HKG-A), create the image, and start it again. ' +
      "If the instance must not be powered off now, run this later, or use an instance that is stopped.",
    'CustomImage "imaging": another image of instance i-imaging (HKG-A) is being created; ' +
      "this image will be created after it. If that takes too long, run this later.",
    `CustomImage "taken": zone SIN-A already has an image named "taken": ${imageId} (AVAILABLE). ` +
      "It may be the one that this run replaces, or one that an interrupted run created and could not save in state. " +
      "If it is yours and you do not need it twice, adopt it with adoptImageId, or delete it.",
  ].sort();

  expect(messagesIn(await succeeds(stack.preview()), "warning").sort()).toEqual(findings);
  // One complete list for each action, and one list of images for each zone that supports them: HKG-A and SIN-A.
  expect(takeCalls().sort()).toEqual(["DescribeImageQuota", "DescribeImages", "DescribeImages", "DescribeInstances"]);

  const { code, stdout } = await stack.preview("--json");
  expect(code).toBe(0);
  expect(eventsIn(stdout).sort()).toEqual(findings.map((finding) => `warning: ${finding}`));
});

test("up is rejected with the text of the finding, and the code", async () => {
  const full = image("full", { instanceId: "i-worker" });
  place = await emulatedStack({ program: program(...refusedImages, full) });
  const { stack, emulator } = place;
  emulator.addInstance(elsewhere);
  emulator.setQuota("SIN-A", 0);
  emulator.instance("i-db")!.dataDisks = [];
  const found = messagesIn(await succeeds(stack.preview()), "warning");
  const sentenceOf = (name: string) => {
    const prefix = `CustomImage "${name}": `;
    return found.find((text) => text.startsWith(prefix))?.slice(prefix.length) ?? "";
  };
  // A rejection does not affect the others, so one run reports all of them.
  const { code, output } = await stack.up("--continue-on-error");
  expect(code).not.toBe(0);
  const refusals = messagesIn(output, "error").map((text) => text.replace(/, request \S+\)$/, ")"));
  expect(refusals.sort()).toEqual(
    [
      sentenceOf("unknown").replace(/^t/, "T"),
      `Cannot create the image: ${sentenceOf("running")} (UNSUPPORTED_OPERATION_INSTANCE_STATE_STARTING)`,
      `Cannot create the image: ${sentenceOf("elsewhere")} (UNSUPPORTED_OPERATION_ZONE_NOT_SUPPORT)`,
      `Cannot create the image: ${sentenceOf("full")} (LIMIT_EXCEEDED_IMAGE_QUOTA)`,
    ].sort(),
  );
});

test("a healthy up and an unchanged image report nothing; with `error` a finding fails the preview; with `off` nothing is checked", async () => {
  place = await emulatedStack({ program: program(image("web", { instanceId: "i-web" })) });
  const { stack, emulator, takeCalls } = place;
  // Includes the preview that `--skip-preview` would skip.
  expect(diagnostics(await succeeds(stack.pulumi("up", "--yes")))).toEqual([]);

  // Not even what a new image would be warned about now.
  emulator.setInstanceStatus("i-web", "RUNNING");
  takeCalls();
  expect(diagnostics(await succeeds(stack.preview("--expect-no-changes")))).toEqual([]);
  expect(takeCalls()).toEqual([]);

  await stack.setProgram(program(image("web", { instanceId: "i-web" }), image("running", { instanceId: "i-db" })));
  await stack.setConfig({ "zenlayer:preflight": "error" });
  const { code, output } = await stack.preview();
  expect(code).not.toBe(0);
  expect(problems(output)).toEqual({ instanceId: powerFinding });
  // A finding that does not make `up` fail is still a warning.
  expect(messagesIn(output, "warning")).toEqual([`CustomImage "running": ${diskFinding}`]);

  await stack.setConfig({ "zenlayer:preflight": "off" });
  takeCalls();
  expect(diagnostics(await succeeds(stack.preview()))).toEqual([]);
  expect(takeCalls()).toEqual([]);
});

test("without credentials the preview fails, unless the preflight is off", async () => {
  place = await emulatedStack({
    program: program(image("web", { instanceId: "i-web" }), image("db", { instanceId: "i-db" })),
    env: { ZENLAYER_ACCESS_KEY_ID: undefined, ZENLAYER_ACCESS_KEY_SECRET: undefined },
  });
  const { stack } = place;
  const reason =
    /^No credentials for Zenlayer were found\. .* `pulumi up` would fail in the same way\. .*preflight to off/;
  for (const mode of ["warn", "error"]) {
    await stack.setConfig({ "zenlayer:preflight": mode });
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(problems(output)).toEqual({ instanceId: expect.stringMatching(reason) as string });
    expect(messagesIn(output, "warning")).toEqual([]);
  }

  await stack.setConfig({ "zenlayer:preflight": "off" });
  expect(diagnostics(await succeeds(stack.preview()))).toEqual([]);
});

describe("free slots of a zone with two images of the stack and room for three more", () => {
  const oldFirst = "{ deleteBeforeReplace: true }";

  /** The program's images in one zone, all of one instance. */
  class Zone {
    readonly instanceId: string;
    constructor(readonly zoneId: string) {
      this.instanceId = `i-${zoneId}`;
    }
    old = (...names: string[]) => names.map((name) => this.#image(name, `${name}-1`));
    replaced = (options: string, ...names: string[]) => names.map((name) => this.#image(name, `${name}-2`, options));
    added = (...names: string[]) => names.map((name) => this.#image(name));
    #image(name: string, imageName?: string, options = "{}"): string {
      return image(`${this.zoneId}_${name}`, { instanceId: this.instanceId, imageName }, options);
    }
  }

  const rows: { title: string; lines: (zone: Zone) => string[]; complains: boolean }[] = [
    {
      title: "4 new, then 2 replaced",
      lines: (zone) => [...zone.added("c", "d", "e", "f"), ...zone.replaced("{}", "a", "b")],
      complains: true,
    },
    {
      title: "2 replaced, then 4 new",
      lines: (zone) => [...zone.replaced("{}", "a", "b"), ...zone.added("c", "d", "e", "f")],
      complains: true,
    },
    {
      title: "4 new around 2 replaced",
      lines: (zone) => [...zone.added("c", "d"), ...zone.replaced("{}", "a", "b"), ...zone.added("e", "f")],
      complains: true,
    },
    { title: "3 new", lines: (zone) => [...zone.added("c", "d", "e"), ...zone.old("a", "b")], complains: false },
    {
      title: "1 new and 2 replaced",
      lines: (zone) => [...zone.added("c"), ...zone.replaced("{}", "a", "b")],
      complains: false,
    },
    {
      title: "3 new and 2 replaced whose old images go first",
      lines: (zone) => [...zone.added("c", "d", "e"), ...zone.replaced(oldFirst, "a", "b")],
      complains: false,
    },
  ];

  test("are counted across the whole run, in any order", async () => {
    const zones = rows.map((_, row) => new Zone(`ZONE${row}`));
    place = await emulatedStack({
      emulator: { zones, instances: zones.map((zone) => ({ ...zone, instanceStatus: "STOPPED" })) },
      program: program(...zones.flatMap((zone) => zone.old("a", "b"))),
    });
    const { stack } = place;
    await succeeds(stack.up());
    await stack.setProgram(program(...rows.flatMap(({ lines }, row) => lines(zones[row]!))));
    const warnings = messagesIn(await succeeds(stack.preview()), "warning");
    const complaints = rows.flatMap(({ title, complains }, row) => {
      const { zoneId } = zones[row]!;
      const says = `^CustomImage "\\w+": zone ${zoneId} holds 2 of 5 custom images, and this run adds at least 4, so there are not enough free slots\\. `;
      const found = warnings.filter((text) => new RegExp(says).test(text));
      expect({ title, found: found.length }).toEqual({ title, found: complains ? 1 : 0 });
      return found;
    });
    expect(warnings.sort()).toEqual(complaints.sort());
  });
});
