import schema from "../../schema.json";
import * as messages from "../messages";
import * as rules from "../schemaValidators";
import { validatorOf } from "../schemaValidation";

const validators = {
  getImage: validatorOf(rules.getImage, schema.functions["zenlayer:index:getImage"].inputs.properties),
  getImages: validatorOf(rules.getImages, schema.functions["zenlayer:index:getImages"].inputs.properties),
  getImageQuota: validatorOf(rules.getImageQuota, schema.functions["zenlayer:index:getImageQuota"].inputs.properties),
  getImageUsers: validatorOf(rules.getImageUsers, schema.functions["zenlayer:index:getImageUsers"].inputs.properties),
  getZecImage: validatorOf(rules.getZecImage, schema.functions["zenlayer:index:getZecImage"].inputs.properties),
  getZecImages: validatorOf(rules.getZecImages, schema.functions["zenlayer:index:getZecImages"].inputs.properties),
  getZecImageUsers: validatorOf(
    rules.getZecImageUsers,
    schema.functions["zenlayer:index:getZecImageUsers"].inputs.properties,
  ),
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
