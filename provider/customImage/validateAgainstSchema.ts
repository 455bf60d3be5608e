// The limits of the inputs are in schema.json: this file holds the texts, and the rules that a schema cannot state.
import schema from "../../schema.json";
import * as messages from "../messages";
import { CustomImage } from "../schemaValidators";
import { validatorOf, type Failure } from "../schemaValidation";
import { knownInputs } from "./unknown";
import { isWorkingName } from "./workingName";

const { inputProperties } = schema.resources["zenlayer:index:CustomImage"];

const NAME_CHARACTERS = new RegExp(inputProperties.imageName.pattern, "u");
/** Whether a name may contain this character. */
export const isNameCharacter = (character: string): boolean => NAME_CHARACTERS.test(character);
/** Says which character a name may not contain. */
export const unfitName = (property: string, name: string): string =>
  messages.unfitName(
    property,
    name,
    [...name].findIndex((character) => !isNameCharacter(character)),
  );
export const LONGEST_NAME = inputProperties.imageName.maxLength;

const validateKnown = validatorOf(CustomImage, inputProperties, {
  patternReason: (property, found) =>
    property === "imageName" ? unfitName(property, found) : messages.unfitReference(property, found),
});

/** Reports all mistakes of these inputs together. Unknown values pass; misspelled names do not. */
export function validate(inputs: { imageName?: unknown }): Failure[] {
  const failures = validateKnown(knownInputs(inputs, inputProperties));
  const { imageName } = inputs;
  if (typeof imageName === "string" && isWorkingName(imageName))
    failures.push({ property: "imageName", reason: messages.workingNameDeclared() });
  return failures;
}
