import { closest, distance } from "fastest-levenshtein";
import { sanitize } from "../zenlayer/sanitize";

// The engine puts "property … value {…} has a problem:" before these, so they repeat a short value only.

const repeated = (value: string): string => ([...value].length > 60 ? "" : value);

export function unknownProperty(property: string, known: string[], noun = "input"): string {
  const nearest = closest(property, known);
  const hint = distance(property.toLowerCase(), nearest.toLowerCase()) <= 3 ? ` Did you mean "${nearest}"?` : "";
  return sanitize(
    `there is no ${noun} "${property}".${hint} ${noun.charAt(0).toUpperCase()}${noun.slice(1)}s are: ${known.join(", ")}.`,
  );
}

export function wrongType(property: string, found: unknown, wanted: string): string {
  const kind = Array.isArray(found) ? "a list" : found === null ? "nothing" : `a ${typeof found}`;
  const value = repeated(`: ${JSON.stringify(found)}`);
  return sanitize(`${property} must be a ${wanted}, but ${kind} was given${value}. Give it as a ${wanted}.`);
}

export function empty(property: string): string {
  if (property === "instanceId") {
    return (
      "instanceId is empty. Give the id of the instance to create the image from. Leave it out only if the image exists " +
      "already, or is adopted with adoptImageId."
    );
  }
  return sanitize(`${property} is empty. Give it a value, or leave it out.`);
}

export function tooLong(property: string, found: string, longest: number): string {
  return sanitize(
    `${property}${repeated(` "${found}"`)} has ${[...found].length} characters; at most ${longest} are allowed. Shorten it.`,
  );
}

export function unfitName(name: string): string {
  const characters = [...name];
  const at = characters.findIndex((character) => !/^[\p{Script=Han}A-Za-z0-9_-]$/u.test(character));
  return sanitize(
    `imageName${repeated(` "${name}"`)} has "${characters[at] ?? ""}" at position ${at + 1}; allowed are Chinese characters, ` +
      `letters, digits, "-" and "_". Choose another character.`,
  );
}

export function unfitReference(property: string, found: string): string {
  return sanitize(`${property}${repeated(` "${found}"`)} is no image id; write "img-…", or "ZONE/img-…".`);
}

export function notOneOf(property: string, found: unknown, allowed: string[]): string {
  return sanitize(
    `${property} is ${repeated(JSON.stringify(found)) || "a value that is not allowed"}; allowed are ${allowed.map((value) => `"${value}"`).join(", ")}. Use one of them.`,
  );
}

export function invalid(property: string, rule: string): string {
  return sanitize(`${property} ${rule}.`);
}

export function nameNeeded(): string {
  return (
    "imageName is needed, and none was given: pulumi:autonaming in the stack's configuration switches automatic names " +
    "off. Give the image a name, or change that setting."
  );
}

export function unfitEnforcedName(reason: string): string {
  return sanitize(
    `pulumi:autonaming in the stack's configuration enforces a name that the service does not allow: ${reason} ` +
      "Or give imageName, or let the setting propose a name instead of enforcing it.",
  );
}

export function instanceNeeded(): string {
  return (
    "instanceId is needed to make an image, and none was given. Name the virtual machine to make it of, " +
    "or take an existing image with adoptImageId."
  );
}
