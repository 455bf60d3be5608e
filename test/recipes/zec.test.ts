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
  expect([zec.images(), zec.history().length]).toEqual([[], 1]);
});
