// The limits of the inputs are in schema.json: this file holds the texts.
import schema from "../../schema.json";
import { knownInputs } from "../customImage/unknown";
import * as messages from "../messages";
import { ZecImageFamily } from "../schemaValidators";
import { validatorOf, type Failure, type TooLongReason } from "../schemaValidation";
import { declaredFailures } from "../zecImage/tagAndRegionRules";

const { inputProperties, requiredInputs: required } = schema.resources["zenlayer:index:ZecImageFamily"];

/** Labels in the service `zec`. */
export const LABEL = new RegExp(inputProperties.version.pattern);

const validateKnown = validatorOf(ZecImageFamily, inputProperties, {
  required,
  patternReason: (property, found) => {
    if (property === "version" || property === "currentVersion") return messages.unfitZecLabel(found);
    return property === "familyName"
      ? messages.unfitZecName(property, found)
      : messages.unfitZecReference(property, found);
  },
});

/** Reports all mistakes of these inputs together. */
export function validate(inputs: object, tooLong?: TooLongReason): Failure[] {
  const known = knownInputs(inputs, inputProperties);
  const failures = validateKnown(known, tooLong);
  return failures.length > 0 ? failures : declaredFailures(known);
}
