import { FamilyAccount, type Product } from "../../test/reliability/families/familyAccount";
import * as zecFamily from "../zecImageFamily";
import * as vmFamily from ".";
import type { FamilyInputs } from "./state";

const PRODUCTS: Record<Product, { instanceId: string; verbs: Pick<typeof vmFamily, "preflightUpdate"> }> = {
  vm: { instanceId: "i-web", verbs: vmFamily },
  zec: { instanceId: "zec-web", verbs: zecFamily },
};

let world: FamilyAccount;
let product: Product;

const at = (version: string, more = {}): FamilyInputs => ({
  ...{ instanceId: PRODUCTS[product].instanceId, familyName: "web", version, keep: 5 },
  ...more,
});

async function open(of: Product): Promise<void> {
  product = of;
  world = await FamilyAccount.open({}, { product });
}

async function grow(...labels: string[]): Promise<void> {
  for (const label of labels) await world.succeeds({ web: at(label) });
}

/** What the preview of an update says. */
async function previewed(news: FamilyInputs): Promise<string[]> {
  const { provider } = world.engine;
  provider.informed.length = 0;
  expect(await PRODUCTS[product].verbs.preflightUpdate(provider.context, world.outputs(), news)).toEqual([]);
  return provider.informed;
}

const addImage = (imageName: string): { imageId: string } =>
  product === "vm"
    ? world.emulator.addImage({ imageName, zoneId: "HKG-A" })
    : world.emulator.zec.addImage({ imageName, sourceRegionId: "asia-east-1" });

function rename(imageName: string, other: string): void {
  const image = world.images().find((each) => each.imageName === imageName);
  if (!image) throw new Error(`there is no image ${imageName}`);
  if (product === "vm") world.emulator.renameImage(image.imageId, other);
  else world.emulator.zec.renameImage(image.imageId, other);
}

describe.each<Product>(["vm", "zec"])("%s: an image that was changed outside", (of) => {
  beforeEach(() => open(of));

  test("has its name restored, and the preview says so, also for the current version", async () => {
    await grow("1", "2");
    rename("web-2", "renamed");
    await world.engine.refresh();
    expect(await previewed(at("2"))).toEqual(["restores the name of web-2, which was changed outside Pulumi."]);
    await world.succeeds({ web: at("2") });
    expect(world.names()).toEqual(["web-1", "web-2"]);
    expect(world.engine.provider.progress).toContain('renaming "renamed" to web-2');
    expect(world.engine.provider.progress.join()).not.toContain("finishing web-2");
  });

  test("and is adopted: the run that adopted it may not have renamed it", async () => {
    const { imageId } = addImage("golden");
    const news = at("1", { adoptVersions: { "1": imageId } });
    await world.succeeds({ web: news });
    rename("web-1", "golden");
    await world.engine.refresh();
    expect(await previewed(news)).toEqual([`gives image ${imageId} ("golden") the name web-1.`]);
  });
});

describe("vm: a description that was changed outside", () => {
  beforeEach(() => open("vm"));

  test("is restored, and the preview and the progress of up say so", async () => {
    await world.succeeds({ web: at("1", { imageDescription: "first" }) });
    world.emulator.describeImage(world.image("web-1").imageId, "other");
    await world.engine.refresh();
    const news = at("1", { imageDescription: "first" });
    expect(await previewed(news)).toEqual(["restores the description of web-1, which was changed outside Pulumi."]);
    await world.succeeds({ web: news });
    expect(world.image("web-1").imageDescription).toBe("first");
    expect(world.engine.provider.progress).toContain("restoring the description of web-1");
  });
});

describe.each<Product>(["vm", "zec"])("%s: a plan", (of) => {
  beforeEach(() => open(of));

  test("that concerns no image is not called unfinished work", async () => {
    await grow("1");
    expect((await previewed(at("1", { keep: 4 }))).join()).not.toContain("earlier run");
  });

  test("that a finding says will fail is not announced beside it: the name is in use", async () => {
    await grow("1");
    addImage("web-2");
    expect(await previewed(at("2"))).toEqual([]);
    expect(world.engine.provider.warnings.join()).toContain('already has an image named "web-2"');
    expect((await world.up({ web: at("2") })).failures.join()).toContain('already has an image named "web-2"');
  });

  test("that a finding says will fail is not announced beside it: the instance runs", async () => {
    await grow("1");
    const { instanceId } = PRODUCTS[of];
    if (of === "vm") world.emulator.setInstanceStatus(instanceId, "RUNNING");
    else world.emulator.zec.setInstanceStatus(instanceId, "RUNNING");
    expect(await previewed(at("2"))).toEqual([]);
    expect(world.engine.provider.warnings.join()).toContain("is RUNNING");
  });
});

test.each<[Product, string, string]>([
  ["vm", "zec-web", "For an instance of Elastic Compute (zec), use ZecImage or ZecImageFamily."],
  ["zec", "i-web", "For a virtual machine (vm), use CustomImage or ImageFamily."],
])("%s: an instance of the other product is not found, and the finding says where to look", async (of, id, hint) => {
  await open(of);
  await grow("1");
  expect(await previewed(at("2", { instanceId: id }))).toEqual([]);
  expect(world.engine.provider.warnings.join()).toContain(hint);
});

test("vm: a full zone is not said to have one slot more", async () => {
  await open("vm");
  await grow("1");
  for (let n = 0; n < 4; n++) addImage(`other-${n}`);
  expect(await previewed(at("2"))).toEqual([]);
  expect(world.engine.provider.warnings.join()).toContain("no free slot");
});
