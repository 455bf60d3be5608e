import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LOGICAL_NAME, TestAccount, type TestContext } from "../test/support/provider";
import { resourceOf, type Resource } from "./registry";
import { SharedTakeovers } from "./hosts/takeovers";

// All four resources share most of their messages. Each message calls a resource by the name of its own type.

const ANY_TYPE = /\b(?:CustomImage|ZecImage|ImageFamily|ZecImageFamily)\b/g;

interface Product {
  product: string;
  image: string;
  family: string;
  instanceId: string;
}
const PRODUCTS: Product[] = [
  { product: "virtual machines", image: "CustomImage", family: "ImageFamily", instanceId: "i-web" },
  { product: "Elastic Compute", image: "ZecImage", family: "ZecImageFamily", instanceId: "zec-web" },
];

const verbs = (type: string): Resource => resourceOf(`zenlayer:index:${type}`);
const typesIn = (texts: string[]): string[] => [...new Set(texts.join("\n").match(ANY_TYPE))].sort();
const as = (ctx: TestContext, resource: string): TestContext => ({ ...ctx, resource });

test("no text of a message contains the name of a type: it is given to it", () => {
  const folder = join(__dirname, "messages");
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const code = readFileSync(join(folder, file), "utf8").replace(/\/\*[^]*?\*\//g, "");
    expect([file, code.match(ANY_TYPE)]).toEqual([file, null]);
  }
});

describe.each(PRODUCTS)("$product", ({ image, family, instanceId }) => {
  let account: TestAccount;
  let ctx: TestContext;
  let made: Awaited<ReturnType<Resource["create"]>>;
  beforeEach(async () => {
    account = new TestAccount();
    ctx = account.process();
    made = await create(image, "golden", { instanceId, imageName: "golden" });
  });

  async function inputsOf(type: string, name: string, news: object, more = {}): Promise<object> {
    const given = { ...news, ...more, __logicalName: { ...LOGICAL_NAME, name } };
    const { inputs, failures } = await verbs(type).check(as(ctx, name), undefined, given);
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join(" "));
    return inputs;
  }
  async function begin(type: string, name: string, news: object) {
    return verbs(type).create(as(ctx, name), await inputsOf(type, name, news));
  }
  const create = (type: string, name: string, news: object) => account.run(begin(type, name, news));
  /** What deleting the image of `golden` reports. */
  async function removeGolden(): Promise<string> {
    const end = await account.run(
      verbs(image)
        .remove(as(ctx, "golden"), made.outs)
        .then(
          () => "",
          (error: Error) => error.message,
        ),
    );
    return [...ctx.warnings, end].join("\n");
  }
  const adoption = (type: string) =>
    type === image ? { adoptImageId: made.id } : { version: "1", adoptVersions: { 1: made.id } };
  const inputOf = (type: string) => (type === image ? "adoptImageId" : "adoptVersions");

  test.each(["image", "family"])("the %s that is to adopt it, and has not done so", async (kind) => {
    const type = kind === "image" ? image : family;
    await inputsOf(type, "next", adoption(type));
    expect(await removeGolden()).toContain(`${type} "next" is to adopt it (${inputOf(type)} or import)`);
    expect(typesIn(ctx.warnings)).toEqual([]);
  });

  test.each(["image", "family"])("the %s that has adopted it", async (kind) => {
    const type = kind === "image" ? image : family;
    await create(type, "next", adoption(type));
    const text = await removeGolden();
    expect(text).toContain(`because ${type} "next" has it in state`);
    expect(typesIn([text])).toEqual([type]);
  });

  test.each(["image", "family"])("the %s that could not adopt it", async (kind) => {
    const type = kind === "image" ? image : family;
    account.emulator.faults.add({ action: "*", kind: "body", ...DENIED });
    const failure = await account.failure(begin(type, "next", adoption(type)));
    expect(typesIn([failure.message])).toEqual([]);
    account.emulator.faults.clear();
    const text = await removeGolden();
    expect(text).toMatch(
      new RegExp(`${type} "next" was to adopt it \\(${inputOf(type)} or import\\), and that failed`),
    );
    expect(typesIn([text])).toEqual([type]);
  });

  test("the image that only reads it", async () => {
    await account.run(verbs(image).read(as(ctx, "reader"), made.id, {}));
    expect(await removeGolden()).toContain(`${image} "reader" reads it (get)`);
  });

  test("two owners", async () => {
    await create(family, "web", adoption(family));
    const inputs = await inputsOf(image, "golden", { instanceId, imageName: "web-1" });
    verbs(image).diff(as(ctx, "golden"), made.id, { ...made.outs, imageName: "web-1" }, inputs);
    expect(ctx.warnings).toEqual([
      expect.stringContaining(`owned by several resources: ${image} "golden" and ${family} "web"`),
    ]);
  });

  test.each(["image", "family"])("what the preview of the %s reports", async (kind) => {
    const type = kind === "image" ? image : family;
    account.emulator.setInstanceStatus("i-web", "RUNNING");
    account.emulator.zec.setInstanceStatus("zec-web", "RUNNING");
    await inputsOf(type, "next", { instanceId, ...(kind === "family" && { version: "1" }) }, { __preview: true });
    expect(ctx.warnings.join()).toMatch(new RegExp(`^${type} "next": instance ${instanceId} .* is RUNNING`));
    expect(typesIn([...ctx.warnings, ...ctx.informed])).toEqual([type]);
  });

  test("a takeover that other processes cannot see", async () => {
    ctx = account.process();
    const warnings: string[] = [];
    const place = { address: "127.0.0.1:1", folders: [], now: () => 0, isAlive: () => true, atExit: () => undefined };
    const takeovers = new SharedTakeovers({ ...place, warn: (text) => void warnings.push(text) });
    Object.assign(ctx.process, { takeovers });
    await inputsOf(image, "next", { adoptImageId: made.id });
    expect(warnings).toEqual([expect.stringContaining(`cannot see that ${image} "next" adopts image ${made.id}`)]);
  });
});

const DENIED = { status: 403, body: { code: "DENIED", message: "no", requestId: "r" }, times: 99 } as const;
