import { Recipe } from "./recipe";

let recipe: Recipe;
afterEach(() => recipe.close());

test("zec-regions: one image in four regions, and the next run continues where one of them has failed", async () => {
  recipe = await Recipe.open("zec-regions", { zec: { copyImageMs: 100 } });
  const { zec, faults } = recipe.emulator;
  faults.add({ action: "CopyImage", kind: "copyFails", regionId: "SEA-A" });
  await expect(recipe.run("pulumi up")).rejects.toThrow(/was not copied to SEA-A/);
  await recipe.follow("pulumi up");
  const [image, ...others] = zec.images();
  expect(others).toEqual([]);
  const regions = ["SEA-A", "asia-east-1", "asia-southeast-1", "europe-central-1"];
  expect(await recipe.stack.outputs()).toEqual({ imageId: image?.imageId, regions });
  expect([...image!.regionIds].sort()).toEqual(regions);
  await recipe.run("pulumi destroy");
  expect({ images: zec.images(), history: zec.history().length }).toEqual({ images: [], history: 1 });
});

test("zec-monthly-family: the last three months are kept in three regions, and a rollback creates and copies nothing", async () => {
  recipe = await Recipe.open("zec-monthly-family", { zec: { copyImageMs: 100 } });
  const { zec } = recipe.emulator;
  await recipe.follow("pulumi config set month 2026-10 && pulumi up");
  await recipe.follow("pulumi config set month 2026-11 && pulumi up");
  for (const month of ["2026-12", "2027-01"]) await recipe.run(`pulumi up --config month=${month}`);
  const regions = ["asia-east-1", "asia-southeast-1", "europe-central-1"];
  expect(zec.images().map(({ imageName, regionIds }) => [imageName, [...regionIds].sort()])).toEqual([
    ["edge-2026-11", regions],
    ["edge-2026-12", regions],
    ["edge-2027-01", regions],
  ]);
  const before = zec.history();
  await recipe.run("pulumi up --config month=2026-12");
  expect(zec.history()).toEqual(before);
  const current = zec.images().find(({ imageName }) => imageName === "edge-2026-12");
  expect(await recipe.stack.outputs()).toEqual({
    imageId: current?.imageId,
    regions,
    months: ["2027-01", "2026-12", "2026-11"],
  });
  await recipe.run("pulumi destroy");
  expect(zec.images()).toEqual([]);
});
