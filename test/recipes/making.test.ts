import { Recipe } from "./recipe";

let recipe: Recipe;
afterEach(() => recipe.close());

test("stopped-instance: a new release is a new image, created before the old one goes", async () => {
  recipe = await Recipe.open("stopped-instance");
  await recipe.follow("pulumi up");
  expect(recipe.images()).toEqual(["HKG-A/golden-1"]);
  await recipe.follow("pulumi config set release 2 && pulumi up");
  expect(recipe.images()).toEqual(["HKG-A/golden-2"]);
  expect(recipe.changes()).toEqual([
    ...["CreateImage", "ModifyImagesAttributes", "CreateImage", "ModifyImagesAttributes", "DeleteImages"],
  ]);
  await recipe.run("pulumi destroy");
  expect(recipe.images()).toEqual([]);
});

test("running-instance: the preview announces the interruption, and the instance runs again", async () => {
  recipe = await Recipe.open("running-instance");
  expect(await recipe.run("pulumi preview")).toContain("will power off i-db (db, HKG-A)");
  expect(recipe.changes()).toEqual([]);
  await recipe.follow("pulumi up");
  expect(recipe.changes()).toEqual(["StopInstances", "CreateImage", "StartInstances", "ModifyImagesAttributes"]);
  expect(recipe.emulator.instance("i-db")?.instanceStatus).toBe("RUNNING");
  expect(recipe.images()).toHaveLength(1);
});

test("outlive-builder: the image stays without its builder, and is protected from deletion", async () => {
  recipe = await Recipe.open("outlive-builder");
  await recipe.follow("pulumi config set builder i-web && pulumi up");
  recipe.emulator.removeInstance("i-web");
  expect(await recipe.follow("pulumi config rm builder && pulumi up")).toMatch(/Resources:\s+2 unchanged/);
  expect((await recipe.stack.destroy()).code).not.toBe(0);
  expect(recipe.changes()).toEqual(["CreateImage", "ModifyImagesAttributes"]);
});

test("three-zones: one image in each zone", async () => {
  recipe = await Recipe.open("three-zones");
  await recipe.follow("pulumi up");
  const zones = recipe.emulator.images().map(({ zoneId }) => zoneId);
  expect(zones.sort()).toEqual(["FRA-A", "HKG-A", "SIN-A"]);
  await recipe.run("pulumi destroy");
  expect(recipe.images()).toEqual([]);
});
