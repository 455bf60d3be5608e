// The limits of the inputs are in schema.json: this file holds the texts and the rule for working names.
// Rules for tags and regions that a schema cannot state are in tagAndRegionRules.ts.
import schema from "../../schema.json";
import { knownInputs } from "../customImage/unknown";
import { isWorkingName } from "../customImage/workingName";
import * as messages from "../messages";
import { ZecImage } from "../schemaValidators";
import { validatorOf, type Failure } from "../schemaValidation";
import { declaredFailures } from "./tagAndRegionRules";

const { inputProperties } = schema.resources["zenlayer:index:ZecImage"];

/** In characters. */
export const LONGEST_NAME = inputProperties.imageName.maxLength;

const validateKnown = validatorOf(ZecImage, inputProperties, {
  patternReason: (property, found) =>
    property === "imageName" ? messages.unfitZecName(property, found) : messages.unfitZecReference(property, found),
});

/** Reports all mistakes of these inputs together. Unknown values pass, also inside tags and regions. */
export function validate(inputs: object): Failure[] {
  const known = knownInputs(inputs, inputProperties);
  const failures = validateKnown(known);
  if (failures.length > 0) return failures;
  const { imageName, tags, regions } = known as {
    imageName?: string;
    tags?: Record<string, string>;
    regions?: string[];
  };
  if (imageName !== undefined && isWorkingName(imageName))
    failures.push({ property: "imageName", reason: messages.workingNameDeclared() });
  return [...failures, ...declaredFailures({ tags, regions })];
}
