import { mkdirSync, renameSync, rmSync } from "node:fs";
import { buildEngine } from "./build";
import { downloadEngine } from "./download";
import { copyFolder, engineCopy, findEngine } from "./findEngine";
import { withLock } from "./lock";
import { missingFrom, type Machine, type Source } from "./machine";
import { oldestVersion } from "./pinned";

/**
 * Finds the engine, or gets one: downloaded if that works at once, else built with Go. Answers the folder that holds
 * `pulumi`. Throws one sentence that says how to install Pulumi when nothing helps.
 */
export async function provideEngine(
  machine: Machine,
  sources: Source[] = [downloadEngine, buildEngine],
): Promise<string> {
  const found = await findEngine(machine);
  if (found) return found;
  mkdirSync(machine.copies, { recursive: true });
  const folder = copyFolder(machine);
  return withLock(`${folder}.lock`, machine.say, async () => {
    // Whoever held the lock before may have got it.
    const there = engineCopy(machine);
    if (there) return there;
    const failures: string[] = [];
    for (const source of sources) {
      const outcome = await fill(folder, source, machine);
      if (outcome === "done") return folder;
      machine.say(`Not this way: ${outcome.failed}.`);
      failures.push(outcome.failed);
    }
    throw new Error(
      `No Pulumi engine: none on PATH, ${failures.join(", ")}. ` +
        `Install Pulumi ${oldestVersion} or newer (https://www.pulumi.com/docs/install/) or Go, and run this again.`,
    );
  });
}

/** Works beside the target and moves the whole folder at the end: what is cut short is never taken for an engine. */
async function fill(folder: string, source: Source, machine: Machine): ReturnType<Source> {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial);
  const outcome = await source(partial, machine);
  if (outcome !== "done") return outcome;
  const missing = missingFrom(partial);
  if (missing.length > 0) return { failed: `what was got lacks ${missing.join(", ")}` };
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  return "done";
}
