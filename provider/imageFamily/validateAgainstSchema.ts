// The limits of the inputs are in schema.json: this file holds the texts.
import schema from "../../schema.json";
import * as messages from "../messages";
import { ImageFamily } from "../schemaValidators";
import { validatorOf, type Failure, type TooLongReason } from "../schemaValidation";
import { knownInputs } from "../customImage/unknown";
import { unfitName } from "../customImage/validateAgainstSchema";

const { inputProperties, requiredInputs: required } = schema.resources["zenlayer:index:ImageFamily"];

/** Characters of a label. */
export const LABEL = new RegExp(inputProperties.version.pattern);

const validateKnown = validatorOf(ImageFamily, inputProperties, {
  required,
  patternReason: (property, found) => {
    if (property === "version" || property === "currentVersion") return messages.unfitLabel(found);
    return property === "familyName" ? unfitName(property, found) : messages.unfitReference(property, found);
  },
});

/** Reports all mistakes of these inputs together. */
export const validate = (inputs: object, tooLong?: TooLongReason): Failure[] =>
  validateKnown(knownInputs(inputs, inputProperties), tooLong);
