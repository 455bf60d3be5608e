import { readFileSync } from "node:fs";
import { join } from "node:path";

import { badProfileFile } from "../messages";

/** A profile of Zenlayer's command line tool: a token or an access key; what it lacks is absent. */
export interface Profile {
  token?: string;
  accessKeyId?: string;
  accessKeyPassword?: string;
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Files of the tool `zeno` in `.zenlayer` of the home directory. Missing files are fine, malformed ones are not. */
export class ProfileFiles {
  /** What the credentials file is called in messages. */
  static readonly credentialsName = "~/.zenlayer/credentials.json";
  readonly #folder: string;

  constructor(homeDirectory: string) {
    this.#folder = join(homeDirectory, ".zenlayer");
  }

  /** The profile that the tool works with when none is named: `current_profile`, else `default`. */
  currentName(): string {
    const path = join(this.#folder, "config.json");
    const name = this.#read(path)?.["current_profile"] ?? "";
    if (typeof name !== "string") throw badProfileFile(path, "its current_profile must be a text");
    return name.trim() || "default";
  }

  /** All profiles by name; nothing when there is no credentials file. */
  profiles(): Map<string, Profile> | undefined {
    const path = join(this.#folder, "credentials.json");
    const file = this.#read(path);
    if (!file) return undefined;
    return new Map(Object.entries(file).map(([name, entry]) => [name, toProfile(path, name, entry)]));
  }

  #read(path: string): Json | undefined {
    const text = readText(path);
    if (text === undefined) return undefined;
    const value = parse(path, text);
    if (!isObject(value)) throw badProfileFile(path, "it must hold a JSON object");
    return value;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw badProfileFile(path, `it cannot be read (${code ?? "unknown reason"})`);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")); // editors on Windows like to put a byte order mark there
  } catch {
    throw badProfileFile(path, "it is not valid JSON"); // the parser's own text would quote the file, keys and all
  }
}

function toProfile(path: string, name: string, entry: unknown): Profile {
  if (!isObject(entry)) throw badProfileFile(path, `profile "${name}" must be a JSON object`);
  const text = (key: string): string | undefined => {
    const value = entry[key] ?? "";
    if (typeof value !== "string") throw badProfileFile(path, `${key} of profile "${name}" must be a text`);
    return value.trim() || undefined;
  };
  return {
    token: text("token"),
    accessKeyId: text("access_key_id"),
    accessKeyPassword: text("access_key_secret"),
  };
}
