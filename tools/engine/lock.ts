import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs `work` while no other process holds the lock. The lock of a process that has ended is removed. If two processes
 * remove it at the same time, both run `work`, which is slow but harmless.
 */
export async function withLock<T>(path: string, log: (line: string) => void, work: () => Promise<T>): Promise<T> {
  for (let reported = false; !acquire(path); reported = true) {
    const holder = holderOf(path);
    if (holder === undefined) continue;
    if (!isRunning(holder)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!reported) log(`Waiting for process ${holder}, which installs the engine. If it does not, remove ${path}.`);
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** Links a file that already contains the process id, so that a lock always names its holder. */
function acquire(path: string): boolean {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** The process that holds the lock; undefined if it was released meanwhile. */
function holderOf(path: string): number | undefined {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
