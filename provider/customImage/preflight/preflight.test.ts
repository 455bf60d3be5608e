import type { DataDisk } from "../../../emulator/vm/types";
import { checked, LOGICAL_NAME, TestAccount, type TestContext } from "../../../test/support/provider";
import * as messages from "../../messages";
import type { Config } from "../../configuration/sources";
import { check, type CheckResult, type ProgramInputs } from "../check";
import { create } from "../create";
import { diff } from "../diff";
import type { Replacement } from "../processState";
import type { CheckedInputs, ImageState } from "../state";
import { UNKNOWN } from "../unknown";
import { preflight, preflightUpdate } from "./preflight";

let account: TestAccount;
let ctx: TestContext;

beforeEach(() => {
  account = new TestAccount();
  ctx = account.process();
});

// i-web, i-worker and i-desktop are stopped, i-db runs and has a data disk.
const program = { instanceId: "i-web", imageName: "web" };

/** What a preview does with an image that is to be made. */
const preview = (
  news: ProgramInputs = program,
  name = "web",
  process = ctx,
  replacement?: Replacement,
): Promise<CheckResult> => {
  const given = { ...news, __preview: true, __logicalName: { ...LOGICAL_NAME, name } };
  return account.run(check(process, undefined, given, replacement));
};
/** An instance as messages name it. */
const instanceOf = (instanceId: string) => account.emulator.instance(instanceId)!;
const about = (text: string, name = "web") => `CustomImage "${name}": ${text}`;
/** Outputs of an image that exists. */
const stateOf = (imageId: string, more: Partial<ImageState> = {}): ImageState => ({
  ...{ imageId, zoneId: "HKG-A", imageName: "web", instanceId: "i-web", __givenName: "web" },
  ...{ imageStatus: "AVAILABLE", imageType: "CUSTOM_IMAGE", endpoint: "http://127.0.0.1:18080" },
  __record: { seen: true, wasAvailable: true },
  ...more,
});

test("no findings: three lists are read, and nothing is reported", async () => {
  expect((await preview()).failures).toEqual([]);
  expect(ctx.warnings).toEqual([]);
  expect(account.calls()).toEqual(["DescribeInstances", "DescribeImageQuota", "DescribeImages"]);
});

describe("findings that up would fail of: a warning, or a failure of the check", () => {
  const lax = () => account.emulator.addInstance({ instanceId: "i-lax", zoneId: "LAX-A" });
  const findings: [string, () => void, ProgramInputs, string, () => string][] = [
    [
      "an unknown instance",
      () => undefined,
      { instanceId: "i-none" },
      "instanceId",
      () => messages.noSuchInstanceText("i-none", "zone"),
    ],
    [
      "a running instance",
      () => undefined,
      { instanceId: "i-db" },
      "instanceId",
      () => messages.notStopped(instanceOf("i-db")),
    ],
    [
      "an instance that cannot be stopped either",
      () => account.emulator.setInstanceStatus("i-web", "CREATE_FAILED"),
      { ...program, stopInstance: true },
      "instanceId",
      () => messages.notStopped(instanceOf("i-web")),
    ],
    ["a zone without images", lax, { instanceId: "i-lax" }, "instanceId", () => messages.zoneWithoutImages("LAX-A")],
    [
      "a zone without a place",
      () => account.emulator.setQuota("HKG-A", 0),
      program,
      "instanceId",
      () => messages.noFreeSlots({ zoneId: "HKG-A", count: 0, maxCount: 0 }, 1),
    ],
    [
      "an image to adopt that is not there",
      () => undefined,
      { adoptImageId: "img-none" },
      "adoptImageId",
      () => messages.noImageToAdopt("img-none", "any zone", "zone").message,
    ],
    [
      "an image to adopt in a zone that does not exist",
      () => undefined,
      { adoptImageId: "NOWHERE/img-1" },
      "adoptImageId",
      () => messages.noImageToAdopt("img-1", "zone NOWHERE", "zone").message,
    ],
  ];

  test.each(findings)("%s: warn", async (_, arrange, news, __, text) => {
    arrange();
    expect((await preview(news)).failures).toEqual([]);
    expect(ctx.warnings.filter((warning) => warning === about(text()))).toHaveLength(1);
  });

  test.each(findings)("%s: error", async (_, arrange, news, property, text) => {
    arrange();
    ctx = account.process({ preflight: "error" });
    expect((await preview(news)).failures).toEqual([{ property, reason: text() }]);
    expect(ctx.warnings).not.toContain(about(text()));
  });

  test.each(findings)("%s: off, without a call", async (_, arrange, news) => {
    arrange();
    ctx = account.process({ preflight: "off" });
    expect((await preview(news)).failures).toEqual([]);
    expect({ warnings: ctx.warnings, calls: account.calls() }).toEqual({ warnings: [], calls: [] });
  });

  test("up says the same of a full zone, a zone without images and a running instance", async () => {
    lax();
    account.emulator.setQuota("HKG-A", 0);
    const refusal = async (news: ProgramInputs) =>
      (await account.failure(create(ctx, await checked(ctx, news)))).message;
    expect(await refusal({ instanceId: "i-lax" })).toContain(messages.zoneWithoutImages("LAX-A"));
    expect(await refusal({ instanceId: "i-db" })).toContain(messages.notStopped(instanceOf("i-db")));
    expect(await refusal(program)).toContain(messages.noFreeSlots({ zoneId: "HKG-A", count: 0, maxCount: 0 }, 1));
  });
});

describe("findings that are good to know: a warning, whatever the setting", () => {
  const dataDisk: DataDisk = { diskId: "disk-1", diskName: "data", diskSize: 50, diskCategory: "SSD", portable: true };
  const findings: [string, () => void, ProgramInputs, () => string][] = [
    [
      "will power off",
      () => (instanceOf("i-db").dataDisks = []),
      { instanceId: "i-db", stopInstance: true },
      () => messages.willPowerOff(instanceOf("i-db"), { forced: false }),
    ],
    [
      "will power off, by force if need be",
      () => (instanceOf("i-db").dataDisks = []),
      { instanceId: "i-db", stopInstance: true, forceShutdown: true },
      () => messages.willPowerOff(instanceOf("i-db"), { forced: true }),
    ],
    [
      "an instance that is only just starting, too",
      () => account.emulator.setInstanceStatus("i-web", "BOOTING"),
      { ...program, stopInstance: true },
      () => messages.willPowerOff(instanceOf("i-web"), { forced: false }),
    ],
    [
      "is stopped already, perhaps by an interrupted run",
      () => undefined,
      { ...program, stopInstance: true },
      () => messages.stoppedAlready(instanceOf("i-web")),
    ],
    [
      "is being imaged just now",
      () => account.emulator.setInstanceStatus("i-web", "IMAGING"),
      program,
      () => messages.beingImaged(instanceOf("i-web")),
    ],
    [
      "data disks are left out",
      () => (instanceOf("i-web").dataDisks = [dataDisk]),
      program,
      () => messages.dataDisksLeftOut(instanceOf("i-web")),
    ],
    [
      "an image of that name is there",
      () => account.emulator.addImage({ zoneId: "HKG-A", imageName: "web", imageId: "img-old" }),
      program,
      () =>
        messages.namesakes("web", "zone HKG-A", [
          { imageId: "img-old", imageName: "web", imageStatus: "AVAILABLE", imageType: "CUSTOM_IMAGE" },
        ]),
    ],
  ];

  test.each(findings)("%s", async (_, arrange, news, text) => {
    arrange();
    for (const mode of ["warn", "error"]) {
      const process = account.process({ preflight: mode });
      expect((await preview(news, "web", process)).failures).toEqual([]);
      expect(process.warnings).toEqual([about(text())]);
    }
  });

  test("a zone without images is not searched for images", async () => {
    account.emulator.addInstance({ instanceId: "i-lax", zoneId: "LAX-A" });
    await preview({ instanceId: "i-lax" });
    expect(account.calls()).toEqual(["DescribeInstances", "DescribeImageQuota"]);
  });

  test("several at once, each once", async () => {
    instanceOf("i-db").dataDisks = [dataDisk];
    account.emulator.addImage({ zoneId: "HKG-A", imageName: "db" });
    await preview({ instanceId: "i-db", imageName: "db", stopInstance: true }, "db");
    expect(ctx.warnings).toEqual([
      about(messages.willPowerOff(instanceOf("i-db"), { forced: false }), "db"),
      about(messages.dataDisksLeftOut(instanceOf("i-db")), "db"),
      expect.stringContaining('an image named "db"'),
    ]);
  });

  test("without a logical name the text stands alone: the host names the resource", async () => {
    await account.run(check(ctx, undefined, { ...program, stopInstance: true, __preview: true }));
    expect(ctx.warnings).toEqual([messages.stoppedAlready(instanceOf("i-web"))]);
  });
});

describe("only what is to be created is checked, and only in a preview", () => {
  test("nothing in up", async () => {
    await check(ctx, undefined, { instanceId: "i-none", __logicalName: LOGICAL_NAME });
    expect({ warnings: ctx.warnings, calls: account.calls() }).toEqual({ warnings: [], calls: [] });
  });

  test("nothing for an image that exists", async () => {
    await check(ctx, { instanceId: "i-none" }, { instanceId: "i-none", __preview: true });
    expect({ warnings: ctx.warnings, calls: account.calls() }).toEqual({ warnings: [], calls: [] });
  });

  test("nothing while the inputs are wrong", async () => {
    await preview({ instanceId: "i-none", imageName: "my image" });
    expect({ warnings: ctx.warnings, calls: account.calls() }).toEqual({ warnings: [], calls: [] });
  });

  test.each<ProgramInputs>([{ instanceId: UNKNOWN, imageName: "web" }, { adoptImageId: UNKNOWN }])(
    "nothing about what is not known yet: %j",
    async (news) => {
      expect((await preview(news)).failures).toEqual([]);
      expect({ warnings: ctx.warnings, calls: account.calls() }).toEqual({ warnings: [], calls: [] });
    },
  );

  test("a name that is not known yet is not looked up", async () => {
    await preview({ instanceId: "i-web", imageName: UNKNOWN });
    expect(account.calls()).toEqual(["DescribeInstances", "DescribeImageQuota"]);
  });

  test("an adoption with texts that are not known yet", async () => {
    const { imageId } = account.emulator.addImage({ zoneId: "HKG-A", imageName: "theirs" });
    await preview({ adoptImageId: imageId, imageName: UNKNOWN, imageDescription: UNKNOWN });
    expect(ctx.warnings).toEqual([]);
  });
});

describe("slots are counted over the whole run", () => {
  const news = (at: number) => ({ instanceId: "i-web", imageName: `new-${at}` });
  const tooMany = (free: number, adds: number) =>
    messages.noFreeSlots({ zoneId: "HKG-A", count: 5 - free, maxCount: 5 }, adds);
  const fill = (count: number) => {
    for (let at = 0; at < count; at++) account.emulator.addImage({ zoneId: "HKG-A", imageName: `old-${at}` });
  };
  const places = () => ctx.warnings.filter((warning) => warning.includes("holds"));

  /** Check, diff and check again, as the engine does with an image that is replaced. */
  async function replace(old: ImageState, after: ProgramInputs, name: string): Promise<CheckResult> {
    const inputs: CheckedInputs = { instanceId: "i-web", imageName: old.imageName, __givenName: old.imageName };
    const stored = await checked(ctx, { ...after, __preview: true }, inputs, name);
    const { replacement } = diff(ctx, old.imageId, old, stored);
    return preview(after, name, ctx, replacement);
  }
  const replaceOld = (at: number, more: ProgramInputs = {}, state: Partial<ImageState> = {}) => {
    const [old] = account.emulator.images().filter(({ imageName }) => imageName === `old-${at}`);
    const olds = stateOf(old!.imageId, { imageName: old!.imageName, __givenName: old!.imageName, ...state });
    return replace(olds, { ...news(at), imageName: `changed-${at}`, ...more }, `old-${at}`);
  };

  test.each([
    ["new ones first", ["n", "n", "n", "n", "r", "r"]],
    ["replaced ones first", ["r", "r", "n", "n", "n", "n"]],
    ["mixed", ["n", "r", "n", "n", "r", "n"]],
  ])("four new and two replaced images, three places: %s", async (_, order) => {
    fill(2);
    for (const [at, kind] of order.entries()) {
      if (kind === "n") await preview(news(at), `new-${at}`);
      else await replaceOld(order.slice(0, at).filter((earlier) => earlier === "r").length);
    }
    expect(places()).toEqual([expect.stringContaining(tooMany(3, 4))]);
  });

  test("three new ones fit", async () => {
    fill(2);
    for (const at of [0, 1, 2]) await preview(news(at), `new-${at}`);
    expect(places()).toEqual([]);
  });

  test("a replacement in a full zone needs a slot for a moment", async () => {
    fill(5);
    await replaceOld(0);
    expect(places()).toEqual([about(tooMany(0, 1), "old-0")]);
  });

  test("unless the old image goes first, by the resource option", async () => {
    fill(5);
    await replaceOld(0, { __deleteBeforeReplace: true });
    await replaceOld(1, { __deleteBeforeReplace: true });
    expect(places()).toEqual([]);
  });

  test("or because it never was usable", async () => {
    fill(5);
    await replaceOld(0, {}, { imageStatus: "UNAVAILABLE", __record: { seen: true } });
    expect(places()).toEqual([]);
  });

  test("a replacement in another zone needs a slot there", async () => {
    fill(5);
    account.emulator.setQuota("SIN-A", 0);
    await replaceOld(0, { instanceId: "i-worker", __deleteBeforeReplace: true });
    expect(ctx.warnings).toEqual([expect.stringContaining("zone SIN-A holds 0 of 0")]);
  });

  test("a borrowed image that is released keeps its slot", async () => {
    fill(5);
    const { imageId } = account.emulator.images()[0]!;
    await replaceOld(0, { __deleteBeforeReplace: true }, { adoptImageId: imageId });
    expect(places()).toEqual([about(tooMany(0, 1), "old-0")]);
  });

  test("zones are counted apart", async () => {
    account.emulator.setQuota(undefined, 1);
    await preview({ instanceId: "i-web", imageName: "a" });
    await preview({ instanceId: "i-worker", imageName: "a" });
    expect(places()).toEqual([]);
  });

  test("a host that does not know the option only warns of a replacement", async () => {
    ctx = account.process({ preflight: "error" });
    account.emulator.setQuota("HKG-A", 0);
    const replacement = { imageId: "img-1", zoneId: "HKG-A", deleteFirst: false };
    expect(await account.run(preflight(ctx, { ...program }, { replacement }))).toEqual([]);
    expect(ctx.warnings).toEqual([messages.noFreeSlots({ zoneId: "HKG-A", count: 0, maxCount: 0 }, 1)]);
    expect(ctx.warnings.join()).toContain(
      "If it is not set already, the resource option deleteBeforeReplace: true makes",
    );
  });
});

describe("an image of that name", () => {
  test("that this run replaces is no news", async () => {
    const { imageId } = account.emulator.addImage({ zoneId: "HKG-A", imageName: "web" });
    diff(ctx, imageId, stateOf(imageId), { ...program, instanceId: "i-db", __givenName: "web" });
    await preview();
    expect(ctx.warnings).toEqual([]);
  });

  test("that is borrowed and released stays, and is named", async () => {
    const { imageId } = account.emulator.addImage({ zoneId: "HKG-A", imageName: "web" });
    diff(ctx, imageId, stateOf(imageId, { adoptImageId: imageId }), { ...program, instanceId: "i-db" });
    await preview();
    expect(ctx.warnings).toEqual([expect.stringContaining(imageId)]);
  });

  test("in another zone is no news", async () => {
    account.emulator.addImage({ zoneId: "SIN-A", imageName: "web" });
    await preview();
    expect(ctx.warnings).toEqual([]);
  });
});

test("one whole list per zone and action, however many images are checked", async () => {
  account.emulator.setQuota(undefined, 1000);
  for (let at = 0; at < 100; at++) {
    const instanceId = ["i-web", "i-worker", "i-desktop"][at % 3];
    await preview({ instanceId, imageName: `image-${at}` }, `image-${at}`);
    await account.clock.advance(1_000);
  }
  const calls = account.calls();
  expect(calls.sort()).toEqual([
    ...["DescribeImageQuota", "DescribeImages", "DescribeImages", "DescribeImages", "DescribeInstances"],
  ]);
  expect(ctx.warnings).toEqual([]);
});

test.each<ProgramInputs>([program, { adoptImageId: "HKG-A/img-1" }, { adoptImageId: "img-1" }])(
  "a cancel ends the looking at once: %j",
  async (news) => {
    account.emulator.faults.add({ action: "*", kind: "delay", ms: 30_000 });
    const checking = check(ctx, undefined, { ...news, __preview: true });
    checking.catch(() => undefined);
    await account.clock.advance(1_000);
    const before = account.clock.now();
    ctx.cancel();
    expect((await account.failure(checking)).message).toBe(messages.canceled().message);
    expect(account.clock.now()).toBe(before);
    expect(ctx.warnings).toEqual([]);
  },
);

describe("credentials and settings that no up can work with fail the preview, unless it is off", () => {
  const nobody = { accessKeyId: undefined, accessKeyPassword: undefined };
  const rejected = (code: string) => () => {
    const body = { code, message: "no", requestId: "T1" };
    account.emulator.faults.add({ action: "*", kind: "body", status: 401, body, times: 99 });
  };
  const cases: [string, Config, () => void, RegExp][] = [
    ["no credentials", nobody, () => undefined, /^No credentials for Zenlayer were found\./],
    ["half a key", { accessKeyPassword: undefined }, () => undefined, /^The access key is incomplete/],
    [
      "a key that was deleted",
      {},
      () => account.emulator.removeKey(account.emulator.accessKeyId),
      /^Zenlayer rejected the access key .*AUTHFAILURE_SIGNATURE_FAILURE/,
    ],
    [
      "a token that has expired",
      { token: "expired" },
      () => undefined,
      /^Zenlayer rejected the credentials .*AUTHFAILURE_INVALID_AUTHORIZATION/,
    ],
    [
      "a clock that is wrong",
      {},
      rejected("AUTHFAILURE_SIGNATURE_EXPIRED"),
      /timestamp is more than five minutes off.*AUTHFAILURE_SIGNATURE_EXPIRED/,
    ],
  ];

  describe.each([undefined, "warn", "error"])("preflight: %s", (mode) => {
    test.each(cases)("%s", async (_, settings, arrange, reason) => {
      arrange();
      ctx = account.process({ ...settings, preflight: mode });
      expect((await preview()).failures).toEqual([{ property: "instanceId", reason: expect.stringMatching(reason) }]);
      // Once is enough: the engine stops there.
      expect((await preview(program, "other")).failures).toEqual([]);
      expect(ctx.warnings).toEqual([]);
    });

    test.each(cases)("%s, for an image to adopt", async (_, settings, arrange, reason) => {
      arrange();
      ctx = account.process({ ...settings, preflight: mode });
      const { failures } = await preview({ adoptImageId: "img-1" });
      expect(failures).toEqual([{ property: "adoptImageId", reason: expect.stringMatching(reason) }]);
      expect(failures[0]?.reason).toMatch(/`pulumi up` would fail in the same way\./);
    });
  });

  test.each(cases)("%s: off", async (_, settings, arrange) => {
    arrange();
    ctx = account.process({ ...settings, preflight: "off" });
    expect((await preview()).failures).toEqual([]);
    expect({ warnings: ctx.warnings, calls: account.calls() }).toEqual({ warnings: [], calls: [] });
  });
});

describe("skipped", () => {
  test.each<[string, () => void, RegExp]>([
    [
      "no network",
      () => {
        ctx.session();
        account.disconnect();
      },
      /connection refused/,
    ],
    [
      "garbage",
      () => account.emulator.faults.add({ action: "DescribeImageQuota", kind: "garbage" }),
      /DescribeImageQuota failed: .* not JSON/,
    ],
    [
      "a permission that is missing for one action",
      () => {
        const body = { code: "AUTHFAILURE_UNAUTHORIZED_OPERATION", message: "not yours" };
        account.emulator.faults.add({ action: "DescribeImageQuota", kind: "body", status: 401, body, times: 9 });
      },
      /do not allow DescribeImageQuota: not yours/,
    ],
    [
      "500 all the time",
      () => account.emulator.faults.add({ action: "DescribeInstances", kind: "500", times: 99 }),
      /returned a server error/,
    ],
  ])("%s: one warning", async (_, arrange, why) => {
    arrange();
    await preview();
    await preview({ adoptImageId: "img-1" }, "other");
    expect(ctx.warnings).toHaveLength(1);
    expect(ctx.warnings[0]).toMatch(/^CustomImage "web": preflight checks were skipped: /);
    expect(ctx.warnings[0]).toMatch(why);
  });

  test("an image to adopt that cannot be found: one warning", async () => {
    account.emulator.faults.add({ action: "DescribeImages", kind: "garbage" });
    await preview({ adoptImageId: "HKG-A/img-1" });
    await preview(program, "other");
    expect(ctx.warnings).toEqual([
      expect.stringMatching(/^CustomImage "web": preflight checks were skipped: .* not JSON/),
    ]);
  });

  test("a wrong setting is no finding: the preview fails", async () => {
    ctx = account.process({ settleSeconds: "soon" });
    await expect(preview()).rejects.toThrow(
      messages.badSetting(
        "settleSeconds",
        "soon",
        "must be a number from 0 to 3600",
        messages.inConfiguration(["settleSeconds"]),
      ).message,
    );
    expect(ctx.warnings).toEqual([]);
  });
});

describe("an update of an image that is borrowed already", () => {
  const theirs = stateOf("img-1", { imageName: "theirs", imageDescription: "old", adoptImageId: "img-1" });
  const findings = async (declared: Partial<CheckedInputs>) => {
    ctx = account.process({ preflight: "error" });
    const failures = await preflightUpdate(ctx, theirs, { adoptImageId: "img-1", ...declared });
    return failures.map(({ property, reason }) => `${property}: ${reason}`);
  };

  test.each<[string, Partial<CheckedInputs>, RegExp]>([
    ["another name", { imageName: "mine" }, /^adoptImageId: Image img-1 is borrowed .* imageName is "theirs", but/],
    ["another description", { imageDescription: "new" }, /imageDescription is "old", but the program declares "new"/],
  ])("%s is found without a request", async (_, declared, text) => {
    expect(await findings(declared)).toEqual([expect.stringMatching(text)]);
    expect(account.calls()).toEqual([]);
  });

  test.each<[string, Partial<CheckedInputs>]>([
    ["the same", { imageName: "theirs", imageDescription: "old" }],
    ["what is not known yet", { imageName: UNKNOWN }],
    ["another one that is ours from now on", { imageName: "mine", adoptImageId: undefined }],
  ])("%s is no finding", async (_, declared) => expect(await findings(declared)).toEqual([]));
});
