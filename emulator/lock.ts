import { randomUUID } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";

/** Who holds a lock; what its file says. */
export interface LockHolder {
  pid: number;
  /** Tells the process from a later one with the same pid; empty where the system does not say. */
  started: string;
  host: string;
  /** When the lock was acquired, ISO 8601. */
  at: string;
  /** Different for every lock that was ever acquired. */
  token: string;
}

/**
 * A lock file, held by one process at a time. Node.js has no locks that the system releases, so the file names the
 * process that holds it, and a lock whose process no longer runs is replaced. Two processes that replace the same
 * lock at the same moment can both succeed: check {@link isHeld} before and after what the lock protects.
 */
export class LockFile {
  #token: string | undefined;

  constructor(readonly path: string) {}

  /** Acquires the lock. Returns the running process that holds it, if there is one, and acquires nothing then. */
  acquire(): LockHolder | undefined {
    const own: LockHolder = {
      pid: process.pid,
      started: startTime("self") ?? "",
      host: hostname(),
      at: new Date().toISOString(),
      token: randomUUID(),
    };
    this.#token = own.token;
    while (!this.#create(own)) {
      const holder = this.holder();
      if (holder && isRunning(holder)) return holder;
      // Unless somebody else has replaced it since.
      if (this.holder()?.token === holder?.token) rmSync(this.path, { force: true });
    }
    return undefined;
  }

  isHeld(): boolean {
    return this.#token !== undefined && this.holder()?.token === this.#token;
  }

  /** Deletes the lock file if it is this lock's own. */
  release(): void {
    if (this.isHeld()) rmSync(this.path, { force: true });
    this.#token = undefined;
  }

  /** Returns what the lock file says; undefined if there is none, or one that a crash left incomplete. */
  holder(): LockHolder | undefined {
    try {
      const holder = JSON.parse(readFileSync(this.path, "utf8")) as Partial<LockHolder> | null;
      return typeof holder?.pid === "number" && typeof holder.token === "string" ? (holder as LockHolder) : undefined;
    } catch (error) {
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** False if there is a lock file already. */
  #create(own: LockHolder): boolean {
    try {
      writeFileSync(this.path, JSON.stringify(own), { flag: "wx", mode: 0o600 });
      return this.isHeld();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    }
  }
}

/** Processes of another host cannot be checked, so they count as running. */
function isRunning({ pid, started, host }: LockHolder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const actual = startTime(pid);
  return actual === undefined || actual === started;
}

/** When a process was started, in ticks since boot. Undefined where the system has no such file (not Linux). */
function startTime(pid: number | "self"): string | undefined {
  try {
    // The second field, the name, may hold spaces and parentheses; the start time is the 22nd.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
