import { chmodSync, copyFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Finished } from "../run";
import type { EngineSource, Machine } from "./machine";
import { modules, pulumiVersion } from "./pinned";

const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** Builds the engine and its language hosts with Go, from modules whose hashes go.sum pins. */
export const buildEngine: EngineSource = async (folder, machine) => {
  const go = await machine.run("go", ["version"], { env: machine.env });
  if (go.code !== 0) return { failed: "Go is not installed" };
  machine.log(
    `Building Pulumi ${pulumiVersion} with Go, only once: 5 to 10 minutes on two cores, less than one if Go has it in its cache.`,
  );
  const startedAt = Date.now();
  const progress = setInterval(
    () => machine.log(`  still building, ${formatDuration(Date.now() - startedAt)}`),
    30_000,
  );
  try {
    const engine = await goBuild(modules.engine, folder, `-X ${versionVariable}=v${pulumiVersion}`, machine);
    if (engine.code !== 0) return buildFailure("engine", engine, machine);
    machine.log("  pulumi is built; building its language hosts, about a minute");
    const hosts = await goBuild(modules.hosts, folder, "", machine);
    if (hosts.code !== 0) return buildFailure("language hosts", hosts, machine);
    await copyScripts(folder, machine);
    machine.log(`Pulumi was built in ${formatDuration(Date.now() - startedAt)}.`);
    return "done";
  } finally {
    clearInterval(progress);
  }
};

/** Builds every `tool` of a module, independently of the user's go.work and vendoring flags. */
function goBuild(module: string, folder: string, ldflags: string, machine: Machine): Promise<Finished> {
  const args = ["build", "-mod=readonly", "-o", `${folder}/`, "-ldflags", `-s -w ${ldflags}`.trim(), "tool"];
  return machine.run("go", args, { cwd: module, env: { ...machine.env, GOWORK: "off" } });
}

/** Copies the scripts that the engine and the hosts start from their own folder. */
async function copyScripts(folder: string, machine: Machine): Promise<void> {
  copyScript(join(dirname(require.resolve("@pulumi/pulumi/package.json")), "pulumi-resource-pulumi-nodejs"), folder);
  const args = ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"];
  const sdk = await machine.run("go", args, { cwd: modules.hosts, env: { ...machine.env, GOWORK: "off" } });
  copyScript(join(sdk.stdout.trim(), "python", "cmd", "pulumi-language-python-exec"), folder);
}

function copyScript(path: string, folder: string): void {
  const target = join(folder, basename(path));
  copyFileSync(path, target);
  chmodSync(target, 0o755); // Go's module cache clears the executable bit
}

function buildFailure(what: string, build: Finished, machine: Machine): { failed: string } {
  machine.log(build.output.trimEnd().split("\n").slice(-15).join("\n"));
  return { failed: `Go could not build the ${what} (see above)` };
}

function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
