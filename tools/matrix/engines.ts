import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { modules, pulumiVersion } from "../engine/pinned";
import { runOrThrow } from "../run";
import { matrixFolder } from "./versions";

/** Versions of the Pulumi CLI beside the pinned one: the oldest and the newest whose modules can be had. */
export const cliVersions = ["3.224.0", "3.274.1"];

const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/**
 * Builds another version of the Pulumi CLI with Go, from the module of the pinned one with the version replaced.
 * @param pinned folder of the pinned engine, whose language hosts and scripts are used
 * @returns the folder that contains `pulumi`
 */
export async function buildCli(version: string, pinned: string): Promise<string> {
  if (version === pulumiVersion) return pinned;
  const module = join(matrixFolder, `cli-${version}`, "module");
  const folder = join(module, "..", "bin");
  rmSync(join(module, ".."), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(modules.engine, module, { recursive: true });
  const goMod = join(module, "go.mod");
  writeFileSync(goMod, withVersion(readFileSync(goMod, "utf8"), version));
  // Its own tools come first, then what they lack of the pinned engine: hosts and scripts.
  const ldflags = `-s -w -X ${versionVariable}=v${version}`;
  const args = ["build", "-mod=mod", "-o", `${folder}/`, "-ldflags", ldflags, "tool"];
  await runOrThrow("go", args, { cwd: module, env: { ...process.env, GOWORK: "off" } });
  const built = readdirSync(folder);
  for (const name of readdirSync(pinned)) if (!built.includes(name)) cpSync(join(pinned, name), join(folder, name));
  return folder;
}

/** Text of a go.mod that replaces pkg and sdk of Pulumi by this version. */
export const withVersion = (goMod: string, version: string): string =>
  goMod.replaceAll(/(=> github\.com\/pulumi\/pulumi\/(?:pkg|sdk)\/v3) v\S+/g, `$1 v${version}`);
