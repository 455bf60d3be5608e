import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serializedProvider } from "../support/serializedProvider";
import { must, pack, Project } from "./project";

// The text is stored in every user's state and compared by Pulumi: it is the same for ever, wherever it is made.

const FROZEN = readFileSync(join(__dirname, "serialized.txt"), "utf8");

const opened: Project[] = [];
afterAll(() => opened.forEach((project) => project.remove()));

async function installed(...packages: string[]): Promise<Project> {
  const project = new Project("user");
  opened.push(project);
  await project.install([await pack(project.folder), ...packages], undefined, "--prefer-offline");
  return project;
}

test("is the same linked in a workspace, as in this repository", async () => {
  expect(await serializedProvider()).toBe(FROZEN);
});

test.each(["3.248.0", "3.270.0"])("is the same from the tarball, with @pulumi/pulumi %s", async (version) => {
  const { folder } = await installed(`@pulumi/pulumi@${version}`);
  expect(await serializedProvider(folder)).toBe(FROZEN);
});

test("is the same in pnpm's layout", async () => {
  const project = new Project("user");
  opened.push(project);
  const tarball = await pack(project.folder);
  const pnpm = ["exec", "--yes", "--package=pnpm@9", "--", "pnpm", "add", "--prefer-offline", "--ignore-scripts"];
  await must("npm", [...pnpm, tarball, "@pulumi/pulumi@3.248.0"], project.folder);
  expect(await serializedProvider(project.folder)).toBe(FROZEN);
});
