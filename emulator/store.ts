import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

import { checkState } from "./fileFormat";
import { LockFile, type LockHolder } from "./lock";
import type { EmulatedImage, EmulatedInstance } from "./types";
import { isObject } from "./validate";

/** What a state file holds. */
export interface Snapshot {
  format: 1;
  /** Number of the last recorded call, so that numbers are not given twice. */
  lastCall: number;
  images: EmulatedImage[];
  instances: EmulatedInstance[];
  quotas: { all: number; zones: Record<string, number> };
}

/**
 * Keeps the state in a file. The file is replaced as a whole (written beside, flushed, renamed), so a kill at any
 * moment leaves either the old state or the new one. One store at a time holds the file, by a lock file beside it:
 * each replaces the whole state, so a second one would undo what the first has acknowledged.
 */
export class Store {
  readonly #path: string;
  readonly #lock: LockFile;
  /** Identifies the content that this store loaded or saved last. */
  #version: string | undefined;

  /** Locks the file. Throws when another emulator holds it. */
  constructor(path: string) {
    this.#path = resolve(path);
    this.#lock = new LockFile(`${this.#path}.lock`);
    const folder = dirname(this.#path);
    if (!existsSync(folder)) throw new Error(`The folder of the state file does not exist: ${folder}`);
    this.#acquire();
    this.#version = this.#versionOnDisk();
  }

  /** Returns what was kept, or undefined when there is no file yet. Throws, and touches nothing, when it cannot be read. */
  load(): Snapshot | undefined {
    this.#removeLeftovers();
    if (!existsSync(this.#path)) return undefined;
    try {
      return checkSnapshot(JSON.parse(readFileSync(this.#path, "utf8")));
    } catch (error) {
      throw new Error(
        `The state file ${this.#path} cannot be read: ${(error as Error).message}. ` +
          "It was left as it is; move it away to start afresh, or give another file.",
        { cause: error },
      );
    }
  }

  /** Locks the file again after {@link close}. Throws when another emulator holds it or has changed it. */
  reopen(): void {
    if (this.#lock.isHeld()) return;
    this.#acquire();
    if (this.#versionOnDisk() === this.#version) return;
    this.#lock.release();
    throw new Error(
      `The state file ${this.#path} was changed by another emulator since this one was stopped. ` +
        "Create a new emulator to continue with it.",
    );
  }

  save(snapshot: Snapshot): void {
    this.reopen();
    const beside = join(dirname(this.#path), `${this.#prefix()}${process.pid}.tmp`);
    const file = openSync(beside, "w", 0o600);
    try {
      writeFileSync(file, JSON.stringify(snapshot));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, this.#path);
    this.#version = this.#versionOnDisk();
    this.#flushFolder();
    // Whoever replaced the lock by now may have loaded the state of before.
    this.reopen();
  }

  /** Unlocks the file. */
  close(): void {
    this.#lock.release();
  }

  #acquire(): void {
    const holder = this.#lock.acquire();
    if (holder) throw new Error(describeHolder(this.#path, this.#lock.path, holder));
  }

  /** Every save creates another file, with another inode or time. */
  #versionOnDisk(): string | undefined {
    const stat = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    return stat && [stat.ino, stat.mtimeNs, stat.size].join();
  }

  /** A rename outlasts a power cut only once its folder is flushed; where that is impossible (Windows) we go without. */
  #flushFolder(): void {
    if (process.platform === "win32") return;
    const folder = openSync(dirname(this.#path), "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }

  #prefix(): string {
    return `.${basename(this.#path)}.`;
  }

  /** Files that a killed emulator had begun to write. */
  #removeLeftovers(): void {
    const folder = dirname(this.#path);
    const isLeftover = (name: string): boolean => name.startsWith(this.#prefix()) && /\.\d+\.tmp$/.test(name);
    readdirSync(folder)
      .filter(isLeftover)
      .forEach((name) => rmSync(join(folder, name), { force: true }));
  }
}

function describeHolder(path: string, lockPath: string, { pid, host, at }: LockHolder): string {
  const isHere = host === hostname();
  return (
    `The state file ${path} is in use by another emulator (process ${pid}${isHere ? "" : ` on ${host}`}, started ${at}). ` +
    "Stop that one first, or use another state file." +
    (isHere ? "" : ` If it no longer runs, delete ${lockPath}.`)
  );
}

function checkSnapshot(value: unknown): Snapshot {
  if (!isObject(value)) throw new Error("it is not a state file of this emulator: it must be an object");
  if (value["format"] !== 1) throw new Error("it is not a state file of this emulator: `format` is not 1");
  checkState(value);
  return value;
}
