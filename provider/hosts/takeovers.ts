import { createHash, randomUUID } from "node:crypto";
import * as fs from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { LocalTakeovers, type FoundTakeover, type Takeover, type Takeovers } from "../customImage";
import { takeoversUnreadable, takeoverUnshared } from "../messages";
import { systemClock } from "../zenlayer/clock";

/** The file of an ended process counts as long; a later engine may have the same address. */
const LEFT_OVER_MS = 24 * 60 * 60_000;
/** The file of an ended process is deleted after this time. */
const FORGOTTEN_MS = 7 * LEFT_OVER_MS;

/** What a process needs from its environment. */
export interface Surroundings {
  /** Address of the engine; absent when there is none. Every provider process of one engine run has the same. */
  address: string | undefined;
  /** Folders to write to; the first usable one is used. */
  folders: string[];
  warn(text: string): void;
  /** Milliseconds since 1970. */
  now(): number;
  isAlive(pid: number): boolean;
  /** Called once there is something to clean up when the process ends. */
  atExit(cleanUp: () => void): void;
}

/**
 * Takeovers of all provider processes of one engine run. Each process writes a file of its own, and only when it has
 * something to record; before an image is deleted, the files of all processes are read.
 */
export class SharedTakeovers implements Takeovers {
  readonly #place: Surroundings;
  readonly #own = new LocalTakeovers();
  readonly #hash: string | undefined;
  #file: { path: string; descriptor: number } | undefined;
  /** Why the file cannot be written; reported once. */
  #trouble: string | undefined;

  constructor(place: Surroundings) {
    this.#place = place;
    const { address } = place;
    this.#hash = address && createHash("sha256").update(address).digest("hex").slice(0, 16);
  }

  record(takeover: Takeover, isLocal = false): void {
    const isNews = this.#own.record(takeover);
    if (!isNews || isLocal || this.#hash === undefined || this.#trouble !== undefined) return;
    try {
      this.#file ??= this.#open(this.#hash);
      const line = Buffer.from(`${JSON.stringify(takeover)}\n`);
      if (fs.writeSync(this.#file.descriptor, line) < line.length) throw new Error("the disk is full");
    } catch (error) {
      this.#trouble = whyOf(error);
      // The owner of an image that was adopted earlier, or is only read, is hardly ever removed in this run.
      if (takeover.status === "wanted") this.#place.warn(takeoverUnshared(takeover, this.#trouble));
    }
  }

  statusOf(imageId: string, resource: string | undefined): Takeover["status"] | undefined {
    return this.#own.statusOf(imageId, resource);
  }

  /** Not written: a resource is deleted by the process that has updated it. */
  noteOutputs(imageId: string, resource: string | undefined, outputs: string): void {
    this.#own.noteOutputs(imageId, resource, outputs);
  }

  /** Not written: another process may keep such an image needlessly, but not delete one that is needed. */
  release(urn: string): void {
    this.#own.release(urn);
  }

  of(imageId: string): FoundTakeover[] {
    const hash = this.#hash;
    const folders = hash === undefined ? [] : this.#place.folders;
    return [...this.#own.of(imageId), ...folders.flatMap((folder) => this.#ofOthers(imageId, folder, hash))];
  }

  #ofOthers(imageId: string, folder: string, hash: string | undefined): FoundTakeover[] {
    let at = folder;
    try {
      if (!isOurs(folder)) return []; // our processes do not write there
      const others = filesIn(folder, hash).filter(({ path }) => path !== this.#file?.path);
      return others.flatMap((file) => {
        at = file.path;
        return this.#readFor(imageId, file);
      });
    } catch (error) {
      throw takeoversUnreadable(imageId, at, whyOf(error));
    }
  }

  /** Removes the file once no process of the run needs it. */
  end(): void {
    if (this.#file === undefined) return;
    try {
      fs.closeSync(this.#file.descriptor);
      fs.rmSync(this.#file.path, { force: true });
    } catch {
      // A file that is left over names a process that has ended.
    }
    this.#file = undefined;
  }

  #open(hash: string): { path: string; descriptor: number } {
    const folder = firstUsable(this.#place.folders);
    this.#sweep(folder);
    const path = join(folder, `${hash}.${process.pid}.${randomUUID().slice(0, 8)}.jsonl`);
    const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = fs.constants;
    const descriptor = fs.openSync(path, O_APPEND | O_CREAT | O_EXCL | O_WRONLY, 0o600);
    this.#place.atExit(() => this.end());
    return { path, descriptor };
  }

  /** Removes files that killed processes have left. */
  #sweep(folder: string): void {
    for (const { path } of filesIn(folder)) {
      try {
        if (this.#ageOf(path) > FORGOTTEN_MS) fs.rmSync(path, { force: true });
      } catch {
        // Another process has removed it.
      }
    }
  }

  #readFor(imageId: string, { path, pid }: TakeoverFile): FoundTakeover[] {
    const takeovers = new LocalTakeovers();
    const abandoned = !this.#place.isAlive(pid) || this.#ageOf(path) > LEFT_OVER_MS;
    for (const takeover of parse(readText(path))) takeovers.record(takeover);
    return takeovers.of(imageId).map((takeover) => ({ ...takeover, abandoned }));
  }

  #ageOf(path: string): number {
    return this.#place.now() - fs.lstatSync(path).mtimeMs;
  }
}

/** The takeovers of the engine run that this process belongs to. */
export const takeoversOfRun = (address: string | undefined, warn: (text: string) => void): SharedTakeovers =>
  new SharedTakeovers({
    address,
    folders: takeoverFolders(process.env, homedir()),
    warn,
    now: () => systemClock.now(),
    isAlive,
    atExit: cleanUpAtExit,
  });

/** Folders in which provider processes of one user find each other: in Pulumi's own, else the temporary one. */
export function takeoverFolders(env: NodeJS.ProcessEnv, homeDirectory: string): string[] {
  const pulumiHome = env.PULUMI_HOME || join(homeDirectory, ".pulumi");
  return [join(pulumiHome, "zenlayer-runs"), join(tmpdir(), `pulumi-zenlayer-${process.getuid?.() ?? "user"}`)];
}

/** True also if that cannot be determined. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/**
 * Cleans up when the process ends, unless it is killed. The engine ends a provider with SIGINT and waits for it, so the
 * handler exits at once, as a process without a handler would.
 */
function cleanUpAtExit(cleanUp: () => void): void {
  cleanUps.push(cleanUp);
  if (cleanUps.length > 1) return;
  process.once("exit", () => cleanUps.forEach((each) => each()));
  for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
    process.once(signal, () => process.exit(code));
  }
}

const cleanUps: (() => void)[] = [];

interface TakeoverFile {
  path: string;
  pid: number;
}

/** Files of takeovers, of one engine run or of all. */
function filesIn(folder: string, hash = "[0-9a-f]{16}"): TakeoverFile[] {
  const name = new RegExp(`^${hash}\\.(\\d+)\\.[0-9a-f]{8}\\.jsonl$`);
  return fs.readdirSync(folder).flatMap((entry) => {
    const pid = name.exec(entry)?.[1];
    return pid === undefined ? [] : [{ path: join(folder, entry), pid: Number(pid) }];
  });
}

function firstUsable(folders: string[]): string {
  const reasons: string[] = [];
  for (const folder of folders) {
    try {
      fs.mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") reasons.push(whyOf(error));
    }
    if (isOurs(folder)) return folder;
    if (fs.existsSync(folder)) reasons.push(`${folder} is writable for others`);
  }
  throw new Error(reasons.join("; "));
}

/**
 * Whether only this user can write to the folder. Files of other users could prevent or cause the deletion of images.
 */
function isOurs(folder: string): boolean {
  const found = fs.lstatSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return false; // links are refused, too
  const uid = process.getuid?.();
  return uid === undefined || (found.uid === uid && (found.mode & 0o022) === 0);
}

function readText(path: string): string {
  const descriptor = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
  try {
    return fs.readFileSync(descriptor, "utf8");
  } finally {
    fs.closeSync(descriptor);
  }
}

function parse(text: string): Takeover[] {
  const lines = text.split("\n");
  if (lines.pop() !== "") throw new Error("its last line is not whole");
  return lines.map((line) => JSON.parse(line) as Takeover);
}

const whyOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
