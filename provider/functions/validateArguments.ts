import schema from "../../schema.json";
import * as messages from "../messages";
import * as rules from "../schemaValidators";
import { validatorOf, type Failure, type SchemaValidator } from "../schemaValidation";

const { functions } = schema;
const validatorOfFunction = (
  validate: SchemaValidator,
  { inputs }: { inputs: { properties: object; required?: string[] } },
): ((args: object) => Failure[]) => validatorOf(validate, inputs.properties, { required: inputs.required });

const validators = {
  getImage: validatorOfFunction(rules.getImage, functions["zenlayer:index:getImage"]),
  getImages: validatorOfFunction(rules.getImages, functions["zenlayer:index:getImages"]),
  getImageQuota: validatorOfFunction(rules.getImageQuota, functions["zenlayer:index:getImageQuota"]),
  getImageUsers: validatorOfFunction(rules.getImageUsers, functions["zenlayer:index:getImageUsers"]),
  getZecImage: validatorOfFunction(rules.getZecImage, functions["zenlayer:index:getZecImage"]),
  getZecImages: validatorOfFunction(rules.getZecImages, functions["zenlayer:index:getZecImages"]),
  getZecImageUsers: validatorOfFunction(rules.getZecImageUsers, functions["zenlayer:index:getZecImageUsers"]),
};

/** Throws one UserError with every mistake in the arguments of a function. */
export function requireValid(lookup: keyof typeof validators, args: object): void {
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined && value !== null));
  const failures = validators[lookup](given);
  if (failures.length > 0)
    throw messages.wrongArguments(
      lookup,
      failures.map(({ reason }) => reason),
    );
}
