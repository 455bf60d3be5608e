import { createHash } from "node:crypto";

/** What identifies a resource, and so its automatic name. */
export interface LogicalName {
  project: string;
  stack: string;
  name: string;
}

const LONGEST = 24;
const FIT = /^[\p{Script=Han}A-Za-z0-9_-]$/u;

/**
 * The name of an image whose program gives none: the logical name with unfit characters made `-`, then `-` and 7 hex
 * digits. The digits depend on project, stack, logical name and machine and on nothing else, so a preview shows
 * the name that `up` uses, update plans hold, and two stacks never share a name. At most 24 characters, the
 * service's limit (documented); the digits are never cut.
 */
export function automaticName(of: LogicalName, instanceId: string): string {
  const identity = JSON.stringify([of.project, of.stack, of.name, instanceId]);
  const digits = createHash("sha256").update(identity).digest("hex").slice(0, 7);
  const readable = [...of.name].map((character) => (FIT.test(character) ? character : "-"));
  return `${readable.slice(0, LONGEST - digits.length - 1).join("")}-${digits}`;
}
