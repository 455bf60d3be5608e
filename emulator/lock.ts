import { randomUUID } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";

/** The content of a lock file: the process that holds the lock. */
export interface LockHolder {
  pid: number;
  /** Start time of the process, to detect a reused pid; empty where it is not available. */
  started: string;
  host: string;
  /** When the lock was acquired, ISO 8601. */
  at: string;
  /** Different for every lock that was ever acquired. */
  token: string;
}

/**
 * A lock file. Node.js has no locks that the operating system releases, so the file names its process, and the lock of
 * a process that no longer runs is replaced. Two processes that replace the same lock at the same moment can both
 * succeed: check {@link isHeld} before and after each write that the lock protects.
 */
export class LockFile {
  readonly path: string;
  #token: string | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Acquires the lock. If a running process holds it, returns that process and acquires nothing. */
  acquire(): LockHolder | undefined {
    const own: LockHolder = {
      pid: process.pid,
      started: processInfo("self")?.started ?? "",
      host: hostname(),
      at: new Date().toISOString(),
      token: randomUUID(),
    };
    this.#token = own.token;
    while (!this.#create(own)) {
      const holder = this.holder();
      if (holder && isRunning(holder)) return holder;
      // Another process may have replaced it in the meantime.
      if (this.holder()?.token === holder?.token) rmSync(this.path, { force: true });
    }
    return undefined;
  }

  isHeld(): boolean {
    return this.#token !== undefined && this.holder()?.token === this.#token;
  }

  /** Releases the lock. Leaves a lock file of another process alone. */
  release(): void {
    if (this.isHeld()) rmSync(this.path, { force: true });
    this.#token = undefined;
  }

  /** Reads the lock file. Returns undefined if there is none, or if a crash left it incomplete. */
  holder(): LockHolder | undefined {
    try {
      const holder = JSON.parse(readFileSync(this.path, "utf8")) as Partial<LockHolder> | null;
      return typeof holder?.pid === "number" && typeof holder.token === "string" ? (holder as LockHolder) : undefined;
    } catch (error) {
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** Returns false if a lock file exists. */
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

/** Whether the process still runs. One on another host cannot be checked and counts as running. */
function isRunning({ pid, started, host }: LockHolder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const running = processInfo(pid);
  if (running === undefined) return true;
  return running.started === started && running.state !== ZOMBIE;
}

/** State of a process that has ended and that its parent has not waited for; in containers, often for ever. */
const ZOMBIE = "Z";

/** State and start time (in clock ticks since boot) of a process. Undefined except on Linux. */
function processInfo(pid: number | "self"): { state: string; started: string } | undefined {
  try {
    // They are fields 3 and 22. Field 2, the name, can contain spaces and parentheses.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", started: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}
