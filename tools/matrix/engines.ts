import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { oldestVersion, pulumiVersion } from "../engine/pinned";
import { runOrThrow } from "../run";
import { matrixFolder } from "./versions";

/** Versions of the Pulumi CLI beside the pinned one: the oldest that is supported and the newest whose modules can be had. */
export const cliVersions = [oldestVersion, "3.274.1"];

const cli = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/**
 * Builds another version of the Pulumi CLI with Go, from a module of its own: the pinned language hosts need later
 * libraries than the oldest CLI can use.
 * @param pinned folder of the pinned engine, whose language hosts and scripts are used
 * @returns the folder that contains `pulumi`
 */
export async function buildCli(version: string, pinned: string): Promise<string> {
  if (version === pulumiVersion) return pinned;
  const module = join(matrixFolder, `cli-${version}`, "module");
  const folder = join(module, "..", "bin");
  rmSync(join(module, ".."), { recursive: true, force: true });
  for (const each of [module, folder]) mkdirSync(each, { recursive: true });
  writeFileSync(join(module, "go.mod"), goModOf(version));
  const options = { cwd: module, env: { ...process.env, GOWORK: "off", GOFLAGS: "-mod=mod" } };
  await runOrThrow("go", ["mod", "tidy"], options);
  await runOrThrow(
    "go",
    ["build", "-o", `${folder}/`, "-ldflags", `-s -w -X ${versionVariable}=v${version}`, cli],
    options,
  );
  for (const name of readdirSync(pinned)) {
    if (!readdirSync(folder).includes(name)) cpSync(join(pinned, name), join(folder, name));
  }
  return folder;
}

/** Text of a go.mod that requires nothing but this version of the CLI. */
export const goModOf = (version: string): string => `module cli

go 1.25

require (
	github.com/pulumi/pulumi/pkg/v3 v${version}
	github.com/pulumi/pulumi/sdk/v3 v${version}
)

tool ${cli}
`;
