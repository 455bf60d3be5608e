import { createHash } from "node:crypto";

/**
 * The name that an image has from CreateImage until it is finished. It says whose image it is, so that no run, on
 * whatever machine, has to guess: up to 4 characters of the real name, then `-z1`, `s` if the run that sent CreateImage
 * stopped the instance for it and `n` if not, and four parts of 4 characters each. With 24 characters it fits the
 * service's limit (documented).
 */
export interface WorkingName {
  /** The beginning of the real name, for people who read it in the console. */
  prefix: string;
  /** The run stopped the instance, so whoever goes on with the image has to start it again. */
  hasStopped: boolean;
  /** Project and stack, see {@link Owner}. */
  stack: string;
  resource: string;
  what: string;
  /** Random, one for each run of create; a repeated request of one run carries the same. */
  attempt: string;
}

/** Whose image it is, and of what. Each part is a hash of 4 characters, so 40 bits tell owners apart. */
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
const PART_LENGTH = 4;
const LONGEST_PREFIX = 4;
const PATTERN = /^(.{0,4})-z1([sn])([a-z2-7]{4})([a-z2-7]{4})([a-z2-7]{4})([a-z2-7]{4})$/u;

/** The name to send with CreateImage. */
export function formatWorkingName(name: WorkingName): string {
  const prefix = [...name.prefix].slice(0, LONGEST_PREFIX).join("");
  return `${prefix}-z1${name.hasStopped ? "s" : "n"}${name.stack}${name.resource}${name.what}${name.attempt}`;
}

/** The parts of a working name; nothing for any other name. */
export function parseWorkingName(imageName: string): WorkingName | undefined {
  const [, prefix, stopped, stack, resource, what, attempt] = PATTERN.exec(imageName) ?? [];
  if (prefix === undefined || stack === undefined || resource === undefined || what === undefined) return undefined;
  return { prefix, hasStopped: stopped === "s", stack, resource, what, attempt: attempt ?? "" };
}

/** True for the name of an image that is not finished. */
export const isWorkingName = (imageName: string): boolean => parseWorkingName(imageName) !== undefined;

/** Hash of project and stack. */
export const stackHash = ({ project, stack }: Pick<ResourceIdentity, "project" | "stack">): string =>
  hashOf([project, stack]);

/** Hash of the resource's place in its stack. The same for both hosts, since `type` is the schema's token in both. */
export const resourceHash = ({ name, parents = "" }: ResourceIdentity, type: string): string =>
  hashOf([parents, type, name]);

/** Hash of the parts that make an image of a resource another one: source instance and real name, or a version's label. */
export const whatHash = (...parts: string[]): string => hashOf(parts);

/** A new attempt. @param random from 0 to 1 */
export const newAttempt = (random: () => number): string =>
  Array.from({ length: PART_LENGTH }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join("");

/** True if both are images of one resource, whatever they are images of. */
export const isSameResource = (one: Pick<Owner, "stack" | "resource">, other: Pick<Owner, "stack" | "resource">) =>
  one.stack === other.stack && one.resource === other.resource;

/** The owner as the hidden input `__owner` holds it: 12 characters. */
export const formatOwner = ({ stack, resource, what }: Owner): string => stack + resource + what;

/** Reads `__owner`. */
export function parseOwner(text: string): Owner {
  return { stack: text.slice(0, 4), resource: text.slice(4, 8), what: text.slice(8, 12) };
}

/** The first 20 bits of a SHA-256, as 4 characters of base32. */
function hashOf(parts: string[]): string {
  const bits = createHash("sha256").update(JSON.stringify(parts)).digest().readUInt32BE(0) >>> 12;
  return Array.from({ length: PART_LENGTH }, (_, at) => ALPHABET[(bits >>> (5 * (PART_LENGTH - 1 - at))) & 31]).join(
    "",
  );
}
