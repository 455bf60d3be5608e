import * as messages from "./messages";

/** One mistake in the inputs: the engine shows it as a problem of that property. */
export interface Failure {
  property: string;
  reason: string;
}

/** A mistake as ajv reports it. */
interface Mistake {
  keyword: string;
  instancePath: string;
  params: object;
  message?: string;
}

/** One of the functions in `schemaValidators.ts`. */
export interface SchemaValidator {
  (inputs: object): boolean;
  errors?: Mistake[] | null;
}

/** Says what is wrong with a text of this property that does not match its pattern. */
export type PatternReason = (property: string, found: string) => string;

/** Says that a text of this property is too long, where the schema's maximum is not the one that counts. */
export type TooLongReason = (property: string, found: string) => string | undefined;

interface ValidatorOptions {
  patternReason?: PatternReason;
  noun?: string;
  required?: string[];
}

type ReasonOptions = Pick<ValidatorOptions, "patternReason" | "required"> & { tooLong?: TooLongReason };

/**
 * A function that finds every mistake of an object at once, by the rules that `schema.json` states for its properties.
 * @param validate code generated from those rules
 * @param properties properties of a resource, a function or the provider, as `schema.json` has them
 * @param options.patternReason words for a text of the wrong form; by default, the rule itself
 * @param options.noun what one of the properties is to the user
 * @param options.required properties that cannot be omitted
 */
export function validatorOf(
  validate: SchemaValidator,
  properties: object,
  { patternReason, noun = "input", required = [] }: ValidatorOptions = {},
): (inputs: object, tooLong?: TooLongReason) => Failure[] {
  return (inputs, tooLong) => {
    if (validate(inputs)) return [];
    const mistakes = validate.errors ?? [];
    // A text that is too short also fails the pattern, which adds nothing.
    const isTooShort = ({ instancePath }: Mistake) =>
      mistakes.some((other) => other.keyword === "minLength" && other.instancePath === instancePath);
    return mistakes
      .filter((mistake) => mistake.keyword !== "pattern" || !isTooShort(mistake))
      .map((mistake) => asFailure(mistake, inputs, { properties, patternReason, tooLong, noun, required }));
  };
}

function asFailure(
  mistake: Mistake,
  inputs: object,
  { properties, noun, ...options }: ReasonOptions & { properties: object; noun: string },
): Failure {
  if (mistake.keyword === "additionalProperties") {
    const property = (mistake.params as { additionalProperty: string }).additionalProperty;
    return { property, reason: messages.unknownProperty(property, Object.keys(properties), noun) };
  }
  const path = mistake.instancePath.slice(1).split("/");
  const property = path.join(".");
  const rule = (properties as Record<string, object>)[path[0] ?? ""] ?? {};
  return { property, reason: reasonOf(mistake, property, valueAt(inputs, path), options, rule) };
}

const valueAt = (inputs: object, path: string[]): unknown =>
  path.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], inputs);

function reasonOf(
  mistake: Mistake,
  property: string,
  found: unknown,
  { patternReason, tooLong, required = [] }: ReasonOptions,
  rule: object,
): string {
  const params = mistake.params as { limit: number; type: string; allowedValues: string[] };
  switch (mistake.keyword) {
    case "type":
      return messages.wrongType(property, found, params.type);
    case "minLength":
      if (found === "") return messages.empty(property, { isRequired: required.includes(property) });
      return messages.tooShort(property, found as string, params.limit);
    case "maxLength":
      return tooLong?.(property, found as string) ?? messages.tooLong(property, found as string, params.limit);
    case "minimum":
    case "maximum":
      return messages.outOfRange(property, found as number, rule);
    case "enum":
      return messages.notOneOf(property, found, params.allowedValues);
    default:
      if (mistake.keyword === "pattern" && patternReason) return patternReason(property, found as string);
      return messages.invalid(property, mistake.message ?? mistake.keyword);
  }
}
