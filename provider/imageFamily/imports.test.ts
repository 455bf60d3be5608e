import { TestAccount, type TestContext } from "../../test/support/provider";
import * as zecFamily from "../zecImageFamily";
import * as vmFamily from ".";
import type { FamilyState } from ".";

// `pulumi import` finds the versions of a family by their names alone.

let account: TestAccount;
beforeEach(() => {
  account = new TestAccount();
});

interface Kind {
  product: string;
  idOf: (familyName: string) => string;
  verbs: typeof vmFamily;
  add: (imageName: string) => string;
  names: () => string[];
  unfinished: string;
}

const HASHES = "abcdefgh";
const KINDS: Kind[] = [
  {
    product: "virtual machines",
    idOf: (familyName) => `HKG-A/${familyName}`,
    verbs: vmFamily,
    add: (imageName) => account.emulator.addImage({ zoneId: "HKG-A", imageName }).imageId,
    names: () => account.emulator.images().map(({ imageName }) => imageName),
    unfinished: `web--z1n${HASHES.repeat(2)}`,
  },
  {
    product: "Elastic Compute",
    idOf: (familyName) => familyName,
    verbs: zecFamily as unknown as typeof vmFamily,
    add: (imageName) => account.emulator.zec.addImage({ sourceRegionId: "asia-east-1", imageName }).imageId,
    names: () => account.emulator.zec.images().map(({ imageName }) => imageName),
    unfinished: `web-2-z1n${HASHES.repeat(4)}`,
  },
];

describe.each(KINDS)("families of $product", ({ idOf, verbs, add, names, unfinished }) => {
  const as = (ctx: TestContext, resource: string): TestContext => ({ ...ctx, resource });

  async function imported(ctx: TestContext, familyName = "web"): Promise<FamilyState> {
    const id = idOf(familyName);
    const found = await account.run(verbs.read(ctx, id));
    if (found === undefined) throw new Error("there is no family");
    verbs.diff(ctx, id, found.outs, { ...found.inputs, familyName, version: found.outs.version ?? "" });
    return found.outs;
  }

  test("an image that a run has not finished is no version", async () => {
    add("web-1");
    add(unfinished);
    const { versions } = await imported(as(account.process(), "web"));
    expect(versions.map(({ version }) => version)).toEqual(["1"]);
  });

  test("imported under another name, a family keeps its images when the old resource is removed in the same run", async () => {
    for (const name of ["web-1", "web-2"]) add(name);
    const olds = await imported(as(account.process(), "old"));
    const ctx = account.process();
    await imported(as(ctx, "new"));
    await account.run(verbs.remove(ctx, olds));
    expect(names()).toEqual(["web-1", "web-2"]);
    expect(ctx.warnings).toHaveLength(2);
  });

  test("an adoption protects an image of a family that was imported by an earlier version, as was the adopting one", async () => {
    const imageIds = ["old-1", "web-1"].map(add);
    const importedBefore = async (familyName: string): Promise<FamilyState> => {
      const state = await imported(as(account.process(), familyName), familyName);
      const { generation: _, ...record } = state.__record;
      return { ...state, __record: record };
    };
    const [old, web] = [await importedBefore("old"), await importedBefore("web")];
    const ctx = account.process();
    const inputs = { familyName: "web", version: "1", adoptVersions: { 0: imageIds[0]! } };
    await account.run(verbs.update(as(ctx, "web"), web, inputs));
    await account.run(verbs.remove(ctx, old));
    expect(names().sort()).toEqual(["web-0", "web-1"]);
  });

  test("a family that an earlier version imported is deleted under its old name when it is renamed by alias and replaced", async () => {
    for (const name of ["web-1", "web-2"]) add(name);
    const found = await imported(as(account.process(), "web"));
    const { generation: _, ...record } = found.__record;
    const olds = { ...found, __record: record };
    const ctx = account.process();
    verbs.diff({ ...as(ctx, "new"), urn: "urn:new" }, idOf("web"), olds, { familyName: "web", version: "2" });
    ctx.process.takeovers.release("urn:new");
    await account.run(verbs.remove(as(ctx, "web"), olds));
    expect(names()).toEqual([]);
  });

  test("the only resource of an imported family deletes its images", async () => {
    for (const name of ["web-1", "web-2"]) add(name);
    const ctx = account.process();
    const olds = await imported(as(ctx, "web"));
    await account.run(verbs.remove(ctx, olds));
    expect(names()).toEqual([]);
  });

  test("versions of a family that an earlier version imported are pruned in the run that adopts another", async () => {
    for (const name of ["web-1", "web-2"]) add(name);
    const other = add("other");
    const found = await imported(as(account.process(), "web"));
    const { generation: _, ...record } = found.__record;
    const olds = { ...found, __record: record };
    const ctx = as(account.process(), "web");
    const inputs = { familyName: "web", version: "3", keep: 1, adoptVersions: { 3: other } };
    verbs.diff(ctx, idOf("web"), olds, inputs);
    const news = await account.run(verbs.update(ctx, olds, inputs));
    expect(news.versions.map(({ version }) => version)).toEqual(["3"]);
    expect(names()).toEqual(["web-3"]);
  });
});
