import { chmodSync, copyFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Finished } from "../run";
import type { Machine, Source } from "./machine";
import { modules, pulumiVersion } from "./pinned";

const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** Builds engine and language hosts with Go, from modules whose hashes are pinned in go.sum. */
export const buildEngine: Source = async (folder, machine) => {
  const go = await machine.run("go", ["version"], { env: machine.env });
  if (go.code !== 0) return { failed: "there is no Go to build it with" };
  machine.say(
    `Building Pulumi ${pulumiVersion} with Go: once, about 5 to 8 minutes on two cores (under one if Go built it before).`,
  );
  const began = Date.now();
  const progress = setInterval(() => machine.say(`  still building, ${minutes(Date.now() - began)}`), 30_000);
  try {
    const engine = await goBuild(modules.engine, folder, `-X ${versionVariable}=v${pulumiVersion}`, machine);
    if (engine.code !== 0) return failure("engine", engine, machine);
    machine.say("  pulumi is built; now its language hosts, about a minute");
    const hosts = await goBuild(modules.hosts, folder, "", machine);
    if (hosts.code !== 0) return failure("language hosts", hosts, machine);
    await addScripts(folder, machine);
    machine.say(`Pulumi is built, in ${minutes(Date.now() - began)}.`);
    return "done";
  } finally {
    clearInterval(progress);
  }
};

/** Builds every `tool` of a module. A go.work or a vendoring flag of the user's must not get in the way. */
function goBuild(module: string, folder: string, ldflags: string, machine: Machine): Promise<Finished> {
  const args = ["build", "-mod=readonly", "-o", `${folder}/`, "-ldflags", `-s -w ${ldflags}`.trim(), "tool"];
  return machine.run("go", args, { cwd: module, env: { ...machine.env, GOWORK: "off" } });
}

/** Scripts that the engine and the hosts start, and that must stand beside them. */
async function addScripts(folder: string, machine: Machine): Promise<void> {
  addScript(join(dirname(require.resolve("@pulumi/pulumi/package.json")), "pulumi-resource-pulumi-nodejs"), folder);
  const args = ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"];
  const sdk = await machine.run("go", args, { cwd: modules.hosts, env: { ...machine.env, GOWORK: "off" } });
  addScript(join(sdk.stdout.trim(), "python", "cmd", "pulumi-language-python-exec"), folder);
}

function addScript(path: string, folder: string): void {
  const target = join(folder, basename(path));
  copyFileSync(path, target);
  chmodSync(target, 0o755); // Go's module cache takes the x-bit away
}

function failure(what: string, build: Finished, machine: Machine): { failed: string } {
  machine.say(build.output.trimEnd().split("\n").slice(-15).join("\n"));
  return { failed: `Go could not build the ${what} (see above)` };
}

function minutes(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
