import { realpathSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { isExecutable, missingExecutables, thisMachine, type Machine } from "./machine";
import { hostsVersion, oldestVersion, pulumiVersion } from "./pinned";

/** Environment variable that names the folder of `pulumi` and its language hosts. It takes precedence over PATH. */
export const engineVariable = "PULUMI_ZENLAYER_ENGINE";

/**
 * Finds the engine without installing it: the folder that `PULUMI_ZENLAYER_ENGINE` names, a recent `pulumi` on PATH with
 * its Node.js host in the same folder, or an earlier installation.
 * @returns the folder that contains `pulumi`, or undefined
 * @throws Error if `PULUMI_ZENLAYER_ENGINE` names an unusable folder
 */
export async function findEngine(machine: Machine = thisMachine()): Promise<string | undefined> {
  return (await namedEngine(machine)) ?? (await engineOnPath(machine)) ?? installedEngine(machine);
}

/** Folder of the installed engine, named after the pinned versions. It is complete or absent. */
export function installFolder(machine: Machine): string {
  return join(machine.enginesFolder, `${pulumiVersion}-hosts-${hostsVersion}`);
}

/** The folder of the installed engine; undefined if there is none. */
export function installedEngine(machine: Machine): string | undefined {
  const folder = installFolder(machine);
  return missingExecutables(folder).length === 0 ? folder : undefined;
}

async function namedEngine(machine: Machine): Promise<string | undefined> {
  const named = machine.env[engineVariable];
  if (!named) return undefined;
  const folder = resolve(named);
  const reason = await unusableReason(folder, machine);
  if (reason)
    throw new Error(`${engineVariable} names ${folder}, which ${reason}. Set it to another folder, or unset it.`);
  return folder;
}

async function engineOnPath(machine: Machine): Promise<string | undefined> {
  const folders = (machine.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const first = folders.find((folder) => isExecutable(join(folder, "pulumi")));
  if (!first) return undefined;
  // Package managers put links on PATH; the hosts are in the folder of the link or of its target.
  const target = dirname(realpathSync(join(first, "pulumi")));
  const folder = missingExecutables(first).length === 0 ? first : target;
  const reason = await unusableReason(folder, machine);
  if (reason) machine.log(`The Pulumi on PATH is not used: ${folder} ${reason}.`);
  return reason ? undefined : folder;
}

/** Why a folder is unusable as the engine, as the end of a sentence; undefined if it is usable. */
async function unusableReason(folder: string, machine: Machine): Promise<string | undefined> {
  const missing = missingExecutables(folder);
  if (missing.length > 0) return `has no ${missing.join(", ")}`;
  const { stdout } = await machine.run(join(folder, "pulumi"), ["version"], {
    env: { ...machine.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  const version = stdout.trim().replace(/^v/, "");
  return isAtLeast(version, oldestVersion)
    ? undefined
    : `has version ${version || "unknown"}, not ${oldestVersion} or newer`;
}

/** Compares `major.minor.patch`; a suffix such as `-dev` is ignored. */
function isAtLeast(version: string, oldest: string): boolean {
  const numbers = (text: string) => (/^(\d+)\.(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number);
  const [found, wanted] = [numbers(version), numbers(oldest)];
  if (found.length === 0) return false;
  const different = wanted.findIndex((number, i) => number !== found[i]);
  return different < 0 || found[different]! > wanted[different]!;
}
