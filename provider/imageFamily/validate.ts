import schema from "../../schema.json";
import * as messages from "../messages";
import { ImageFamily } from "../schemaValidators";
import { validatorOf, type Failure } from "../validation";
import { isUnknown } from "../customImage/unknown";

const { inputProperties } = schema.resources["zenlayer:index:ImageFamily"];

const validateKnown = validatorOf(ImageFamily, inputProperties, (property, found) => {
  if (property === "version" || property === "currentVersion") return messages.unfitLabel(found);
  return property === "familyName" ? messages.unfitName(found) : messages.unfitReference(property, found);
});

/** Every mistake of these inputs at once. */
export const validate = (inputs: object): Failure[] => validateKnown(knownInputs(inputs, inputProperties));

/** Values that are not known yet pass; a misspelt name is known. */
export const knownInputs = (inputs: object, inputProperties: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(inputs).filter(([name, value]) => !isUnknown(value) || !Object.hasOwn(inputProperties, name)),
  );
