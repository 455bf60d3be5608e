import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";

import { Stack, type StackOptions } from "../../support/engine";
import type { Running } from "../../support/running";
import { hasEnded } from "./processes";

/** Kills a command with all its child processes, as when its computer is lost, and waits until the kernel has closed their sockets. */
export async function killAll(command: Running): Promise<void> {
  const pids = [command.pid, ...command.descendants()];
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
  await Promise.all(pids.map((pid) => hasEnded(pid, 10_000)));
}

/** The same stack on another computer, with its own checkout and home. Only the backend is shared. */
export async function onAnotherMachine(stack: Stack, options: StackOptions, project?: object): Promise<Stack> {
  const other = await Stack.create(options);
  if (project) await other.setProject({ ...project });
  await rm(join(other.folder, "state"), { recursive: true });
  await symlink(join(stack.folder, "state"), join(other.folder, "state"));
  return other;
}
