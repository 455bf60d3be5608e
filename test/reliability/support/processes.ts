import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

import type { Running } from "../../support/running";

/** The process in which the provider runs, among those that a command started. */
export function providerOf(command: Running): number {
  const found = command.descendants().find((pid) => {
    const [program = "", script = ""] = commandLine(pid);
    return /node$/.test(program) && /dynamic-provider|pulumi-resource-zenlayer/.test(script);
  });
  if (found === undefined) throw new Error("the command has no provider process");
  return found;
}

/**
 * True while there is a process of that id that has not ended. One that nobody has waited for is a zombie, but as long
 * as one of its threads is still on its way out, what it had open is open.
 */
function isRunning(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return !/^State:\s+Z/m.test(status) || !/^Threads:\s+1$/m.test(status);
  } catch {
    return false;
  }
}

/** Waits until a process that is no child of ours has ended; false if it has not within `ms` milliseconds. */
export async function hasEnded(pid: number, ms: number): Promise<boolean> {
  for (const until = Date.now() + ms; isRunning(pid); await delay(50)) if (Date.now() > until) return false;
  return true;
}

function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
