import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findPackage, isAtLeast, minimum, OWN, usesPlugNPlay } from "../../packages";
import { runPulumi } from "../../pulumi";
import type { World } from "../../world";
import { failure, ok, skipped, warning, type CheckResult } from "./checkResult";

/** TypeScript 7 has no JavaScript API, which Pulumi needs to run TypeScript programs. */
const FIRST_UNUSABLE_TYPESCRIPT = "7";

/** What is installed on this machine and in the project of this folder. */
export async function checkInstallation(world: World): Promise<CheckResult[]> {
  return [
    checkNode(world),
    await checkPulumi(world),
    checkSdk(world),
    checkTypeScript(world),
    await checkPlugin(world),
  ];
}

function checkNode({ nodeVersion }: World): CheckResult {
  const { oldestNode } = OWN;
  if (isAtLeast(nodeVersion, oldestNode)) return ok("node", `Node.js ${nodeVersion}`);
  return failure(
    "node",
    `Node.js ${nodeVersion} is too old: pulumi-zenlayer needs ${oldestNode} or newer`,
    `Install Node.js ${oldestNode} or newer: https://nodejs.org`,
  );
}

async function checkPulumi(world: World): Promise<CheckResult> {
  const { code, stdout } = await runPulumi(world, ["version"]);
  const remedy = `Install Pulumi ${OWN.oldestPulumi} or newer: https://www.pulumi.com/docs/install`;
  if (code === undefined) return failure("pulumi", "The program pulumi is not on PATH", remedy);
  const version = stdout.trim().replace(/^v/, "");
  if (code !== 0 || version === "") return failure("pulumi", "`pulumi version` does not work", remedy);
  if (isAtLeast(version, OWN.oldestPulumi)) return ok("pulumi", `Pulumi ${version}`);
  return failure("pulumi", `Pulumi ${version} is too old: pulumi-zenlayer needs ${OWN.oldestPulumi} or newer`, remedy);
}

/** The package @pulumi/pulumi of the program in this folder. */
function checkSdk({ folder, nodeVersion }: World): CheckResult {
  const found = findPackage(folder, "@pulumi/pulumi");
  if (!found) {
    if (!isNodeProject(folder)) return skipped("sdk", "There is no Pulumi program for Node.js in this folder");
    if (usesPlugNPlay(folder)) {
      return failure(
        "sdk",
        "The packages of this project are installed with Yarn Plug'n'Play, which Pulumi cannot load packages from",
        "Set `nodeLinker: node-modules` in .yarnrc.yml and run `yarn install`",
      );
    }
    return failure("sdk", "@pulumi/pulumi is not installed in this project", "Run `npm install`");
  }
  const { version, engines } = found;
  if (!isAtLeast(version, OWN.oldestPulumi)) {
    return failure(
      "sdk",
      `@pulumi/pulumi ${version} is too old: pulumi-zenlayer needs ${OWN.oldestPulumi} or newer`,
      "Run `npm install @pulumi/pulumi@latest`",
    );
  }
  const oldestNode = minimum(engines?.node);
  if (!isAtLeast(nodeVersion, oldestNode)) {
    return warning(
      "sdk",
      `@pulumi/pulumi ${version} declares Node.js ${oldestNode} or newer, and this is ${nodeVersion}`,
      `Install Node.js ${oldestNode}, or pin an older @pulumi/pulumi: 3.248.0 is the last for Node.js 20`,
    );
  }
  return ok("sdk", `@pulumi/pulumi ${version}`);
}

/** True for a project file that names the runtime `nodejs`, in either of its forms. */
function isNodeProject(folder: string): boolean {
  const path = join(folder, "Pulumi.yaml");
  return existsSync(path) && /^\s*(runtime|name):\s*["']?nodejs\b/m.test(readFileSync(path, "utf8"));
}

function checkTypeScript({ folder }: World): CheckResult {
  const found = findPackage(folder, "typescript");
  if (!found) return ok("typescript", "No TypeScript in this project: Pulumi uses its own");
  const { version } = found;
  if (!isAtLeast(version, FIRST_UNUSABLE_TYPESCRIPT)) return ok("typescript", `TypeScript ${version}`);
  return failure(
    "typescript",
    `TypeScript ${version} is installed in this project, which Pulumi cannot run programs with`,
    "Run `npm install --save-dev typescript@6`",
  );
}

/** The plugin that programs in other languages use. */
async function checkPlugin(world: World): Promise<CheckResult> {
  const { code, stdout } = await runPulumi(world, ["plugin", "ls", "--json"]);
  if (code !== 0) return skipped("plugin", "Pulumi could not list its plugins");
  const versions = pluginVersions(stdout);
  if (versions.length === 0) {
    return ok("plugin", "The plugin is not installed (only programs in other languages need it)");
  }
  if (versions.includes(OWN.version)) return ok("plugin", `Plugin zenlayer ${OWN.version}`);
  return warning(
    "plugin",
    `Plugin zenlayer ${versions.join(", ")} is installed, and this package is ${OWN.version}`,
    `Run \`pulumi plugin install resource zenlayer ${OWN.version}\`, or install the npm package of the plugin's version`,
  );
}

function pluginVersions(listed: string): string[] {
  try {
    const plugins = JSON.parse(listed) as { name: string; kind: string; version?: string }[];
    const ours = plugins.filter(({ name, kind }) => name === "zenlayer" && kind === "resource");
    return ours.map(({ version = "of unknown version" }) => version.replace(/^v/, ""));
  } catch {
    return [];
  }
}
