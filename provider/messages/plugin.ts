import { sentence } from "./parts";
import { UserError } from "./userError";

export function foundInPreview(reasons: string[]): UserError {
  return new UserError(...reasons.map(sentence));
}

export function unknownType(type: string): UserError {
  return new UserError(
    `pulumi-zenlayer has no resource type ${type}. Use zenlayer:index:CustomImage, or install a version that has it.`,
  );
}

export function unknownFunction(token: string, known: string[]): UserError {
  return new UserError(
    `pulumi-zenlayer has no function ${token}. It has ${known.join(", ")}; a newer version may have more.`,
  );
}
