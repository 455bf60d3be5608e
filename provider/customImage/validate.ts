import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import schema from "../../schema.json";
import * as messages from "../errors";
import { isUnknown } from "./unknown";

const { inputProperties } = schema.resources["zenlayer:index:CustomImage"];

/** One mistake in the inputs: the engine shows it as a problem of that property. */
export interface Failure {
  property: string;
  reason: string;
}

/** Words of a Pulumi schema that JSON Schema does not know and validation does not need. */
const PULUMI_WORDS = ["secret", "willReplaceOnChanges", "replaceOnChanges", "language", "deprecationMessage"];

let compiled: ValidateFunction | undefined;

/** ajv compiled over `schema.json` itself, at the first use: the start of the provider need not wait for it. */
function validator(): ValidateFunction {
  if (compiled === undefined) {
    const ajv = new Ajv({ allErrors: true, verbose: true });
    ajv.addVocabulary(PULUMI_WORDS);
    compiled = ajv.compile({ type: "object", properties: inputProperties, additionalProperties: false });
  }
  return compiled;
}

/** Every mistake of these inputs at once. Values that are not known yet pass. */
export function validate(inputs: object): Failure[] {
  const known = Object.fromEntries(Object.entries(inputs).filter(([, value]) => !isUnknown(value)));
  const validateKnown = validator();
  if (validateKnown(known)) return [];
  const errors = validateKnown.errors ?? [];
  const isEmpty = (error: ErrorObject) =>
    errors.some((other) => other.keyword === "minLength" && other.instancePath === error.instancePath);
  // An empty text fails the pattern too, which tells the user nothing more.
  return errors.filter((error) => error.keyword !== "pattern" || !isEmpty(error)).map(asFailure);
}

function asFailure(error: ErrorObject): Failure {
  if (error.keyword === "additionalProperties") {
    const property = (error.params as { additionalProperty: string }).additionalProperty;
    return { property, reason: messages.unknownProperty(property, Object.keys(inputProperties)) };
  }
  const property = error.instancePath.slice(1);
  return { property, reason: reasonOf(property, error) };
}

function reasonOf(property: string, error: ErrorObject): string {
  const params = error.params as { limit: number; type: string };
  switch (error.keyword) {
    case "type":
      return messages.wrongType(property, error.data, params.type);
    case "minLength":
      return messages.empty(property);
    case "maxLength":
      return messages.tooLong(property, error.data as string, params.limit);
    case "pattern":
      return property === "imageName"
        ? messages.unfitName(error.data as string)
        : messages.unfitReference(property, error.data as string);
    default:
      return messages.invalid(property, error.message ?? error.keyword);
  }
}
