import { mkdirSync, renameSync, rmSync } from "node:fs";
import { buildEngine } from "./build";
import { downloadEngine } from "./download";
import { findEngine, installedEngine, installFolder } from "./findEngine";
import { withLock } from "./lock";
import { missingExecutables, type EngineSource, type Machine } from "./machine";
import { oldestVersion } from "./pinned";

/**
 * Finds the engine, or installs it from the first source that works: by default a download, else a build with Go.
 * @returns the folder that contains `pulumi`
 * @throws Error that lists what was tried and says how to install Pulumi
 */
export async function ensureEngine(
  machine: Machine,
  sources: EngineSource[] = [downloadEngine, buildEngine],
): Promise<string> {
  const found = await findEngine(machine);
  if (found) return found;
  mkdirSync(machine.enginesFolder, { recursive: true });
  // A process that held the lock before may have installed it.
  return withLock(
    `${installFolder(machine)}.lock`,
    machine.log,
    async () => installedEngine(machine) ?? (await installEngine(machine, sources)),
  );
}

async function installEngine(machine: Machine, sources: EngineSource[]): Promise<string> {
  const failures: string[] = [];
  for (const source of sources) {
    const outcome = await installFrom(source, machine);
    if (outcome === "done") return installFolder(machine);
    machine.log(`Pulumi was not installed this way: ${outcome.failed}.`);
    failures.push(outcome.failed);
  }
  throw new Error(
    `Pulumi was not found and could not be installed: no usable pulumi on PATH; ${failures.join("; ")}. ` +
      `Install Pulumi ${oldestVersion} or newer (https://www.pulumi.com/docs/install/) or Go, and run this again.`,
  );
}

/** Fills a temporary folder and renames it at the end, so that an interrupted installation is never used. */
async function installFrom(source: EngineSource, machine: Machine): ReturnType<EngineSource> {
  const folder = installFolder(machine);
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial);
  const outcome = await source(partial, machine);
  if (outcome !== "done") return outcome;
  const missing = missingExecutables(partial);
  if (missing.length > 0) return { failed: `the installation lacks ${missing.join(", ")}` };
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  return "done";
}
