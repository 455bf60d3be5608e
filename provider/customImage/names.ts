import { createHash } from "node:crypto";
import * as messages from "../messages";
import { isUnknown, UNKNOWN } from "./unknown";
import type { Failure } from "../schemaValidation";
import { isNameCharacter, LONGEST_NAME, validate } from "./validateAgainstSchema";
import { isWorkingName, type ResourceIdentity } from "./workingName";

/** What identifies a resource. Its automatic name consists of all but the parents. */
export type LogicalName = ResourceIdentity;

/** The name of a resource by `pulumi:autonaming` in the stack configuration. */
export type Autonaming = { mode: "propose" | "enforce"; proposedName: string } | { mode: "disable" };

/** What the service allows as a name. */
export interface NameRules {
  /** Most characters. */
  longest: number;
  /** Replaces the characters of a text that are not allowed in a name. */
  fit: (text: string) => string[];
  /** Reports all mistakes in these inputs. */
  validate(inputs: { imageName: string }): Failure[];
}

/** Names in the service `vm`. */
export const VM_NAMES: NameRules = {
  longest: LONGEST_NAME,
  fit: (text) => [...text].map((character) => (isNameCharacter(character) ? character : "-")),
  validate,
};

/**
 * The name of an image whose program gives none: the logical name, with `-` for characters that are not allowed, then
 * `-` and 7 hex digits. The digits depend only on project, stack, logical name and instance, so a preview shows the
 * name that `up` uses, update plans hold, and two stacks never share a name. At most as long as the service allows
 * (documented: 24 characters for `vm`); the digits are never cut.
 */
export function automaticName(of: LogicalName, instanceId: string, rules = VM_NAMES): string {
  return withDigits(of.name, of, instanceId, rules);
}

/**
 * The name of a new image whose program gives none: the one above, unless the stack's configuration says otherwise. A
 * proposed name is adapted to the rules, an enforced one must follow them.
 */
export function newName(
  of: LogicalName,
  instanceId: string,
  autonaming: Autonaming | undefined,
  rules = VM_NAMES,
): { name: string } | { refusal: string } {
  switch (autonaming?.mode) {
    case "disable":
      return { refusal: messages.nameRequired() };
    case "enforce":
      return enforced(autonaming.proposedName, rules);
    case "propose":
      if (isFitting(autonaming.proposedName, rules)) return { name: rules.fit(autonaming.proposedName).join("") };
      return { name: isUnknown(instanceId) ? UNKNOWN : withDigits(autonaming.proposedName, of, instanceId, rules) };
    default:
      return { name: isUnknown(instanceId) ? UNKNOWN : automaticName(of, instanceId, rules) };
  }
}

/** Whether the name can be given once its characters are adapted; digits at the end make another name of it. */
const isFitting = (proposedName: string, { longest, fit }: NameRules): boolean =>
  [...proposedName].length <= longest && !isWorkingName(fit(proposedName).join(""));

function enforced(imageName: string, rules: NameRules): { name: string } | { refusal: string } {
  const [failure] = rules.validate({ imageName });
  return failure ? { refusal: messages.unfitEnforcedName(failure.reason) } : { name: imageName };
}

/** Cuts the readable part, never the digits, so that what is cut stays distinct. */
function withDigits(readable: string, of: LogicalName, instanceId: string, { fit, longest }: NameRules): string {
  const identity = JSON.stringify([of.project, of.stack, of.name, instanceId]);
  const digits = createHash("sha256").update(identity).digest("hex").slice(0, 7);
  return `${fit(readable)
    .slice(0, longest - digits.length - 1)
    .join("")}-${digits}`;
}
