import schema from "../../schema.json";
import * as messages from "../messages";
import { CustomImage } from "../schemaValidators";
import { validatorOf, type Failure } from "../validation";
import { isUnknown } from "./unknown";
import { isWorkingName } from "./workingName";

const { inputProperties } = schema.resources["zenlayer:index:CustomImage"];

const validateKnown = validatorOf(CustomImage, inputProperties, (property, found) =>
  property === "imageName" ? messages.unfitName(found) : messages.unfitReference(property, found),
);

/** Reports all mistakes of these inputs together. Unknown values pass; misspelled names do not. */
export function validate(inputs: { imageName?: unknown }): Failure[] {
  const known = Object.fromEntries(
    Object.entries(inputs).filter(([name, value]) => !isUnknown(value) || !Object.hasOwn(inputProperties, name)),
  );
  const failures = validateKnown(known);
  const { imageName } = inputs;
  if (typeof imageName === "string" && isWorkingName(imageName))
    failures.push({ property: "imageName", reason: messages.workingNameDeclared() });
  return failures;
}
