import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

import type { Running } from "../../support/running";

/** The process of the provider, among those that a command started. */
export function providerOf(command: Running): number {
  const found = command.descendants().find((pid) => {
    const [program = "", script = ""] = commandLine(pid);
    return /node$/.test(program) && /dynamic-provider|pulumi-resource-zenlayer/.test(script);
  });
  if (found === undefined) throw new Error("the command has no provider process");
  return found;
}

/**
 * True while a process with that id has not ended. An ended one without a waiting parent is a zombie, but as long
 * as one of its threads is still exiting, its files stay open.
 */
function isRunning(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return !/^State:\s+Z/m.test(status) || !/^Threads:\s+1$/m.test(status);
  } catch {
    return false;
  }
}

/** Waits until a process, child or not, has ended. Returns false if it has not within `ms` milliseconds. */
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
