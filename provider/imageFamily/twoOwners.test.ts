import { LOGICAL_NAME, TestAccount, type TestContext } from "../../test/support/provider";
import * as customImage from "../customImage";
import * as zecImage from "../zecImage";
import * as zecFamily from "../zecImageFamily";
import * as vmFamily from ".";
import type { FamilyInputs } from ".";

// An image that was adopted as a version, and that the resource which created it still has in state.

interface Product {
  product: string;
  instanceId: string;
  image: Pick<typeof customImage, "check" | "create" | "diff" | "remove">;
  family: Pick<typeof vmFamily, "check" | "create" | "diff" | "remove">;
  names: () => string[];
}

let account: TestAccount;
beforeEach(() => {
  account = new TestAccount();
});

const PRODUCTS: Product[] = [
  {
    product: "virtual machines",
    instanceId: "i-web",
    image: customImage,
    family: vmFamily,
    names: () => account.emulator.images().map(({ imageName }) => imageName),
  },
  {
    product: "Elastic Compute",
    instanceId: "zec-web",
    image: zecImage as unknown as Product["image"],
    family: zecFamily as unknown as Product["family"],
    names: () => account.emulator.zec.images().map(({ imageName }) => imageName),
  },
];

describe.each(PRODUCTS)("$product", ({ instanceId, image, family, names }) => {
  const as = (ctx: TestContext, resource: string): TestContext => ({ ...ctx, resource });
  const nameOf = (name: string) => ({ __logicalName: { ...LOGICAL_NAME, name } });

  async function bothOwners() {
    const ctx = account.process();
    const given = await image.check(ctx, undefined, { ...nameOf("golden"), instanceId, imageName: "golden" });
    const made = await account.run(image.create(as(ctx, "golden"), given.inputs));
    const adoptVersions = { 1: made.id };
    const { inputs } = await family.check(ctx, undefined, { ...nameOf("web"), version: "1", adoptVersions });
    const adopted = await account.run(family.create(as(ctx, "web"), inputs));
    return { made, adopted, inputs, given: given.inputs };
  }

  test("a version stays when the resource that created its image is removed in a later run", async () => {
    const { made, adopted, inputs } = await bothOwners();
    const ctx = account.process();
    family.diff(as(ctx, "web"), adopted.id, adopted.outs, inputs);
    await account.run(image.remove(ctx, made.outs));
    expect(names()).toEqual(["web-1"]);
    expect(ctx.warnings).toEqual([expect.stringMatching(/because \w*ImageFamily "web" has it in state/)]);
  });

  test("an image stays when the family that has adopted it is removed in a later run", async () => {
    const { made, adopted, given } = await bothOwners();
    const ctx = account.process();
    image.diff(as(ctx, "golden"), made.id, made.outs, given);
    await account.run(family.remove(ctx, adopted.outs));
    expect(names()).toEqual(["web-1"]);
  });

  test("a family that adopts the images of the one it replaces keeps them from being deleted first", async () => {
    const { adopted, inputs } = await bothOwners();
    const ctx = account.process();
    family.diff(as(ctx, "web"), adopted.id, adopted.outs, inputs);
    const { version, adoptVersions } = inputs as FamilyInputs;
    await family.check(as(ctx, "web"), undefined, { ...nameOf("web"), version, adoptVersions });
    await expect(account.run(family.remove(as(ctx, "web"), adopted.outs))).rejects.toThrow("is to adopt it");
    expect(names()).toEqual(["web-1"]);
  });

  test("a family that nobody shares deletes its versions", async () => {
    const { adopted, inputs } = await bothOwners();
    const ctx = account.process();
    family.diff(as(ctx, "web"), adopted.id, adopted.outs, inputs as FamilyInputs);
    await account.run(family.remove(as(ctx, "web"), adopted.outs));
    expect(names()).toEqual([]);
  });

  test("a family deletes its versions under its old name when it is renamed by alias and replaced in the same run", async () => {
    const { adopted, inputs } = await bothOwners();
    const ctx = account.process();
    family.diff(as(ctx, "renamed"), adopted.id, adopted.outs, inputs as FamilyInputs);
    await account.run(family.remove(as(ctx, "web"), adopted.outs));
    expect(names()).toEqual([]);
  });
});
