import { sentence } from "./parts";
import { UserError } from "./userError";

export function foundInPreview(reasons: string[]): UserError {
  return new UserError(...reasons.map(sentence));
}

export function unknownType(type: string, known: string[]): UserError {
  return new UserError(
    `pulumi-zenlayer has no resource type ${type}. Use one of ${known.join(", ")}, or install a version that has it.`,
  );
}

export function notListed(type: string): UserError {
  return new UserError(`Objects of type ${type} cannot be listed. Import one by its id.`);
}

export function unknownFunction(token: string, known: string[]): UserError {
  return new UserError(
    `pulumi-zenlayer has no function ${token}. Use one of ${known.join(", ")}, or install a version that has it.`,
  );
}
