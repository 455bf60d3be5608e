import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

import { checkState, type Snapshot } from "./fileFormat";
import { LockFile, type LockHolder } from "./lock";
import { isObject } from "./validate";

/**
 * Saves the state in a file. Each save replaces the whole file (temporary file, flush, rename), so a kill at any moment
 * leaves either the old state or the new one. Only one store at a time can use the file, or one would overwrite what
 * another has acknowledged; a lock file next to it ensures that.
 */
export class Store {
  readonly #path: string;
  readonly #lock: LockFile;
  /** Identifies the version of the file that this store loaded or saved last. */
  #version: string | undefined;

  /** Locks the file. Throws if another emulator uses it. */
  constructor(path: string) {
    this.#path = resolve(path);
    this.#lock = new LockFile(`${this.#path}.lock`);
    const folder = dirname(this.#path);
    if (!existsSync(folder))
      throw new Error(`The state file ${this.#path} cannot be created: the folder ${folder} does not exist.`);
    this.#acquire();
    this.#version = this.#versionOnDisk();
  }

  /** Returns the saved state, or undefined if there is no file yet. Throws if the file is damaged, and leaves it as it is. */
  load(): Snapshot | undefined {
    this.#removeLeftovers();
    if (!existsSync(this.#path)) return undefined;
    try {
      return checkSnapshot(JSON.parse(readFileSync(this.#path, "utf8")));
    } catch (error) {
      throw new Error(
        `The state file ${this.#path} cannot be read: ${(error as Error).message}. ` +
          "The file was left as it is. Move it away to start with an empty state, or use another state file.",
        { cause: error },
      );
    }
  }

  /** Locks the file again after {@link close}. Throws if another emulator uses it or has changed it. */
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
    // A process that has replaced the lock by now may have loaded the state before this save.
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

  /** Every save creates a new file, so its inode or modification time differs. */
  #versionOnDisk(): string | undefined {
    const stat = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    return stat && [stat.ino, stat.mtimeNs, stat.size].join();
  }

  /** A rename survives a power failure only if its folder is flushed. Windows cannot do that. */
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

  /** Deletes temporary files that a killed emulator left behind. */
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
