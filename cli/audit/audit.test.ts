import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv";
import type { EmulatorOptions } from "../../emulator";
import { formatWorkingName, resourceHash, stackHash, whatHash } from "../../provider/customImage/workingName";
import { AuditAccount, imageState } from "../../test/support/auditAccount";
import { commandLine, type CommandLineResult } from "../../test/support/commandLine";
import { FAILING_FAULTS, VM_FAULTS } from "../../test/support/faultKinds";
import { testApplyUnderFaults } from "../../test/support/planTests";
import type { Audit, AuditedImage } from "./audit";

const ZONE = "HKG-A";
const IDENTITY = { project: "test", stack: "dev" };

let account: AuditAccount;
let folder: string;

function open(options: EmulatorOptions = {}): void {
  account = new AuditAccount({ quota: 20, ...options });
  account.stacks.dev = {};
}
beforeEach(() => {
  open();
  folder = mkdtempSync(join(tmpdir(), "audit-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The name that the image of a resource has while it is unfinished. */
const workingName = (resource = "web", { project, stack } = IDENTITY): string =>
  formatWorkingName({
    prefix: resource,
    hasStopped: false,
    stack: stackHash({ project, stack }),
    resource: resourceHash({ project, stack, name: resource }, "zenlayer:index:CustomImage"),
    what: whatHash("i-web", resource),
    attempt: "aaaa",
  });

const addImage = (imageName: string, more: object = {}): string =>
  account.emulator.addImage({ zoneId: ZONE, imageName, ...more }).imageId;

const parsed = ({ out }: CommandLineResult): Audit => JSON.parse(out) as Audit;
const audit = async (...args: string[]): Promise<Audit & { code: number }> => {
  const result = await account.run(["audit", "--json", "--stack", "dev", ...args]);
  if (result.out === "") throw new Error(result.err);
  return { ...parsed(result), code: result.code };
};
const only = ({ images }: Audit): AuditedImage => {
  expect(images).toHaveLength(1);
  return images[0]!;
};
const commandsOf = ({ remedies }: AuditedImage): string[] => remedies.flatMap(({ commands }) => commands);

describe("ownership", () => {
  test("an image in the state of one stack is managed", async () => {
    const imageId = addImage("web");
    account.stacks.dev = { resources: [imageState("web", { imageId })] };
    const found = await audit();
    expect(only(found)).toMatchObject({
      ownership: "managed",
      owners: [{ stack: "dev", resource: "web" }],
      remedies: [],
    });
    expect(found.code).toBe(0);
  });

  test("the old image of an unfinished replacement is managed", async () => {
    const imageId = addImage("web");
    account.stacks.dev = { resources: [imageState("web", { imageId }, { delete: true })] };
    expect(only(await audit()).ownership).toBe("managed");
  });

  test("an image in two states is owned twice; the remedy lets one go", async () => {
    const imageId = addImage("web");
    account.stacks.dev = { resources: [imageState("web", { imageId })] };
    account.stacks.prod = { resources: [imageState("golden image", { imageId }, { stack: "prod" })] };
    const found = await audit("--stack", "prod");
    expect(only(found).ownership).toBe("owned-twice");
    expect(commandsOf(only(found))).toEqual([
      "pulumi state delete 'urn:pulumi:dev::test::pulumi-nodejs:dynamic/zenlayer:CustomImage::web' --stack dev".replaceAll(
        "'",
        "",
      ),
      "pulumi state delete 'urn:pulumi:prod::test::pulumi-nodejs:dynamic/zenlayer:CustomImage::golden image' --stack prod",
    ]);
    expect(found.code).toBe(1);
  });

  test("an adopted image is borrowed", async () => {
    const imageId = addImage("shared");
    account.stacks.dev = { resources: [imageState("shared", { imageId }, { inputs: { adoptImageId: imageId } })] };
    expect(only(await audit())).toMatchObject({ ownership: "borrowed", owners: [{ borrowed: true }] });
  });

  test("an image that one stack owns and another has adopted is managed", async () => {
    const imageId = addImage("shared");
    account.stacks.dev = { resources: [imageState("shared", { imageId }, { inputs: { adoptImageId: imageId } })] };
    account.stacks.prod = { resources: [imageState("shared", { imageId }, { stack: "prod" })] };
    expect(only(await audit("--stack", "prod")).ownership).toBe("managed");
  });

  test("an unfinished image of a given stack that no run has is orphaned; its resource is named", async () => {
    addImage(workingName());
    account.stacks.dev = { pending: [imageState("web", { imageId: "" })] };
    const found = await audit();
    expect(only(found)).toMatchObject({ ownership: "orphaned", workingFor: { stack: "dev", resource: "web" } });
    expect(only(found).evidence).toEqual([
      "Its name is the working name of an unfinished image, created for web of stack dev",
      "No run of the stack is in progress, so no run will finish it",
    ]);
    expect(commandsOf(only(found))).toEqual([
      "pulumi up --stack dev",
      "pulumi-zenlayer audit --stack dev --plan plan.json",
      "pulumi-zenlayer audit --apply plan.json",
    ]);
    expect(found.code).toBe(1);
  });

  test("while a run has the stack, it is in progress; the remedy is for a lock that was left", async () => {
    addImage(workingName());
    account.stacks.dev = { locked: true };
    const found = await audit();
    expect(only(found).ownership).toBe("in-progress");
    expect(commandsOf(only(found))).toEqual(["pulumi cancel --yes --stack dev"]);
    expect(found.code).toBe(0);
  });

  test("while it is being created, it is in progress, whosever it is", async () => {
    open({ createImageMs: 3_600_000 });
    addImage(workingName(), { imageStatus: "CREATING" });
    addImage(workingName("web", { project: "other", stack: "dev" }), { imageStatus: "CREATING" });
    expect((await audit()).images.map(({ ownership }) => ownership)).toEqual(["in-progress", "in-progress"]);
  });

  test("an unfinished image of a stack that was not given is unmanaged", async () => {
    addImage(workingName("web", { project: "other", stack: "dev" }));
    const found = only(await audit());
    expect(found.ownership).toBe("unmanaged");
    expect(found.evidence).toContain(
      "Its name is the working name of an unfinished image, created for a resource of a stack that is not among those given",
    );
  });

  test("everything else is unmanaged; the remedies adopt, import or delete", async () => {
    const imageId = addImage("by-hand");
    const found = only(await audit());
    expect(found.ownership).toBe("unmanaged");
    expect(found.remedies.map(({ text }) => text).join()).toContain(`adoptImageId: "${ZONE}/${imageId}"`);
    expect(commandsOf(found)).toEqual([`pulumi import zenlayer:index:CustomImage imported ${ZONE}/${imageId}`]);
  });

  test("an image in state that the account does not have is missing", async () => {
    account.stacks.dev = { resources: [imageState("web", { imageId: "img-gone" })] };
    const found = await audit();
    expect(only(found)).toMatchObject({ imageId: "img-gone", ownership: "missing" });
    expect(commandsOf(only(found))).toEqual(["pulumi refresh --stack dev"]);
    expect(found.code).toBe(1);
  });

  test("an image that was just created and is not listed yet is in progress", async () => {
    const createdAt = new Date(account.clock.now() - 10_000).toISOString();
    account.stacks.dev = { resources: [imageState("web", { imageId: "img-new", createdAt })] };
    expect(only(await audit()).ownership).toBe("in-progress");
  });

  describe("an image that was last seen in what may be another account is not judged", () => {
    const anotherKey = { __record: { seen: true, keyFingerprint: "another" } };
    const theirs = (more: object) => imageState("theirs", { imageId: "img-1", imageName: "theirs-1", ...more });

    test.each([
      [
        "another access key",
        anotherKey,
        "another-access-key",
        "with another access key, which may belong to another account",
      ],
      ["another endpoint", { endpoint: "https://other.example" }, "another-endpoint", "at another endpoint"],
    ])("%s", async (_, more, because, seen) => {
      account.stacks.dev = { resources: [theirs(more), imageState("web", { imageId: addImage("web") })] };
      const found = await audit();
      expect(only(found).ownership).toBe("managed");
      expect(found.code).toBe(0);
      const owners = [{ stack: "dev", resource: "theirs" }];
      expect(found.notJudged).toMatchObject([
        { imageId: "img-1", imageName: "theirs-1", zoneId: ZONE, owners, because },
      ]);
      for (const format of ["table", "markdown"]) {
        const { out } = await account.run(["audit", "--stack", "dev", "--format", format]);
        expect(out).toContain(`1 image of stack dev was last seen ${seen}, and is not judged. Audit the stack `);
        expect(out).toMatch(/img-1 \(theirs-1\)$/m);
      }
    });

    test("and no plan has it", async () => {
      account.stacks.dev = { resources: [theirs(anotherKey), theirs({ ...anotherKey, imageId: "img-2" })] };
      const plan = join(folder, "plan.json");
      const { code, out } = await account.run(["audit", "--stack", "dev", "--plan", plan]);
      expect(code).toBe(0);
      expect(out).toMatch(/2 images of stack dev were last seen .* and are not judged.*: img-1 \(theirs-1\), img-2 \(/);
      expect(JSON.parse(readFileSync(plan, "utf8"))).toMatchObject({ delete: [] });
    });

    test("unless this key sees the source instance: then the key is another one of the same account", async () => {
      account.stacks.dev = { resources: [theirs({ ...anotherKey, instanceId: "i-web" })] };
      const found = await audit();
      expect(only(found)).toMatchObject({ ownership: "missing", imageId: "img-1" });
      expect(found.notJudged).toEqual([]);
      account.stacks.dev = { resources: [theirs({ ...anotherKey, instanceId: "i-web", zoneId: "SIN-A" })] };
      expect((await audit()).images).toEqual([]);
    });

    test("unless another state saw it with this key", async () => {
      account.stacks.dev = { resources: [theirs(anotherKey), imageState("web", { imageId: "img-1" })] };
      const found = await audit();
      expect(only(found)).toMatchObject({ ownership: "missing", owners: [{ resource: "web" }] });
      expect(found.notJudged).toEqual([]);
    });

    test("an image that the account shows is judged, whatever key has seen it", async () => {
      account.stacks.dev = { resources: [theirs({ ...anotherKey, imageId: addImage("theirs-1") })] };
      const found = await audit();
      expect(only(found).ownership).toBe("managed");
      expect(found.notJudged).toEqual([]);
    });
  });

  test("the versions of a family are managed", async () => {
    const ids = ["web-1", "web-2"].map((name) => addImage(name));
    const type = "zenlayer:index:ImageFamily";
    const versions = ids.map((imageId, at) => ({ imageId, imageName: `web-${at}`, version: String(at) }));
    const family = { urn: `urn:pulumi:dev::test::${type}::web`, type, id: `${ZONE}/web`, inputs: {} };
    account.stacks.dev = { resources: [{ ...family, outputs: { zoneId: ZONE, versions } }] };
    expect((await audit()).images.map(({ ownership }) => ownership)).toEqual(["managed", "managed"]);
  });

  const FAMILY = "zenlayer:index:ImageFamily";
  const family = (versions: object, more: object = {}): object => ({
    urn: `urn:pulumi:dev::test::${FAMILY}::web`,
    type: FAMILY,
    id: `${ZONE}/web`,
    inputs: {},
    outputs: { zoneId: ZONE, versions, ...more },
  });

  test("a family's version that was just created and is not listed yet is in progress; an overdue one is stuck", async () => {
    open({ createImageMs: 86_400_000 });
    const old = addImage(workingName(), { imageStatus: "CREATING" });
    const at = (secondsAgo: number): string => new Date(account.clock.now() - secondsAgo * 1000).toISOString();
    const stored = [
      { imageId: "img-new", imageName: "web-3", createdAt: at(10), __record: { workingName: workingName() } },
      { imageId: "img-gone", imageName: "web-2", createdAt: at(10), __record: { seen: true } },
      { imageId: old, imageName: "web-1", createdAt: at(1_300), __record: { seen: true } },
    ];
    const endpoint = "http://127.0.0.1:18080";
    const versions = stored.map(({ __record: _, ...image }, n) => ({ ...image, version: String(3 - n) }));
    const hidden = stored.map((image, n) => ({ version: String(3 - n), sequence: n, image: { ...image, endpoint } }));
    account.stacks.dev = {
      resources: [family(versions, { __versions: hidden.reverse(), __timeouts: { create: 1_200 } })],
    };
    const found = (await audit()).images.map(({ imageId, ownership, conditions }) => [imageId, ownership, conditions]);
    expect(new Set(found)).toEqual(
      new Set([
        ["img-new", "in-progress", []],
        ["img-gone", "missing", []],
        [old, "managed", ["stuck"]],
      ]),
    );
  });

  test.each([
    ["a secret", { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" }],
    ["a list with a secret", [{ imageId: { ciphertext: "v1:abc" }, version: "1" }]],
  ])(
    "a family whose versions are %s: exit status 2, since its images cannot be distinguished from others",
    async (_, versions) => {
      addImage(workingName());
      account.stacks.dev = { resources: [family(versions)] };
      const found = await audit("--fail-on", "none");
      expect({ code: found.code, incomplete: found.incomplete }).toEqual({
        code: 2,
        incomplete: ["Could not read stack dev: the images of web are secret in it."],
      });
    },
  );

  test("no stack at all: what follows from that is said beside the result", async () => {
    const { err, code } = await account.run(["audit", "--json"]);
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^No stack was given, so every finished image is unmanaged\./),
    });
  });

  test("an image that is only read is not owned", async () => {
    const imageId = addImage("shared");
    account.stacks.dev = { resources: [imageState("shared", { imageId }, { external: true })] };
    expect(only(await audit()).ownership).toBe("borrowed");
    account.stacks.prod = { resources: [imageState("shared", { imageId }, { stack: "prod" })] };
    expect(only(await audit("--stack", "prod")).ownership).toBe("managed");
  });

  test("a stack that is given twice counts once", async () => {
    const imageId = addImage("web");
    account.stacks.dev = { resources: [imageState("web", { imageId })] };
    account.stacks["me/test/dev"] = { ...account.stacks.dev, unlisted: true };
    expect(only(await audit("--stack", "me/test/dev"))).toMatchObject({ ownership: "managed", owners: [{}] });
    const path = join(folder, "dev.json");
    writeFileSync(path, JSON.stringify({ version: 3, deployment: { resources: account.stacks.dev.resources } }));
    const found = await audit("--export", path);
    expect({ code: found.code, ownership: only(found).ownership }).toEqual({ code: 2, ownership: "managed" });
    expect(found.incomplete).toEqual([
      expect.stringMatching(/have the same project and name. Give each stack once, by its full name/),
    ]);
  });

  test("of stacks of one name in two organizations, a run of either makes an image in progress", async () => {
    const imageId = addImage(workingName());
    delete account.stacks.dev;
    account.stacks["me/test/dev"] = { resources: [imageState("other", { imageId: "img-1" })] };
    account.stacks["other/test/dev"] = { ...account.stacks["me/test/dev"], locked: true };
    const find = async (...stacks: string[]) => {
      const args = stacks.flatMap((name) => ["--stack", name]);
      return parsed(await account.run(["audit", "--json", ...args])).images.find((image) => image.imageId === imageId);
    };
    expect(await find("me/test/dev")).toMatchObject({ ownership: "orphaned" });
    expect(await find("me/test/dev", "other/test/dev")).toMatchObject({
      ownership: "in-progress",
      workingFor: { stack: "other/test/dev" },
    });
  });

  test.each<[string, () => void, boolean | "unknown"]>([
    ["that Pulumi lists", () => undefined, false],
    ["of which Pulumi does not say it", () => (account.stacks.dev!.locked = "unknown"), "unknown"],
    ["of a backend without locks that can be read", () => (account.backend = "s3://states"), "unknown"],
    [
      "that is not listed, though one of another project is",
      () => {
        account.stacks.dev!.unlisted = true;
        account.stacks["me/other/dev"] = {};
      },
      "unknown",
    ],
    ["with a namesake in another organization", () => (account.stacks["other/test/dev"] = {}), "unknown"],
    ["with a namesake in another project", () => (account.stacks["me/other/dev"] = {}), false],
  ])("whether a run has locked a stack %s", async (_, change, locked) => {
    account.stacks.dev = { resources: [imageState("web", { imageId: "img-1" })] };
    change();
    expect((await audit()).stacks).toMatchObject([{ name: "dev", locked }]);
  });

  test("without any stack nothing is managed", async () => {
    addImage("web");
    const { images } = parsed(await account.run(["audit", "--json"]));
    expect(images.map(({ ownership }) => ownership)).toEqual(["unmanaged"]);
  });

  test("a stack can be given as an export, whose locks are not known", async () => {
    addImage(workingName());
    const path = join(folder, "dev.json");
    const resources = [imageState("web", { imageId: "img-gone" })];
    writeFileSync(path, JSON.stringify({ version: 3, deployment: { resources } }));
    const { stacks, images } = parsed(await account.run(["audit", "--json", "--export", path]));
    expect(stacks).toEqual([{ name: path, source: "export", locked: "unknown" }]);
    expect(images.map(({ ownership }) => ownership).sort()).toEqual(["missing", "orphaned"]);
    expect(images.find(({ ownership }) => ownership === "orphaned")?.remedies.flatMap((each) => each.commands)).toEqual(
      [],
    );
  });
});

describe("conditions", () => {
  test("a failed image", async () => {
    const imageId = addImage("web", { imageStatus: "UNAVAILABLE" });
    account.stacks.dev = { resources: [imageState("web", { imageId })] };
    const found = await audit();
    expect(only(found)).toMatchObject({ ownership: "managed", conditions: ["failed"] });
    expect(commandsOf(only(found))).toEqual(["pulumi up --stack dev"]);
    expect(found.code).toBe(1);
  });

  test.each([
    [{}, 61, ["stuck"]],
    [{}, 59, []],
    [{ __timeouts: { create: 7200 } }, 61, []],
    [{ __timeouts: { create: 600 } }, 11, ["stuck"]],
  ])("an image that is being created with %j for %i minutes", async (outputs, minutes, conditions) => {
    open({ createImageMs: 86_400_000 });
    const imageId = addImage("web", { imageStatus: "CREATING" });
    const createdAt = new Date(account.clock.now() - minutes * 60_000).toISOString();
    account.stacks.dev = { resources: [imageState("web", { imageId, createdAt, ...outputs })] };
    expect(only(await audit()).conditions).toEqual(conditions);
  });

  test("an image that instances were created from", async () => {
    const imageId = addImage("web");
    account.emulator.addInstance({ instanceId: "i-front", zoneId: ZONE, imageId, instanceStatus: "RECYCLE" });
    account.stacks.dev = { resources: [imageState("web", { imageId })] };
    const found = await audit();
    expect(only(found)).toMatchObject({
      conditions: ["in-use"],
      usedBy: [{ instanceId: "i-front", instanceStatus: "RECYCLE" }],
    });
    expect(found.code).toBe(0);
  });

  test("a full zone", async () => {
    account.emulator.setQuota(ZONE, 1);
    const imageId = addImage("web");
    account.stacks.dev = { resources: [imageState("web", { imageId })] };
    const found = await audit();
    expect(found.zones.filter(({ conditions }) => conditions.length > 0)).toMatchObject([
      { zoneId: ZONE, used: 1, max: 1 },
    ]);
    expect(found.code).toBe(1);
  });
});

describe("exit status", () => {
  test.each([
    ["by default", [], 1],
    ["for a class that is not there", ["--fail-on", "missing,owned-twice"], 0],
    ["for nothing", ["--fail-on", "none"], 0],
    ["for managed", ["--fail-on", "managed"], 0],
    ["for unmanaged", ["--fail-on", "missing, unmanaged"], 1],
  ])("an unmanaged image %s", async (_, args, code) => {
    addImage("by-hand");
    expect((await audit(...args)).code).toBe(code);
  });

  test("findings that do not fail the command are counted all the same", async () => {
    addImage("by-hand");
    const { out } = await account.run(["audit", "--stack", "dev", "--fail-on", "none"]);
    expect(out).toMatch(/1 custom image\. Findings that do not fail the command: 1 unmanaged\.\n$/);
  });

  test("an unknown class names the nearest", async () => {
    const { code, err } = await account.run(["audit", "--fail-on", "orphand"]);
    expect(code).toBe(2);
    expect(err).toContain('Did you mean "orphaned"?');
  });

  test("what is in the baseline does not count, what is new or has become worse does", async () => {
    const baseline = join(folder, "baseline.json");
    const known = addImage("by-hand");
    account.emulator.setQuota(ZONE, 1);
    writeFileSync(baseline, (await account.run(["audit", "--json", "--stack", "dev"])).out);
    const same = await audit("--baseline", baseline);
    expect({ code: same.code, known: only(same).known }).toEqual({ code: 0, known: true });
    account.emulator.setQuota(ZONE, 20);
    account.emulator.failImage(known);
    expect((await audit("--baseline", baseline)).code).toBe(1);
    account.emulator.removeImage(known);
    addImage("another");
    expect((await audit("--baseline", baseline)).code).toBe(1);
  });

  test.each([
    [
      "a stack that cannot be read",
      () => (account.stacks.dev = { unreadable: true }),
      /Could not read stack dev: .*no stack named/,
    ],
    [
      "a resource that cannot be read",
      () => (account.stacks.dev = { resources: [{ type: "x" }] }),
      /it holds a resource that cannot be read/,
    ],
    [
      "an image that cannot be read",
      () => {
        addImage("x");
        const body = { requestId: "T", response: { requestId: "T", totalCount: 1, dataSet: [{ imageId: "img-x" }] } };
        account.emulator.faults.add({ action: "DescribeImages", kind: "body", body, nth: 1 });
      },
      /An image of zone \S+ could not be read/,
    ],
    [
      "an image that the quota counts and no list shows",
      () => {
        open({ visibleAfterMs: 60_000, createImageMs: 0 });
        account.emulator.addImage({ zoneId: ZONE, imageName: "hidden" });
        const quota = { zoneId: ZONE, count: 2, maxCount: 5 };
        const body = { requestId: "T", response: { requestId: "T", images: [quota] } };
        account.emulator.faults.add({ action: "DescribeImageQuota", kind: "body", body });
      },
      /counts 2 custom images, and \d are listed/,
    ],
  ])("%s: exit status 2, and never clean", async (_, plant, says) => {
    plant();
    const result = await account.run(["audit", "--stack", "dev", "--fail-on", "none"]);
    expect(result.code).toBe(2);
    expect(result.out).toMatch(says);
    expect(result.out).toContain("the audit is not complete");
    expect(result.out).not.toContain("no findings");
  });

  test.each([
    ["an export that is not there", ["--export", "/nowhere.json"]],
    ["an export that is none", ["--export", __filename]],
  ])("%s: exit status 2", async (_, args) => {
    const { code, out } = await account.run(["audit", ...args]);
    expect(code).toBe(2);
    expect(out).toMatch(/Could not read stack/);
  });

  test("no credentials: exit status 2", async () => {
    const { code, err } = await commandLine(["audit"]);
    expect(code).toBe(2);
    expect(err).toMatch(/No credentials/);
  });

  test("a baseline that is none: exit status 2", async () => {
    const { code, err } = await account.run(["audit", "--baseline", __filename]);
    expect(code).toBe(2);
    expect(err).toMatch(/Could not read the baseline/);
  });
});

describe("faults", () => {
  const IMAGES = 1_001;
  /** Two pages of images in one zone, and two of instances. */
  const crowded = (): void => {
    const images = Array.from({ length: IMAGES }, (_, at) => ({ zoneId: ZONE, imageName: `image-${at}` }));
    const instances = Array.from({ length: IMAGES }, (_, at) => ({ instanceId: `i-${at}`, zoneId: ZONE }));
    open({ images, instances, quota: 2_000, zones: [{ zoneId: ZONE }, { zoneId: "SIN-A" }] });
  };

  test("the calls are one for each zone and page, and two", async () => {
    open({ zones: ["A", "B", "C", "D"].map((zoneId) => ({ zoneId })) });
    await audit("--product", "vm");
    expect(account.emulator.calls().length).toBeLessThanOrEqual(4 + 1 + 2);
    crowded();
    await audit("--product", "vm");
    const actions = account.emulator.calls().map(({ action }) => action);
    // A list of several pages counts once two readings agree.
    expect(actions.filter((action) => action === "DescribeImages")).toHaveLength(1 + 2 * 2);
    expect(actions.filter((action) => action === "DescribeInstances")).toHaveLength(2 * 2);
    expect(actions.filter((action) => action.startsWith("Describe"))).toHaveLength(actions.length);
    expect(actions.length).toBeLessThanOrEqual(2 + 8 + 2);
  });

  test("a fault at any call of any list gives exit status 2 and never clean", async () => {
    crowded();
    await audit();
    const counts = new Map<string, number>();
    const key = (call: { service: string; action: string }) => `${call.service} ${call.action}`;
    for (const call of account.emulator.calls()) counts.set(key(call), (counts.get(key(call)) ?? 0) + 1);
    const places = [...counts].flatMap(([call, count]) => {
      const [service, action = ""] = call.split(" ") as ["vm" | "zec", string];
      return Array.from({ length: count }, (_, at) => ({ service, action, nth: at + 1 }));
    });
    expect(places.length).toBeGreaterThan(10);
    for (const [at, place] of places.entries()) {
      // Each place with some of the kinds, each kind at some of the places.
      for (const kind of FAILING_FAULTS.filter((_, index) => (index + at) % 4 === 0)) {
        account.emulator.faults.add({ ...place, kind, times: 10_000 });
        const result = await account.run(["audit", "--stack", "dev", "--fail-on", "none"]);
        account.emulator.faults.clear();
        expect({ place, kind, code: result.code }).toEqual({ place, kind, code: 2 });
        expect(result.out).toContain("not complete");
        expect(result.out).not.toContain("no findings");
      }
    }
  });

  test("a fault that passes does not matter", async () => {
    for (const action of ["DescribeZones", "DescribeImages", "DescribeImageQuota", "DescribeInstances"]) {
      account.emulator.faults.add({ action, kind: "503" });
    }
    expect((await audit()).code).toBe(0);
  });
});

describe("output", () => {
  const some = (): void => {
    const managed = addImage("web");
    addImage(workingName());
    addImage("手工创建的镜像", { imageStatus: "UNAVAILABLE" });
    account.stacks.dev = {
      resources: [
        imageState("web", { imageId: managed }),
        imageState("lost", { imageId: "img-gone" }),
        imageState("theirs", { imageId: "img-theirs", __record: { keyFingerprint: "another" } }),
      ],
    };
  };

  test("JSON is as the published schema says", async () => {
    some();
    const schema = JSON.parse(readFileSync(join(__dirname, "..", "..", "docs", "audit.schema.json"), "utf8")) as object;
    const validate = new Ajv({ strict: true, formats: { "date-time": true } }).compile(schema);
    const found = JSON.parse((await account.run(["audit", "--json", "--stack", "dev"])).out) as object;
    validate(found);
    expect(validate.errors).toBeNull();
    expect(Object.keys(found)).toEqual([
      "formatVersion",
      "time",
      "endpoint",
      "products",
      "stacks",
      "images",
      "zones",
      "incomplete",
      "notJudged",
    ]);
  });

  test("the table is aligned, also with Chinese names", async () => {
    some();
    const { out } = await account.run(["audit", "--stack", "dev"], { width: 200 });
    const [header = "", ...rows] = out.split("\n").slice(0, 5);
    expect(header).toMatch(/^IMAGE +NAME +PRODUCT +ZONE OR REGIONS +STATUS +CLASS +OWNER$/);
    const columns = rows.map((row) => [...row.replace(/\p{Script=Han}/gu, "##")].join("").indexOf(ZONE));
    expect(new Set(columns)).toEqual(new Set([header.indexOf("ZONE OR REGIONS")]));
    expect(out).toMatch(/4 custom images\. Findings: 1 orphaned, 1 unmanaged, 1 missing, 1 failed\.\n$/);
  });

  test("on a narrow terminal nothing is broken that is to be copied", async () => {
    some();
    const { out } = await account.run(["audit", "--stack", "dev"], { width: 40, hasColors: true });
    for (const { imageId } of account.emulator.images()) expect(out).toContain(imageId);
    expect(out).toContain("    pulumi-zenlayer audit --stack dev --plan plan.json\n");
    expect(out).toContain("\u001b[33morphaned\u001b[39m");
    expect(out).not.toMatch(/IMAGE +NAME/);
  });

  test("Markdown has a row for each image, and what is in a name stays there", async () => {
    some();
    addImage("a_b-c");
    const { out } = await account.run(["audit", "--stack", "dev", "--format", "markdown"]);
    expect(out.split("\n").filter((line) => line.startsWith("| `"))).toHaveLength(5);
    expect(out).toContain("a\\_b-c");
    expect(out).toContain(
      "`pulumi-zenlayer audit --stack dev --plan plan.json`, then `pulumi-zenlayer audit --apply plan.json`",
    );
  });

  test("an empty account is clean", async () => {
    const { code, out } = await account.run(["audit", "--stack", "dev"]);
    expect({ code, out }).toEqual({ code: 0, out: "0 custom images, no findings.\n" });
  });
});

describe("plan and apply", () => {
  let path: string;
  beforeEach(() => (path = join(folder, "plan.json")));

  const plan = (...args: string[]) => account.run(["audit", "--stack", "dev", ...args, "--plan", path]);
  const apply = () => account.run(["audit", "--apply", path]);
  const left = (): string[] => account.emulator.images().map(({ imageId }) => imageId);

  test("the plan names what is orphaned and unused, and nothing else", async () => {
    const orphan = addImage(workingName());
    const failed = addImage(workingName("db"), { imageStatus: "UNAVAILABLE" });
    const used = addImage(workingName("used"));
    account.emulator.addInstance({ instanceId: "i-front", zoneId: ZONE, imageId: used });
    const managed = addImage("web");
    addImage("by-hand");
    addImage(workingName("web", { project: "other", stack: "dev" }));
    account.stacks.dev = { resources: [imageState("web", { imageId: managed })] };
    const { code, err } = await plan();
    expect(code).toBe(1);
    expect(err).toBe(`${path}: 2 images to be deleted.\n`);
    const written = JSON.parse(readFileSync(path, "utf8")) as { delete: { imageId: string }[] };
    expect(written.delete.map(({ imageId }) => imageId).sort()).toEqual([orphan, failed].sort());
    expect(left()).toHaveLength(6);

    const result = await apply();
    expect(result.code).toBe(0);
    expect(result.out).toContain(`${orphan} deleted\n`);
    expect(result.out).toContain("2 images deleted.");
    expect(left()).toHaveLength(4);
    expect(left()).not.toContain(orphan);

    const again = await apply();
    expect(again.code).toBe(1);
    expect(again.out).toContain(`${orphan} kept: it is already gone`);
  });

  test("the remedy for an orphan, run as printed, leaves the audit clean", async () => {
    addImage(workingName());
    const commands = commandsOf(only(await audit())).filter((command) => command.startsWith("pulumi-zenlayer "));
    for (const command of commands) {
      const args = command.replace("plan.json", path).split(" ").slice(1);
      expect((await account.run(args)).code).toBeLessThan(2);
    }
    expect(await audit()).toMatchObject({ code: 0, images: [] });
  });

  const CHANGES: [string, (imageId: string) => void, RegExp][] = [
    ["renamed", (imageId) => account.emulator.renameImage(imageId, "finished"), /its name has changed to finished/],
    ["failed", (imageId) => account.emulator.failImage(imageId), /its status has changed to UNAVAILABLE/],
    ["deleted", (imageId) => account.emulator.removeImage(imageId), /it is already gone/],
    ["described", (imageId) => account.emulator.describeImage(imageId, "keep"), /its description has changed/],
    [
      "in use",
      (imageId) => void account.emulator.addInstance({ instanceId: "i-new", zoneId: ZONE, imageId }),
      /instances were created from it: i-new/,
    ],
    [
      "managed",
      (imageId) => void (account.stacks.dev = { resources: [imageState("web", { imageId })] }),
      /it is managed: In the state of stack dev as web/,
    ],
    [
      "adopted",
      (imageId) =>
        void (account.stacks.dev = {
          resources: [imageState("web", { imageId }, { inputs: { adoptImageId: imageId } })],
        }),
      /it is borrowed/,
    ],
    [
      "being worked on",
      () => void (account.stacks.dev = { locked: true }),
      /it is in-progress: .*A run has locked the stack/,
    ],
  ];

  test.each(CHANGES)("an image that is %s since the plan is left alone", async (_, change, says) => {
    const imageId = addImage(workingName());
    await plan();
    change(imageId);
    const before = left();
    const { code, out } = await apply();
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`^${imageId} kept: ${says.source}`, "m"));
    expect(left()).toEqual(before);
  });

  test("a change during the apply is seen, as long as what it changes is still to be read", async () => {
    let tried = 0;
    for (const [name, change] of CHANGES) {
      // What tells the change: the last of Pulumi's commands about the state or the lock, or the account's lists.
      const lastRead = { managed: "export", adopted: "export", "being worked on": "ls" }[name] ?? "Describe";
      for (let nth = 1, isOver = false; !isOver; nth++) {
        open();
        const imageId = addImage(workingName());
        await plan();
        const reads: string[] = [];
        account.onRead = (what) => {
          reads.push(what);
          if (reads.length === nth) change(imageId);
        };
        const { out } = await apply();
        account.onRead = () => undefined;
        const first = reads.findIndex((what) => what.startsWith("Describe"));
        const last = lastRead === "Describe" ? first : reads.findLastIndex((what) => what.endsWith(lastRead));
        isOver = nth - 1 >= last;
        if (nth - 1 > last) break;
        tried++;
        expect({ name, nth, out }).toEqual({ name, nth, out: expect.stringMatching(/ kept: /) });
        expect(reads).not.toContain("DeleteImages");
      }
    }
    expect(tried).toBeGreaterThan(3 * CHANGES.length);
  });

  testApplyUnderFaults({
    open: () => (open(), account),
    addOrphan: () => addImage(workingName()),
    addManaged() {
      const imageId = addImage("web");
      account.stacks.dev = { resources: [imageState("web", { imageId })] };
      return imageId;
    },
    ...{ left, plan, apply },
    ...{ service: "vm", faults: VM_FAULTS, actions: ["DescribeInstances", "DescribeImages", "DeleteImages"] },
    changes: CHANGES,
  });

  test("a delete that has to wait is not sent later: the image may be somebody's by then", async () => {
    for (const retryAfter of [1, 60]) {
      open();
      const imageId = addImage(workingName());
      await plan();
      account.emulator.faults.add({ action: "DeleteImages", kind: "429", retryAfter, times: 20 });
      const { code, out } = await apply();
      expect({ code, left: left() }).toEqual({ code: 1, left: [imageId] });
      expect(out).toMatch(
        new RegExp(`^${imageId} failed: the request could not be sent in time \\(.*apply the plan again`),
      );
      const lastLook = account.emulator.calls().findLast(({ action }) => action === "DescribeImages")!.at;
      for (const { action, at } of account.emulator.calls()) {
        if (action === "DeleteImages") expect(at - lastLook).toBeLessThanOrEqual(5_000);
      }
    }
  });

  test("where it is not known whether a run is in progress, an image has to stay orphaned for 30 minutes", async () => {
    account.stacks.dev!.locked = "unknown";
    const imageId = addImage(workingName());
    await plan();
    await account.clock.sleep(29 * 60_000);
    const early = await apply();
    expect({ code: early.code, left: left() }).toEqual({ code: 1, left: [imageId] });
    expect(early.out).toMatch(/ kept: this backend does not tell .* apply the plan again after \d\d:\d\d:\d\d UTC/);
    await account.clock.sleep(2 * 60_000);
    expect((await apply()).code).toBe(0);
    expect(left()).toEqual([]);
  });

  test("another backend: nothing is deleted", async () => {
    const imageId = addImage(workingName());
    await plan();
    account.backend = "https://api.pulumi.example/other";
    const { code, out } = await apply();
    expect({ code, left: left() }).toEqual({ code: 1, left: [imageId] });
    expect(out).toMatch(/kept: stack dev is read from another backend than when the plan was created/);
  });

  test("a stack that can no longer be read: nothing is deleted, exit status 2", async () => {
    const imageId = addImage(workingName());
    await plan();
    account.stacks.dev = { unreadable: true };
    const { code, out } = await apply();
    expect(code).toBe(2);
    expect(out).toMatch(/unknown: Nothing was done: Could not read stack dev/);
    expect(left()).toEqual([imageId]);
  });

  test("another key or endpoint: nothing is deleted", async () => {
    const imageId = addImage(workingName());
    await plan();
    writeFileSync(path, readFileSync(path, "utf8").replace(/"keyFingerprint": "\w+"/, '"keyFingerprint": "other"'));
    const { code, err } = await apply();
    expect(code).toBe(2);
    expect(err).toMatch(/another endpoint or with another access key/);
    expect(left()).toEqual([imageId]);
  });

  test("a plan that was edited deletes nothing that it could not have named", async () => {
    const orphan = addImage(workingName());
    const managed = addImage("web");
    const interrupted = addImage(workingName("db"));
    const others = addImage(workingName("web", { project: "other", stack: "dev" }));
    const used = addImage(workingName("used"));
    account.emulator.addInstance({ instanceId: "i-front", zoneId: ZONE, imageId: used });
    account.stacks.dev = {
      resources: [imageState("web", { imageId: managed }), imageState("db", { imageId: interrupted })],
    };
    await plan();
    const before = left();
    const written = JSON.parse(readFileSync(path, "utf8")) as { stacks: string[]; delete: object[] };
    const named = (id: string) => {
      const { imageId, imageName, zoneId, imageStatus } = account.emulator
        .images()
        .find((each) => each.imageId === id)!;
      return { imageId, imageName, zoneId, imageStatus, stack: "dev" };
    };
    const edit = async (change: object) => {
      writeFileSync(path, JSON.stringify({ ...written, ...change }));
      const { code, out } = await apply();
      expect(left()).toEqual(before);
      expect({ code, saysDeleted: / deleted\n/.test(out) }).toEqual({ code: 1, saysDeleted: false });
    };
    await edit({ delete: [managed, interrupted, others, used].map(named) });
    await edit({ stacks: [], delete: [orphan, managed, interrupted, others].map(named) });
    await edit({ delete: [{ ...named(orphan), stack: "prod" }] });
    await edit({ delete: [{ ...named(orphan), zoneId: "SIN-A" }] });
    await edit({ delete: [{ ...named(managed), imageName: workingName() }] });
  });

  test("an audit that is not complete writes no plan", async () => {
    addImage(workingName());
    account.emulator.faults.add({ action: "DescribeInstances", kind: "garbage" });
    const { code, err } = await plan();
    expect(code).toBe(2);
    expect(err).toMatch(/No plan was written/);
    expect(() => readFileSync(path)).toThrow();
  });

  test("a plan needs a stack that can be read again", async () => {
    const { code, err } = await account.run(["audit", "--plan", path]);
    expect(code).toBe(2);
    expect(err).toMatch(/--plan needs --stack/);
  });

  test.each([
    ["no JSON", "{"],
    ["an audit", '{"formatVersion":1}'],
    ["another version", '{"kind":"audit plan","formatVersion":2}'],
    [
      "an entry without an id",
      '{"kind":"audit plan","formatVersion":1,"time":"x","endpoint":"x","keyFingerprint":"x","stacks":["dev"],"delete":[{}]}',
    ],
  ])("%s instead of a plan: exit status 2", async (_, text) => {
    writeFileSync(path, text);
    const { code, err } = await apply();
    expect(code).toBe(2);
    expect(err).toMatch(/Could not read the plan/);
  });
});
