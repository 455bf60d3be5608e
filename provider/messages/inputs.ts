import { closest, distance } from "fastest-levenshtein";
import { sanitize } from "../zenlayer/sanitize";

// The engine puts "property … value {…} has a problem:" before these, so they repeat a short value only.

const repeated = (value: string): string => ([...value].length > 60 ? "" : value);

export function unknownProperty(property: string, known: readonly string[], noun = "input"): string {
  const meant = closestMatch(property, known);
  const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  return sanitize(`there is no ${noun} "${property}".${hint} Supported ${noun}s: ${known.join(", ")}.`);
}

/** A beginning that is shorter than this could mean anything. */
const SHORTEST_BEGINNING = 4;

/** The name with at most three typos, or else the closest one that begins like the other: `pollInterval`, for example. */
function closestMatch(property: string, known: readonly string[]): string | undefined {
  const wanted = property.toLowerCase();
  const typosIn = (name: string): number => distance(wanted, name.toLowerCase());
  const shared = (name: string): number => {
    let length = 0;
    while (length < wanted.length && wanted[length] === name[length]?.toLowerCase()) length++;
    return length;
  };
  // Of several with as many typos, the one that begins alike for longer.
  const [nearest] = [...known].sort((a, b) => typosIn(a) - typosIn(b) || shared(b) - shared(a));
  if (nearest !== undefined && typosIn(nearest) <= 3) return nearest;
  const begins = (text: string, beginning: string) =>
    beginning.length >= SHORTEST_BEGINNING && text.startsWith(beginning);
  const alike = known.filter((name) => begins(name.toLowerCase(), wanted) || begins(wanted, name.toLowerCase()));
  return alike.length === 0 ? undefined : closest(property, alike);
}

/** JSON's types in the users' words. */
const KINDS: Record<string, string> = { array: "a list", object: "a map", integer: "a whole number", null: "null" };
const kindNamed = (type: string): string => KINDS[type] ?? `a ${type}`;
const typeOf = (value: unknown): string => (Array.isArray(value) ? "array" : value === null ? "null" : typeof value);

/** @param type as JSON Schema names it */
export function wrongType(property: string, found: unknown, type: string): string {
  const wanted = kindNamed(type);
  const json = JSON.stringify(found);
  const is =
    type === "integer" && typeof found === "number" ? json : `${kindNamed(typeOf(found))}${repeated(`: ${json}`)}`;
  return sanitize(`${property} must be ${wanted}, but is ${is}. Give it as ${wanted}.`);
}

/** The rule of a number in `schema.json`. */
interface Range {
  type?: string;
  minimum?: number;
  maximum?: number;
}

export function outOfRange(property: string, found: number, { type = "number", minimum, maximum }: Range): string {
  const bounds = [minimum !== undefined && `from ${minimum}`, maximum !== undefined && `to ${maximum}`];
  return sanitize(`${property} is ${found}; use ${kindNamed(type)} ${bounds.filter(Boolean).join(" ")}.`);
}

export function empty(property: string, { isRequired }: { isRequired: boolean }): string {
  if (property === "instanceId") {
    return (
      "instanceId is empty. Set it to the id of the instance to create the image from. Omit it only if the image already " +
      "exists, or is adopted with adoptImageId."
    );
  }
  return sanitize(`${property} is empty. ${isRequired ? "It is required: set a value." : "Set a value, or omit it."}`);
}

export function tooShort(property: string, found: string, shortest: number): string {
  const length = [...found].length;
  return sanitize(
    `${property} "${found}" has ${length} character${length === 1 ? "" : "s"}; the minimum is ${shortest}. Lengthen it.`,
  );
}

export function tooLong(property: string, found: string, longest: number): string {
  return sanitize(
    `${property}${repeated(` "${found}"`)} has ${[...found].length} characters; the maximum is ${longest}. Shorten it.`,
  );
}

/** @param at index of the first character that is not allowed */
export function unfitName(property: string, name: string, at: number): string {
  const characters = [...name];
  return sanitize(
    `${property}${repeated(` "${name}"`)} contains "${characters[at] ?? ""}" at position ${at + 1}; only Chinese characters, ` +
      `letters, digits, "-" and "_" are allowed. Use another character.`,
  );
}

export function unfitReference(property: string, found: string): string {
  return sanitize(`${property}${repeated(` "${found}"`)} is not an image id. Use the form "img-…" or "ZONE/img-…".`);
}

export function notOneOf(property: string, found: unknown, allowed: string[]): string {
  const value = repeated(JSON.stringify(found)) || "not an allowed value";
  return sanitize(`${property} is ${value}; use one of ${allowed.map((one) => `"${one}"`).join(", ")}.`);
}

export function invalid(property: string, rule: string): string {
  return sanitize(`${property} ${rule}.`);
}

export function nameRequired(): string {
  return (
    "imageName is required, because pulumi:autonaming in the stack configuration disables automatic names. Set imageName, " +
    "or change that setting."
  );
}

export function unfitEnforcedName(reason: string): string {
  return sanitize(
    `pulumi:autonaming in the stack configuration enforces a name that the service does not allow: ${reason} ` +
      "Alternatively, set imageName, or let the setting propose a name instead of enforcing it.",
  );
}

/** @param replaced id of the image that the new one would replace */
export function instanceRequired(replaced?: string): string {
  if (replaced !== undefined)
    return sanitize(
      `instanceId is required: this change, of imageName for example, replaces image ${replaced} by a new one. Set it to the ` +
        "id of the instance to create that from, or undo the change to keep the image.",
    );
  return (
    "instanceId is required to create an image. Set it to the id of the instance to create the image from, or adopt an " +
    "existing image with adoptImageId."
  );
}
