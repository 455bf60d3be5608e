import { RESOURCES } from "../products";
import type { InstanceInfo, InstanceOrigin, Scope } from "../zenlayer/types";

/** Begins with the name of an input, which keeps its spelling: one like `imageName`, or a plural with a verb in the singular. */
const BEGINS_WITH_INPUT = /^(?:[a-z]+[A-Z]|(?:regions|tags) (?:contains|does|has|is)\b)/;

export const sentence = (text: string): string => {
  const trimmed = text.trim();
  const ended = /[.!?)]$/.test(trimmed) ? trimmed : `${trimmed}.`;
  return BEGINS_WITH_INPUT.test(ended) ? ended : capitalize(ended);
};
export const resourceNamed = (name: string, type: string): string => `${type} "${name}"`;
export const nameOf = ({ instanceId, instanceName, zoneId }: InstanceInfo): string =>
  `${instanceId} (${[instanceName !== instanceId && instanceName, zoneId].filter(Boolean).join(", ")})`;
/** Where images are listed together. @param zoneId absent where it is not known */
export function placeOf(scope: Scope, zoneId: string | undefined): string {
  if (scope === "account") return "the account";
  return zoneId ? `zone ${zoneId}` : "any zone";
}
/**
 * Where to look for what this product does not have: the two products know nothing of each other's ids, and no id shows
 * which one it belongs to.
 */
export function otherProduct(what: "instance" | "image", scope: Scope | undefined): string {
  if (scope === undefined) return "";
  if (scope === "zone") return ` For an ${what} of Elastic Compute (zec), use ${RESOURCES.account}.`;
  const of = what === "instance" ? "a virtual machine" : "an image of a virtual machine";
  return ` For ${of} (vm), use ${RESOURCES.zone}.`;
}
export const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const shorten = (text: string): string => ([...text].length > 60 ? `${[...text].slice(0, 60).join("")}…` : text);
export const timeOfDay = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)} UTC`;
export const duration = (ms: number): string => `${Math.round(ms / 1000)} s`;
/** The first names, and how many more there are: an image may have hundreds of instances. */
export const listedWithRest = (names: string[], most = 5): string =>
  names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
export const listed = (names: string[]): string => names.join(" and ");

/** Where provider configuration comes from, in words. */
export const inTheConfiguration = "in the stack configuration (or given to a Provider)";

/** `instance i-1 (web, HKG-A, RUNNING)`, or several. */
export function instancesNamed(users: readonly InstanceOrigin[]): string {
  const names = users.map(
    ({ instanceId, instanceName, zoneId, instanceStatus }) =>
      `${instanceId} (${[instanceName !== instanceId && instanceName, zoneId, instanceStatus].filter(Boolean).join(", ")})`,
  );
  return `${users.length === 1 ? "instance" : `${users.length} instances:`} ${listedWithRest(names)}`;
}

/** What the deletion of an image means for the instances that were created from it. */
export const keepRunning = (users: readonly InstanceOrigin[]): string =>
  `${users.length === 1 ? "The instance keeps" : "They keep"} running, and can no longer be reset to it.`;

/** What is done to an image that the service does not delete yet. */
export const occupation = (imageStatus: string): string =>
  imageStatus === "CREATING" ? "is still being created" : `is still ${imageStatus}`;
