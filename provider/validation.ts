import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import * as messages from "./errors";

/** One mistake in somebody's inputs: the engine shows it as a problem of that property. */
export interface Failure {
  property: string;
  reason: string;
}

/** Words of a Pulumi schema that JSON Schema does not know and validation does not need. */
const PULUMI_WORDS = ["secret", "willReplaceOnChanges", "replaceOnChanges", "language", "deprecationMessage"];

/** Says what is wrong with a text of this property that does not match its pattern. */
export type PatternReason = (property: string, found: string) => string;

/**
 * A function that finds every mistake of an object at once, by the rules that `schema.json` states for its properties.
 * @param properties properties of a resource, a function or the provider, as `schema.json` has them
 * @param patternReason words for a text of the wrong form
 * @param noun what one of the properties is to the user
 */
export function validatorOf(
  properties: object,
  patternReason: PatternReason = messages.unfitReference,
  noun = "input",
): (inputs: object) => Failure[] {
  const names = Object.keys(properties);
  // Compiled at the first use: the start of the provider need not wait for it.
  let compiled: ValidateFunction | undefined;
  return (inputs) => {
    compiled ??= compile(properties);
    if (compiled(inputs)) return [];
    const errors = compiled.errors ?? [];
    // An empty text fails the pattern too, which tells the user nothing more.
    const isEmpty = ({ instancePath }: ErrorObject) =>
      errors.some((other) => other.keyword === "minLength" && other.instancePath === instancePath);
    return errors
      .filter((error) => error.keyword !== "pattern" || !isEmpty(error))
      .map((error) => asFailure(error, names, patternReason, noun));
  };
}

function compile(properties: object): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, verbose: true });
  ajv.addVocabulary(PULUMI_WORDS);
  return ajv.compile({ type: "object", properties, additionalProperties: false });
}

function asFailure(error: ErrorObject, names: string[], patternReason: PatternReason, noun: string): Failure {
  if (error.keyword === "additionalProperties") {
    const property = (error.params as { additionalProperty: string }).additionalProperty;
    return { property, reason: messages.unknownProperty(property, names, noun) };
  }
  const property = error.instancePath.slice(1).replaceAll("/", ".");
  return { property, reason: reasonOf(property, error, patternReason) };
}

function reasonOf(property: string, error: ErrorObject, patternReason: PatternReason): string {
  const params = error.params as { limit: number; type: string; allowedValues: string[] };
  switch (error.keyword) {
    case "type":
      return messages.wrongType(property, error.data, params.type);
    case "minLength":
      return messages.empty(property);
    case "maxLength":
      return messages.tooLong(property, error.data as string, params.limit);
    case "pattern":
      return patternReason(property, error.data as string);
    case "enum":
      return messages.notOneOf(property, error.data, params.allowedValues);
    default:
      return messages.invalid(property, error.message ?? error.keyword);
  }
}
