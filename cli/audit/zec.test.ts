import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv";
import type { EmulatorOptions, Fault } from "../../emulator";
import { formatWorkingName, longWhatHash, resourceHash, stackHash } from "../../provider/customImage/workingName";
import { AuditAccount, imageState, zecImageState } from "../../test/support/auditAccount";
import type { CommandLineResult } from "../../test/support/commandLine";
import { FAILING_FAULTS, ZEC_FAULTS } from "../../test/support/faultKinds";
import { testApplyUnderFaults } from "../../test/support/planTests";
import type { Audit, AuditedImage } from "./audit";

const [HK, SG] = ["asia-east-1", "asia-southeast-1"] as const;
const IDENTITY = { project: "test", stack: "dev" };

let account: AuditAccount;
let folder: string;

function open(options: EmulatorOptions = {}): void {
  account = new AuditAccount({ zones: [{ zoneId: "HKG-A" }], ...options });
  account.stacks.dev = {};
}
beforeEach(() => {
  open();
  folder = mkdtempSync(join(tmpdir(), "audit-zec-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The name that the image of a resource has while it is unfinished: longer than that of `vm`. */
const workingName = (resource = "web", { project, stack } = IDENTITY): string =>
  formatWorkingName({
    prefix: resource,
    hasStopped: false,
    stack: stackHash({ project, stack }, 8),
    resource: resourceHash({ project, stack, name: resource }, "zenlayer:index:ZecImage", 8),
    what: longWhatHash("zec-web"),
    attempt: "aaaabbbb",
  });

const addImage = (imageName: string, more: object = {}): string =>
  account.emulator.zec.addImage({ sourceRegionId: HK, imageName, regionIds: [HK], ...more }).imageId;

const parsed = ({ out }: CommandLineResult): Audit => JSON.parse(out) as Audit;
const audit = async (...args: string[]): Promise<Audit & { code: number; err: string }> => {
  const result = await account.run(["audit", "--json", "--stack", "dev", ...args]);
  if (result.out === "") throw new Error(result.err);
  return { ...parsed(result), code: result.code, err: result.err };
};
const only = ({ images }: Audit): AuditedImage => {
  expect(images).toHaveLength(1);
  return images[0]!;
};
const commandsOf = ({ remedies }: AuditedImage): string[] => remedies.flatMap(({ commands }) => commands);

describe("ownership", () => {
  test("an image in the state of one stack is managed, by the plugin's type and by the dynamic class's", async () => {
    const imageId = addImage("web", { regionIds: [HK, SG] });
    for (const type of ["zenlayer:index:ZecImage", "pulumi-nodejs:dynamic/zenlayer:ZecImage"]) {
      account.stacks.dev = { resources: [{ ...zecImageState("web", { imageId }), type }] };
      const found = await audit();
      expect({ code: found.code, products: found.products }).toEqual({ code: 0, products: ["vm", "zec"] });
      expect(only(found)).toMatchObject({ product: "zec", regions: [HK, SG], ownership: "managed", remedies: [] });
      expect(only(found)).not.toHaveProperty("zoneId");
    }
  });

  test("an image in two states is owned twice; an adopted one is borrowed", async () => {
    const imageId = addImage("web");
    account.stacks.dev = { resources: [zecImageState("web", { imageId })] };
    account.stacks.prod = { resources: [zecImageState("golden", { imageId }, { stack: "prod" })] };
    const twice = await audit("--stack", "prod");
    expect({ code: twice.code, ownership: only(twice).ownership }).toEqual({ code: 1, ownership: "owned-twice" });
    expect(commandsOf(only(twice))).toEqual([
      "pulumi state delete 'urn:pulumi:dev::test::zenlayer:index:ZecImage::web' --stack dev".replaceAll("'", ""),
      "pulumi state delete 'urn:pulumi:prod::test::zenlayer:index:ZecImage::golden' --stack prod".replaceAll("'", ""),
    ]);
    account.stacks.dev = { resources: [zecImageState("web", { imageId }, { inputs: { adoptImageId: imageId } })] };
    expect(only(await audit()).ownership).toBe("borrowed");
  });

  test("an unfinished image of a given stack that no run has is orphaned; its resource is named", async () => {
    addImage(workingName());
    account.stacks.dev = { pending: [zecImageState("web", { imageId: "" })] };
    const found = await audit();
    expect(found.code).toBe(1);
    expect(only(found)).toMatchObject({ ownership: "orphaned", workingFor: { stack: "dev", resource: "web" } });
    expect(commandsOf(only(found))).toEqual([
      "pulumi up --stack dev",
      "pulumi-zenlayer audit --stack dev --plan plan.json",
      "pulumi-zenlayer audit --apply plan.json",
    ]);
  });

  test("a working name is of the resource's type: a CustomImage of the same name is not named", async () => {
    addImage(workingName());
    account.stacks.dev = { pending: [imageState("web", { imageId: "" })] };
    expect(only(await audit()).workingFor).toEqual({ stack: "dev" });
  });

  test.each([
    ["CREATING", "It is being created"],
    ["SYNCING", "It is being copied to other regions"],
    ["PROCESSING", "It is being changed"],
    ["DELETING", "It is being deleted"],
  ] as const)("an unfinished image that is %s is in progress", async (imageStatus, text) => {
    const imageId = addImage(workingName());
    account.emulator.zec.setImageStatus(imageId, imageStatus);
    const found = await audit();
    expect({ code: found.code, ownership: only(found).ownership }).toEqual({ code: 0, ownership: "in-progress" });
    expect(only(found).evidence).toContain(text);
  });

  test("while a run has the stack, an unfinished image is in progress", async () => {
    addImage(workingName());
    account.stacks.dev = { locked: true };
    expect(only(await audit())).toMatchObject({ ownership: "in-progress" });
  });

  test("an image that is being deleted is no finding; one that is only copied is unmanaged", async () => {
    account.emulator.zec.setImageStatus(addImage("by-hand"), "DELETING");
    const found = await audit();
    expect({ code: found.code, ownership: only(found).ownership }).toEqual({ code: 0, ownership: "in-progress" });
    account.emulator.zec.setImageStatus(only(found).imageId, "SYNCING");
    expect(only(await audit()).ownership).toBe("unmanaged");
  });

  test("an unfinished image of a stack that was not given, and everything else, is unmanaged", async () => {
    addImage(workingName("web", { project: "other", stack: "dev" }));
    expect(only(await audit()).ownership).toBe("unmanaged");
    open();
    const imageId = addImage("by-hand");
    const found = only(await audit());
    expect(found.ownership).toBe("unmanaged");
    expect(found.remedies[0]?.text).toBe(`Adopt it in a program, as a ZecImage: adoptImageId: "${imageId}"`);
    expect(commandsOf(found)).toEqual([`pulumi import zenlayer:index:ZecImage imported ${imageId}`]);
  });

  test("an image that was last seen with another key is not judged, although the account has an instance of that id", async () => {
    const record = { keyFingerprint: "another" };
    const theirs = { imageId: "image-theirs", instanceId: "zec-web", regions: [SG], __record: record };
    account.stacks.dev = { resources: [zecImageState("theirs", theirs)] };
    const found = await audit();
    expect(found).toMatchObject({
      images: [],
      notJudged: [{ product: "zec", regions: [SG], owners: [{ stack: "dev" }] }],
    });
  });

  test("an image in state that the account does not have is missing, one that was just created is in progress", async () => {
    const createdAt = new Date(account.clock.now() - 10_000).toISOString();
    account.stacks.dev = {
      resources: [
        zecImageState("web", { imageId: "image-gone", regions: [SG] }),
        zecImageState("new", { imageId: "image-new", createdAt }),
      ],
    };
    const found = await audit();
    expect(found.images).toMatchObject([
      { imageId: "image-gone", ownership: "missing", product: "zec", regions: [SG] },
      { imageId: "image-new", ownership: "in-progress" },
    ]);
    expect(found.images[0]!.evidence).toContain("Not among the custom images of Elastic Compute");
    expect(commandsOf(found.images[0]!)).toEqual(["pulumi refresh --stack dev"]);
    expect(found.code).toBe(1);
  });

  test("versions of a family are managed; an unfinished one that no state has is orphaned, and its family is named", async () => {
    const type = "zenlayer:index:ZecImageFamily";
    const ids = ["web-1", "web-2"].map((name) => addImage(name));
    const versions = ids.map((imageId, at) => ({ imageId, imageName: `web-${at + 1}`, version: String(at + 1) }));
    const hidden = versions.map(({ version, ...image }, sequence) => {
      return { version, sequence, image: { ...image, regions: [HK] } };
    });
    account.stacks.dev = {
      resources: [
        {
          ...{ urn: `urn:pulumi:dev::test::${type}::web`, type, id: "web", inputs: {} },
          outputs: { versions: versions.toReversed(), __versions: hidden },
        },
      ],
    };
    addImage(
      formatWorkingName({
        ...{ prefix: "web-3", hasStopped: false, what: longWhatHash("3"), attempt: "aaaabbbb" },
        stack: stackHash(IDENTITY, 8),
        resource: resourceHash({ ...IDENTITY, name: "web" }, type, 8),
      }),
    );
    const found = (await audit()).images.map(({ ownership, workingFor }) => [ownership, workingFor?.resource]);
    expect(found).toEqual([
      ["managed", undefined],
      ["managed", undefined],
      ["orphaned", "web"],
    ]);
  });

  test("one id in both products is of two images", async () => {
    account.emulator.addImage({ zoneId: "HKG-A", imageId: "image-1", imageName: "web" });
    addImage("web", { imageId: "image-1" });
    account.emulator.addInstance({ instanceId: "i-front", zoneId: "HKG-A", imageId: "image-1" });
    account.stacks.dev = { resources: [zecImageState("web", { imageId: "image-1" })] };
    expect((await audit()).images).toMatchObject([
      { product: "vm", zoneId: "HKG-A", ownership: "unmanaged", conditions: ["in-use"] },
      { product: "zec", ownership: "managed", conditions: [] },
    ]);
  });
});

describe("conditions", () => {
  test.each([
    ["UNAVAILABLE", [], ["failed"], /it is UNAVAILABLE and keeps a slot/],
    ["FAILED", [], ["failed"], /it is FAILED and keeps a slot/],
    // Of a copy that has failed: the image can be used where it is.
    ["FAILED", [HK], [], /In the state of stack dev/],
  ] as const)("an image that is %s in %j", async (imageStatus, regionIds, conditions, says) => {
    const imageId = addImage("web");
    account.emulator.zec.setImageStatus(imageId, imageStatus);
    account.emulator.zec.setRegions(imageId, [...regionIds]);
    account.stacks.dev = { resources: [zecImageState("web", { imageId })] };
    const found = await audit();
    expect({ code: found.code, conditions: only(found).conditions }).toEqual({ code: conditions.length, conditions });
    expect(only(found).evidence.join()).toMatch(says);
    expect(commandsOf(only(found))).toEqual(conditions.length === 0 ? [] : ["pulumi up --stack dev"]);
  });

  test.each([
    ["web", "CREATING", 61, ["stuck"]],
    ["web", "CREATING", 59, []],
    // Copies are of the creation as long as the image has its working name.
    [workingName(), "SYNCING", 61, ["stuck"]],
    [workingName(), "SYNCING", 59, []],
    ["web", "SYNCING", 61, []],
  ] as const)("image %s that is %s, created %i minutes ago", async (imageName, imageStatus, minutes, conditions) => {
    const imageId = addImage(imageName);
    account.emulator.zec.setImageStatus(imageId, imageStatus);
    const createdAt = new Date(account.clock.now() - minutes * 60_000).toISOString();
    account.stacks.dev = { resources: [zecImageState("web", { imageId, createdAt })] };
    const found = only(await audit());
    expect(found.conditions).toEqual(conditions);
    if (conditions.length > 0) expect(found.evidence).toContain(`It is still ${imageStatus} after its create timeout`);
  });

  test("an image that instances were created from", async () => {
    const imageId = addImage("web");
    account.emulator.zec.addInstance({
      instanceId: "zec-front",
      zoneId: "asia-east-1a",
      imageId,
      status: "RECYCLE",
    });
    expect(only(await audit())).toMatchObject({
      conditions: ["in-use"],
      usedBy: [{ instanceId: "zec-front", instanceStatus: "RECYCLE" }],
    });
  });
});

describe("reading", () => {
  test("Elastic Compute takes two calls, and one more for each further page", async () => {
    await audit("--product", "zec");
    expect(account.emulator.calls().map(({ service, action }) => `${service} ${action}`)).toEqual([
      "zec DescribeCustomImages",
      "zec DescribeInstances",
    ]);
    const images = Array.from({ length: 1_001 }, (_, at) => ({ sourceRegionId: HK, imageName: `image-${at}` }));
    open({ zec: { images } });
    expect((await audit("--product", "zec")).images).toHaveLength(1_001);
    // A list of several pages counts once two readings agree.
    expect(account.emulator.calls()).toHaveLength(2 * 2 + 1);
  });

  test("a fault at any page gives exit status 2 and never clean", async () => {
    const images = Array.from({ length: 1_001 }, (_, at) => ({ sourceRegionId: HK, imageName: `image-${at}` }));
    const instances = Array.from({ length: 1_001 }, (_, at) => ({ instanceId: `i-${at}`, zoneId: "asia-east-1a" }));
    open({ zec: { images, instances } });
    for (const action of ["DescribeCustomImages", "DescribeInstances"]) {
      for (const nth of [1, 2, 3, 4]) {
        for (const kind of FAILING_FAULTS.filter((_, at) => (at + nth) % 5 === 0)) {
          account.emulator.faults.add({ service: "zec", action, nth, kind, times: 10_000 });
          const { code, out } = await account.run(["audit", "--stack", "dev", "--fail-on", "none", "--product", "zec"]);
          account.emulator.faults.clear();
          expect({ action, nth, kind, code }).toEqual({ action, nth, kind, code: 2 });
          expect(out).toContain("not complete");
          expect(out).not.toContain("no findings");
        }
      }
    }
  });

  test("an image that cannot be read: exit status 2, and none is missing", async () => {
    const item = { imageId: "image-x" };
    const body = { requestId: "T", response: { requestId: "T", totalCount: 1, dataSet: [item] } };
    account.stacks.dev = { resources: [zecImageState("web", { imageId: "image-gone" })] };
    account.emulator.faults.add({ action: "DescribeCustomImages", kind: "body", body });
    const found = await audit();
    expect({ code: found.code, images: found.images }).toEqual({ code: 2, images: [] });
    expect(found.incomplete).toEqual([expect.stringMatching(/^An image of Elastic Compute could not be read: /)]);
  });

  /** As the service answers a key that may not do it; it has no code for a product that is not activated. */
  const refuse = (service: Fault["service"]): void => {
    const body = { requestId: "T", code: "AUTHFAILURE_UNAUTHORIZED_OPERATION", message: "no permission" };
    account.emulator.faults.add({ service, action: "*", kind: "body", status: 401, body, times: 100 });
  };

  test("without access to Elastic Compute: exit status 2, what is not read is said, and --product vm leaves it out", async () => {
    refuse("zec");
    account.stacks.dev = { resources: [zecImageState("web", { imageId: "image-1" })] };
    account.emulator.addImage({ zoneId: "HKG-A", imageName: "by-hand" });
    const found = await audit("--fail-on", "none");
    expect({ code: found.code, product: only(found).product }).toEqual({ code: 2, product: "vm" });
    expect([...found.incomplete].sort()).toEqual([
      expect.stringMatching(/ has no access to Elastic Compute\. .* there, add --product vm\.$/),
      expect.stringMatching(/^The images of Elastic Compute could not be listed: .*do not allow zec Describe/),
      expect.stringMatching(/^The instances of Elastic Compute could not be listed: /),
    ]);
    const rest = await audit("--fail-on", "none", "--product", "vm");
    expect({ code: rest.code, products: rest.products, incomplete: rest.incomplete }).toEqual({
      code: 0,
      products: ["vm"],
      incomplete: [],
    });
    expect(rest.err).toBe("--product vm leaves out what stack dev has of the other product: 1 ZecImage.\n");
  });

  test("--product zec reads nothing of vm", async () => {
    refuse("vm");
    account.stacks.dev = { resources: [imageState("web", { imageId: "img-1" })] };
    addImage("by-hand");
    const found = await audit("--product", "zec");
    expect({ code: found.code, products: found.products, zones: found.zones, product: only(found).product }).toEqual({
      code: 1,
      products: ["zec"],
      zones: [],
      product: "zec",
    });
    expect(found.err).toBe("--product zec leaves out what stack dev has of the other product: 1 CustomImage.\n");
  });

  test("what is in the baseline does not count; one without products is of vm", async () => {
    const path = join(folder, "baseline.json");
    const imageId = addImage("by-hand");
    const { out } = await account.run(["audit", "--json", "--stack", "dev"]);
    writeFileSync(path, out);
    expect(await audit("--baseline", path)).toMatchObject({ code: 0, images: [{ imageId, known: true }] });
    writeFileSync(path, out.replace(/ *"product": "zec",\n/, ""));
    expect((await audit("--baseline", path)).code).toBe(1);
  });
});

test("table, Markdown and JSON show where an image is", async () => {
  addImage("web", { regionIds: [HK, SG] });
  account.emulator.addImage({ zoneId: "HKG-A", imageName: "old" });
  const table = await account.run(["audit", "--stack", "dev"], { width: 200 });
  expect(table.out).toMatch(/^\S+ +old +vm +HKG-A +AVAILABLE/m);
  expect(table.out).toMatch(/^\S+ +web +zec +asia-east-1, asia-southeast-1 +AVAILABLE/m);
  const narrow = await account.run(["audit", "--stack", "dev"], { width: 40 });
  expect(narrow.out).toContain("  zec asia-east-1, asia-southeast-1\n");
  const markdown = await account.run(["audit", "--stack", "dev", "--format", "markdown"]);
  expect(markdown.out).toContain("| web | zec | asia-east-1, asia-southeast-1 | AVAILABLE |");
  const schema = JSON.parse(readFileSync(join(__dirname, "..", "..", "docs", "audit.schema.json"), "utf8")) as object;
  const validate = new Ajv({ strict: true, formats: { "date-time": true } }).compile(schema);
  validate(JSON.parse((await account.run(["audit", "--json", "--stack", "dev"])).out));
  expect(validate.errors).toBeNull();
});

describe("plan and apply", () => {
  let path: string;
  beforeEach(() => (path = join(folder, "plan.json")));

  const plan = (...args: string[]) => account.run(["audit", "--stack", "dev", ...args, "--plan", path]);
  const apply = () => account.run(["audit", "--apply", path]);
  const left = (): string[] => account.emulator.zec.images().map(({ imageId }) => imageId);

  test("an orphan is deleted in all regions; the plan holds images of both products", async () => {
    open({ zec: { deleteImageMs: 5 * 60_000 } });
    const orphan = addImage(workingName(), { regionIds: [HK, SG], tags: [{ key: "env", value: "prod" }] });
    const used = addImage(workingName("used"));
    account.emulator.zec.addInstance({ instanceId: "zec-front", zoneId: "asia-east-1a", imageId: used });
    addImage(workingName("web", { project: "other", stack: "dev" }));
    const managed = addImage("web");
    const short = formatWorkingName({
      prefix: "db",
      hasStopped: false,
      ...{ stack: stackHash(IDENTITY), resource: "aaaa", what: "aaaa", attempt: "aaaa" },
    });
    const vm = account.emulator.addImage({ zoneId: "HKG-A", imageName: short }).imageId;
    account.stacks.dev = { resources: [zecImageState("web", { imageId: managed })] };
    expect((await plan()).err).toBe(`${path}: 2 images to be deleted.\n`);
    const written = JSON.parse(readFileSync(path, "utf8")) as { delete: object[] };
    expect(written.delete).toEqual([
      expect.objectContaining({ imageId: vm, zoneId: "HKG-A" }),
      expect.objectContaining({ imageId: orphan, product: "zec", regions: [HK, SG], tags: { env: "prod" } }),
    ]);
    const { code, out } = await apply();
    expect({ code, out }).toEqual({ code: 0, out: `${vm} deleted\n${orphan} deleted\n2 images deleted.\n` });
    expect(left()).toHaveLength(3);
    expect(account.emulator.images()).toEqual([]);
    expect((await apply()).out).toContain(`${orphan} kept: it is already gone`);
  });

  const CHANGES: [string, (imageId: string) => void, RegExp][] = [
    ["renamed", (id) => account.emulator.zec.renameImage(id, "finished"), /its name has changed to finished/],
    ["failed", (id) => unusable(id), /its status has changed to FAILED/],
    ["copied", (id) => account.emulator.zec.setRegions(id, [HK, SG]), /its regions have changed/],
    ["being copied", (id) => account.emulator.zec.setImageStatus(id, "SYNCING"), /its status has changed to SYNCING/],
    [
      "tagged",
      (id) => account.emulator.zec.setLabels(id, { tags: [{ key: "keep", value: "yes" }] }),
      /its tags have changed/,
    ],
    [
      "moved",
      (id) => account.emulator.zec.setLabels(id, { resourceGroupId: "rg-team" }),
      /its resource group has changed/,
    ],
    ["deleted", (id) => account.emulator.zec.removeImage(id), /it is already gone/],
    [
      "in use",
      (imageId) => void account.emulator.zec.addInstance({ instanceId: "zec-new", zoneId: "asia-east-1a", imageId }),
      /instances were created from it: zec-new/,
    ],
    [
      "managed",
      (imageId) => void (account.stacks.dev = { resources: [zecImageState("web", { imageId })] }),
      /it is managed: In the state of stack dev as web/,
    ],
    [
      "adopted",
      (imageId) =>
        void (account.stacks.dev = {
          resources: [zecImageState("web", { imageId }, { inputs: { adoptImageId: imageId } })],
        }),
      /it is borrowed/,
    ],
    [
      "being worked on",
      () => void (account.stacks.dev = { locked: true }),
      /it is in-progress: .*A run has locked the stack/,
    ],
  ];
  const unusable = (imageId: string): void => {
    account.emulator.zec.failImage(imageId);
    account.emulator.zec.setRegions(imageId, []);
  };

  test.each(CHANGES)("an image that is %s since the plan is left alone", async (_, change, says) => {
    const imageId = addImage(workingName());
    await plan();
    change(imageId);
    const before = left();
    const { code, out } = await apply();
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`^${imageId} kept: ${says.source}`, "m"));
    expect({
      left: left(),
      hasDeleted: account.emulator.calls().some(({ action }) => action === "DeleteImages"),
    }).toEqual({
      left: before,
      hasDeleted: false,
    });
  });

  test("a change during the apply is seen, as long as what it changes is still to be read", async () => {
    for (const [name, change] of CHANGES) {
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
        const first = reads.findIndex((what) => what.includes("Describe"));
        const last = lastRead === "Describe" ? first : reads.findLastIndex((what) => what.endsWith(lastRead));
        isOver = nth - 1 >= last;
        if (nth - 1 > last) break;
        expect({ name, nth, out }).toEqual({ name, nth, out: expect.stringMatching(/ kept: /) });
        expect(reads).not.toContain("zec DeleteImages");
      }
    }
  });

  testApplyUnderFaults({
    open: () => (open(), account),
    addOrphan: () => addImage(workingName()),
    addManaged() {
      const imageId = addImage("web");
      account.stacks.dev = { resources: [zecImageState("web", { imageId })] };
      return imageId;
    },
    ...{ left, plan, apply },
    ...{ service: "zec", faults: ZEC_FAULTS, actions: ["DescribeInstances", "DescribeCustomImages", "DeleteImages"] },
    changes: CHANGES,
  });

  test("an id that the service lists as not deleted is reported as failed", async () => {
    const imageId = addImage(workingName());
    await plan();
    account.emulator.faults.add({ action: "DeleteImages", kind: "failedIds", times: 100 });
    const { code, out } = await apply();
    expect({ code, left: left() }).toEqual({ code: 1, left: [imageId] });
    expect(out).toMatch(new RegExp(`^${imageId} failed: `));
  });

  test("where it is not known whether a run is in progress, an image has to stay orphaned for 90 minutes", async () => {
    account.stacks.dev!.locked = "unknown";
    const imageId = addImage(workingName());
    await plan();
    await account.clock.sleep(89 * 60_000);
    const early = await apply();
    expect({ code: early.code, left: left() }).toEqual({ code: 1, left: [imageId] });
    expect(early.out).toMatch(/ kept: this backend does not tell .* for 90 minutes: apply the plan again after/);
    await account.clock.sleep(2 * 60_000);
    expect({ code: (await apply()).code, left: left() }).toEqual({ code: 0, left: [] });
  });

  test("a plan that was edited deletes nothing that it could not have named", async () => {
    const orphan = addImage(workingName());
    const managed = addImage("web");
    const others = addImage(workingName("web", { project: "other", stack: "dev" }));
    const used = addImage(workingName("used"));
    account.emulator.zec.addInstance({ instanceId: "zec-front", zoneId: "asia-east-1a", imageId: used });
    account.stacks.dev = { resources: [zecImageState("web", { imageId: managed })] };
    await plan();
    const before = left();
    const written = JSON.parse(readFileSync(path, "utf8")) as { delete: Record<string, unknown>[] };
    const [entry] = written.delete;
    const named = (id: string): object => {
      const { imageId, imageName } = account.emulator.zec.images().find((each) => each.imageId === id)!;
      return { ...entry, imageId, imageName };
    };
    const edit = async (change: object, code = 1) => {
      writeFileSync(path, JSON.stringify({ ...written, ...change }));
      const result = await apply();
      expect({ left: left(), code: result.code, saysDeleted: / deleted\n/.test(result.out) }).toEqual({
        left: before,
        code,
        saysDeleted: false,
      });
    };
    await edit({ delete: [managed, others, used].map(named) });
    await edit({ stacks: [], delete: [orphan, managed, others].map(named) });
    await edit({ delete: [{ ...entry, product: "vm", zoneId: "HKG-A" }] });
    await edit({ delete: [{ ...entry, regions: undefined }] });
    await edit({ delete: [{ ...entry, product: "zec2" }] }, 2);
    await edit({ delete: [{ ...entry, product: undefined }] }, 2);
  });
});
