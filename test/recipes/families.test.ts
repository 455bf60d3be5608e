import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../tools/run";
import { Recipe } from "./recipe";

let recipe: Recipe;
afterEach(() => recipe.close());

test("monthly-family: the last three months are kept, and a rollback creates nothing", async () => {
  recipe = await Recipe.open("monthly-family");
  await recipe.follow("pulumi config set month 2026-10 && pulumi up");
  await recipe.follow("pulumi config set month 2026-11 && pulumi up");
  for (const month of ["2026-12", "2027-01"]) await recipe.run(`pulumi up --config month=${month}`);
  expect(recipe.images().sort()).toEqual(["HKG-A/web-2026-11", "HKG-A/web-2026-12", "HKG-A/web-2027-01"]);
  const changes = recipe.changes().length;
  await recipe.run("pulumi up --config month=2026-12");
  expect(recipe.changes()).toHaveLength(changes);
  const idOf = (name: string) => recipe.emulator.images().find(({ imageName }) => imageName === name)?.imageId;
  expect(await recipe.stack.outputs()).toEqual({
    imageId: idOf("web-2026-12"),
    previousImageId: idOf("web-2027-01"),
    months: ["2027-01", "2026-12", "2026-11"],
  });
  await recipe.run("pulumi destroy");
  expect(recipe.images()).toEqual([]);
});

test("candidate: a failed check changes nothing, a successful one makes the candidate current", async () => {
  recipe = await Recipe.open("candidate");
  const { stack } = recipe;
  await recipe.follow("pulumi config set live 1 && pulumi config set candidate 1 && pulumi up");
  await recipe.follow("pulumi config set candidate 2 && pulumi up");
  const before = await stack.outputs();
  expect(before.liveImageId).not.toBe(before.candidateImageId);

  const promote = () => run("sh", ["promote.sh"], { cwd: stack.folder, env: { ...stack.env, PULUMI_STACK: "dev" } });
  const check = join(stack.folder, "check.sh");
  const right = readFileSync(check, "utf8");
  writeFileSync(check, "echo the candidate does not start; exit 1\n");
  const changes = recipe.changes().length;
  expect(await promote()).toMatchObject({ code: 1, output: expect.stringContaining("does not start") as string });
  expect(await stack.outputs()).toEqual(before);

  writeFileSync(check, right);
  expect(await promote()).toMatchObject({ code: 0 });
  expect((await stack.outputs()).liveImageId).toBe(before.candidateImageId);
  expect(recipe.changes()).toHaveLength(changes);
});

test("family-zones: the same versions in every zone", async () => {
  recipe = await Recipe.open("family-zones");
  await recipe.follow("pulumi config set release 1 && pulumi up");
  await recipe.follow("pulumi config set release 2 && pulumi up");
  const both = (zone: string) => [`${zone}/golden-1`, `${zone}/golden-2`];
  expect(recipe.images().sort()).toEqual([...both("FRA-A"), ...both("HKG-A"), ...both("SIN-A")]);
  expect((await recipe.stack.outputs()).imageIds).toHaveLength(3);
});

test("family-environments: each environment uses the version that it has chosen", async () => {
  recipe = await Recipe.open("family-environments");
  const { stack } = recipe;
  // The environment is a second stack of the project, as `pulumi stack init production` makes it.
  const states = join(stack.folder, "state", ".pulumi", "stacks", "zenlayer-family-environments");
  const state = readFileSync(join(states, "dev.json"), "utf8");
  writeFileSync(join(states, "production.json"), state.replace("/dev", "/production"));
  cpSync(join(stack.folder, "Pulumi.dev.yaml"), join(stack.folder, "Pulumi.production.yaml"));
  const inProduction = async (...commands: string[]) => {
    const env = { ...stack.env, PULUMI_STACK: "production" };
    for (const command of commands) {
      const args = [...command.split(" "), "--non-interactive"];
      const { code, output } = await run("pulumi", args, { cwd: stack.folder, env });
      if (code !== 0) throw new Error(output);
    }
    return run("pulumi", ["stack", "output", "imageId"], { cwd: stack.folder, env });
  };
  await recipe.follow("pulumi config set release 1 && pulumi up");
  const idOf = (name: string) => recipe.emulator.images().find(({ imageName }) => imageName === name)?.imageId;

  const images = "config set images organization/zenlayer-family-environments/dev";
  const up = "up --yes --skip-preview";
  expect((await inProduction(images, `${up} --config use=1`)).stdout.trim()).toBe(idOf("web-1"));
  await recipe.run("pulumi up --config release=2");
  expect((await inProduction(up)).stdout.trim()).toBe(idOf("web-1"));
  expect((await inProduction(`${up} --config use=2`)).stdout.trim()).toBe(idOf("web-2"));
  await expect(inProduction(`${up} --config use=9`)).rejects.toThrow('There is no version "9". Use 2, 1.');
});
