import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Does `work` while no other process does the same. A lock left by a process that is gone is taken over; in the rare
 * case that two take it over at once, work is done twice and nothing is broken.
 */
export async function withLock<T>(path: string, say: (line: string) => void, work: () => Promise<T>): Promise<T> {
  for (let told = false; !acquire(path); told = true) {
    const holder = holderOf(path);
    if (holder === undefined) continue;
    if (!isRunning(holder)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told) say(`Process ${holder} is getting the engine; waiting for it. (If it is not, remove ${path}.)`);
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** Links a file that holds our id already into place: nobody ever sees a lock without its holder. */
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

/** The process that holds the lock, undefined when it was let go meanwhile. */
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
