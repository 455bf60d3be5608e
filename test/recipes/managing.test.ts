import { join } from "node:path";
import { Recipe } from "./recipe";

let recipe: Recipe;
afterEach(() => recipe.close());

test("full-zone: the old image is deleted first, and its slot is used for the new one", async () => {
  recipe = await Recipe.open("full-zone", { quota: 1 });
  await recipe.follow("pulumi up");
  await recipe.follow("pulumi config set release 2 && pulumi up");
  expect(recipe.changes()).toEqual([
    ...["CreateImage", "ModifyImagesAttributes", "DeleteImages", "CreateImage", "ModifyImagesAttributes"],
  ]);
  expect(recipe.images()).toEqual(["HKG-A/golden-2"]);
});

test("adopt: released while it is borrowed, deleted once it is owned", async () => {
  recipe = await Recipe.open("adopt", { images: [{ zoneId: "SIN-A", imageName: "by-hand" }] });
  const [{ imageId } = { imageId: "" }] = recipe.emulator.images();
  const borrow = () => recipe.follow("pulumi config set imageId img-… && pulumi up", { "img-…": imageId });
  await borrow();
  await recipe.run("pulumi destroy");
  expect(recipe.images()).toEqual(["SIN-A/by-hand"]);

  await borrow();
  await recipe.follow("pulumi config set own true && pulumi up");
  await recipe.run("pulumi preview --expect-no-changes");
  await recipe.run("pulumi destroy");
  expect(recipe.images()).toEqual([]);
});

test("functions: existing images and free slots", async () => {
  recipe = await Recipe.open("functions", { images: [{ zoneId: "SIN-A", imageName: "golden-1" }] });
  recipe.emulator.setQuota("FRA-A", 0);
  await recipe.follow("pulumi up");
  expect(await recipe.stack.outputs()).toEqual({
    goldenImages: ["SIN-A/golden-1"],
    ubuntuVersions: ["22.04"],
    zonesWithFreeSlots: ["HKG-A", "SEL-A", "SIN-A"],
  });
  expect(recipe.changes()).toEqual([]);
});

test("two-accounts: each image in its own account, the second password encrypted", async () => {
  const seedFile = join(__dirname, "..", "..", "examples", "recipes", "two-accounts", "accounts.json");
  recipe = await Recipe.open("two-accounts", { seedFile });
  const settings =
    "pulumi config set partnerKeyId AKPARTNER && pulumi config set --secret partnerPassword partner-secret";
  await recipe.follow(settings);
  await recipe.follow("pulumi up");
  const owners = recipe.emulator.images().map(({ account, instanceId }) => `${account} ${instanceId}`);
  expect(owners.sort()).toEqual(["demo i-ours", "partner i-theirs"]);
  expect(recipe.stack.stateText()).not.toContain("partner-secret");
});
