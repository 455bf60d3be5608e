import schema from "../../schema.json";
import { knownInputs } from "../imageFamily/validate";
import * as messages from "../messages";
import { ZecImageFamily } from "../schemaValidators";
import { validatorOf, type Failure } from "../validation";
import { declaredFailures } from "../zecImage/validate";

const { inputProperties } = schema.resources["zenlayer:index:ZecImageFamily"];

const validateKnown = validatorOf(ZecImageFamily, inputProperties, (property, found) => {
  if (property === "version" || property === "currentVersion") return messages.unfitZecLabel(found);
  return property === "familyName" ? messages.unfitZecName(found) : messages.unfitZecReference(property, found);
});

/** Every mistake of these inputs at once. */
export function validate(inputs: object): Failure[] {
  const known = knownInputs(inputs, inputProperties);
  const failures = validateKnown(known);
  return failures.length > 0 ? failures : declaredFailures(known);
}
