import { realpathSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { isExecutable, missingFrom, thisMachine, type Machine } from "./machine";
import { hostsVersion, oldestVersion, pulumiVersion } from "./pinned";

/** Names a folder that holds `pulumi` and its language hosts, and is used whatever else there is. */
export const engineVariable = "PULUMI_ZENLAYER_ENGINE";

/**
 * Finds the engine without getting one: the folder named by `PULUMI_ZENLAYER_ENGINE`, a new enough `pulumi` on PATH
 * with its Node.js host beside it, or a copy had before. Answers the folder that holds `pulumi`, or undefined.
 * Throws when the folder named by the variable will not do: who names one means it.
 */
export async function findEngine(machine: Machine = thisMachine()): Promise<string | undefined> {
  return (await namedEngine(machine)) ?? (await engineOnPath(machine)) ?? engineCopy(machine);
}

/** Where a copy of the pinned versions stands. It is put there in one step, so it is complete or absent. */
export function copyFolder(machine: Machine): string {
  return join(machine.copies, `${pulumiVersion}-hosts-${hostsVersion}`);
}

export function engineCopy(machine: Machine): string | undefined {
  const folder = copyFolder(machine);
  return missingFrom(folder).length === 0 ? folder : undefined;
}

async function namedEngine(machine: Machine): Promise<string | undefined> {
  const named = machine.env[engineVariable];
  if (!named) return undefined;
  const folder = resolve(named);
  const objection = await objectionTo(folder, machine);
  if (objection) throw new Error(`${engineVariable} names ${folder}, which ${objection}. Name another, or unset it.`);
  return folder;
}

async function engineOnPath(machine: Machine): Promise<string | undefined> {
  const folders = (machine.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const first = folders.find((folder) => isExecutable(join(folder, "pulumi")));
  if (!first) return undefined;
  // Package managers put links on PATH; the hosts may stand beside the link or beside what it points to.
  const linked = dirname(realpathSync(join(first, "pulumi")));
  const folder = missingFrom(first).length === 0 ? first : linked;
  const objection = await objectionTo(folder, machine);
  if (objection) machine.say(`Leaving aside the Pulumi on PATH: ${folder} ${objection}.`);
  return objection ? undefined : folder;
}

/** Why a folder cannot serve as the engine, as the end of a sentence; undefined when it can. */
async function objectionTo(folder: string, machine: Machine): Promise<string | undefined> {
  const missing = missingFrom(folder);
  if (missing.length > 0) return `has no ${missing.join(", ")}`;
  const { stdout } = await machine.run(join(folder, "pulumi"), ["version"], {
    env: { ...machine.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  const version = stdout.trim().replace(/^v/, "");
  return isAtLeast(version, oldestVersion)
    ? undefined
    : `holds version ${version || "unknown"}, not ${oldestVersion} or newer`;
}

/** Compares the numbers of `major.minor.patch`; a suffix such as `-dev` is left out of it. */
function isAtLeast(version: string, oldest: string): boolean {
  const numbers = (text: string) => (/^(\d+)\.(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number);
  const [found, wanted] = [numbers(version), numbers(oldest)];
  if (found.length === 0) return false;
  const different = wanted.findIndex((number, i) => number !== found[i]);
  return different < 0 || found[different]! > wanted[different]!;
}
