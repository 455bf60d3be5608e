import { createHash } from "node:crypto";

/**
 * The name that an image has from CreateImage until it is finished. It says whose image it is, so that no run, on any
 * computer, has to guess: up to 4 characters of the real name, then `-z1`, `s` if the run that sent CreateImage stopped
 * the instance for it and `n` if not, and four parts of 4 characters each: 24 characters, the limit of the service `vm`
 * (documented). For `zec`, where names may be longer (documented), the parts have 8 characters, and the beginning up to
 * 24: 60 characters. A test compares both with the limits in schema.json.
 */
export interface WorkingName {
  /** The beginning of the real name, for people who read it in the console. */
  prefix: string;
  /** The run stopped the instance, so any run that continues with the image has to start it again. */
  hasStopped: boolean;
  /** Project and stack, see {@link Owner}. */
  stack: string;
  resource: string;
  what: string;
  /** Random, new for each run of create; retried requests of one run carry the same. */
  attempt: string;
}

/** Whose image it is, and of what. Each part is a hash of 4 or 8 characters, so 40 or 80 bits distinguish owners. */
export interface Owner {
  /** Hash of project and stack. */
  stack: string;
  /** Hash of the resource's place in the stack: its parents' types, its own type, its logical name. */
  resource: string;
  /** Hash of what distinguishes this image from another one of the resource: source instance and real name. */
  what: string;
}

/** What identifies a resource in all of Pulumi. */
export interface ResourceIdentity {
  project: string;
  stack: string;
  /** Logical name. */
  name: string;
  /** Types of its parents as its URN has them, joined by `$`; absent for a resource without any. */
  parents?: string;
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
/** Characters of one part. */
export type PartLength = 4 | 8;
/** Characters of the real name, by the length of the parts. */
const LONGEST_PREFIX = { 4: 4, 8: 24 } as const;
const PATTERN =
  /^(?:(?<short>.{0,4})-z1(?<s>[sn])(?<parts>[a-z2-7]{16})|(?<long>.{0,24})-z1(?<S>[sn])(?<longParts>[a-z2-7]{32}))$/u;

/** The name to send with CreateImage. */
export function formatWorkingName(name: WorkingName): string {
  const prefix = workingPrefix(name.prefix, name);
  return `${prefix}-z1${name.hasStopped ? "s" : "n"}${name.stack}${name.resource}${name.what}${name.attempt}`;
}

/** As much of a name as its working name begins with. */
export const workingPrefix = (name: string, { stack }: Pick<Owner, "stack">): string =>
  [...name].slice(0, LONGEST_PREFIX[lengthOf(stack)]).join("");

/** The parts of a working name; nothing for any other name. */
export function parseWorkingName(imageName: string): WorkingName | undefined {
  const found = PATTERN.exec(imageName)?.groups;
  if (found === undefined) return undefined;
  const prefix = found.short ?? found.long ?? "";
  const [stack, resource, what, attempt] = partsOf(found.parts ?? found.longParts ?? "", 4);
  return { prefix, hasStopped: (found.s ?? found.S) === "s", stack, resource, what, attempt };
}

/** True for the name of an image that is not finished. */
export const isWorkingName = (imageName: string): boolean => parseWorkingName(imageName) !== undefined;

/** Hash of project and stack. */
export const stackHash = (
  { project, stack }: Pick<ResourceIdentity, "project" | "stack">,
  length: PartLength = 4,
): string => hashOf([project, stack], length);

/** Hash of the resource's place in its stack. The same for both hosts, since `type` is the schema's token in both. */
export const resourceHash = ({ name, parents = "" }: ResourceIdentity, type: string, length: PartLength = 4): string =>
  hashOf([parents, type, name], length);

/** Hash of the parts that make an image of a resource another one: source instance and real name, or a version's label. */
export const whatHash = (...parts: string[]): string => hashOf(parts, 4);

/** {@link whatHash}, in 8 characters. */
export const longWhatHash = (...parts: string[]): string => hashOf(parts, 8);

/** A new attempt, as long as the owner's parts. @param random from 0 to 1 */
export const newAttempt = (random: () => number, { stack }: Pick<Owner, "stack">): string =>
  randomPart(random, lengthOf(stack));

/** Random characters like those of a hash. @param random from 0 to 1 */
export const randomPart = (random: () => number, length: PartLength): string =>
  Array.from({ length }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join("");

/** True if both are images of one resource, whatever they are images of. */
export const isSameResource = (one: Pick<Owner, "stack" | "resource">, other: Pick<Owner, "stack" | "resource">) =>
  one.stack === other.stack && one.resource === other.resource;

/** The owner as the hidden input `__owner` holds it: 12 or 24 characters, or 8 or 16 without `what`. */
export const formatOwner = ({ stack, resource, what }: Owner): string => stack + resource + what;

/** Reads `__owner`. */
export function parseOwner(text: string): Owner {
  const [stack, resource, what] = partsOf(text, text.length === 12 || text.length === 24 ? 3 : 2);
  return { stack, resource, what };
}

/** Splits a text into parts of equal length; further parts are empty. */
function partsOf(text: string, count: number): [string, string, string, string] {
  const length = text.length / count;
  const part = (index: number): string => text.slice(index * length, (index + 1) * length);
  return [part(0), part(1), part(2), part(3)];
}

const lengthOf = (part: string): PartLength => (part.length > 4 ? 8 : 4);

/** The first 20 or 40 bits of a SHA-256, as 4 or 8 characters of base32. */
function hashOf(parts: string[], length: PartLength): string {
  const bits = createHash("sha256").update(JSON.stringify(parts)).digest().readBigUInt64BE(0);
  return Array.from({ length }, (_, at) => ALPHABET[Number((bits >> BigInt(59 - 5 * at)) & 31n)]).join("");
}

/**
 * Whether the run that created an unfinished image had stopped its instance, so that the run that finishes it starts
 * it.
 */
export const stopsInstance = ({ imageName }: { imageName: string }): boolean =>
  parseWorkingName(imageName)?.hasStopped === true;
