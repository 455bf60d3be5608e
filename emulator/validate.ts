import { ApiError } from "./apiError";

/**
 * Validates one parameter and returns it with its type. Throws an {@link ApiError} with a generic code. An absent
 * parameter is `undefined`.
 */
export type Field<T> = (value: unknown, name: string) => T;

/** A validator for each field of an object. */
export type Shape<P> = { [K in keyof P]: Field<P[K]> };

/**
 * Validates the parameters of an action. `null` counts as absent. Unknown parameters are ignored (GUESS G11). Which
 * generic code an invalid parameter gets is GUESS G8.
 * @param prefix precedes the names of the parameters in messages
 */
export function readParams<P>(shape: Shape<P>, params: Record<string, unknown>, prefix = ""): P {
  const fields = Object.entries<Field<unknown>>(shape);
  return Object.fromEntries(
    fields.map(([name, field]) => [name, field(params[name] ?? undefined, `${prefix}${name}`)]),
  ) as P;
}

/** Rejects parameters that the action does not have, so that a misspelled one is not lost (GUESS Z31). */
export function rejectUnknown(shape: object, params: Record<string, unknown>, prefix = ""): void {
  const unknown = Object.keys(params).find((name) => !Object.hasOwn(shape, name));
  if (unknown === undefined) return;
  throw new ApiError("INVALID_PARAMETER_VALUE", `The parameter \`${prefix}${unknown}\` does not exist`);
}

export function required<T>(field: Field<T | undefined>): Field<T> {
  return (value, name) => {
    if (value === undefined) throw new ApiError("MISSING_PARAMETER", `The parameter \`${name}\` is required`);
    return field(value, name) as T;
  };
}

/** A string. Its length is counted in code points (GUESS G9) and is at least 1 by default (GUESS G10). */
export function text(limits: { min?: number; max?: number; pattern?: RegExp } = {}): Field<string | undefined> {
  return optional((value, name) => {
    if (typeof value !== "string") throw wrongType(name, "a string");
    checkLength([...value].length, name, { min: 1, ...limits }, "characters");
    if (limits.pattern && !limits.pattern.test(value)) {
      throw new ApiError(
        "INVALID_PARAMETER_PATTERN_ERROR",
        `The parameter \`${name}\` contains characters that are not allowed`,
      );
    }
    return value;
  });
}

/** One of these strings. Any other is rejected (GUESS G42). */
export function oneOf<const V extends string>(...values: V[]): Field<V | undefined> {
  return optional((value, name) => {
    if (typeof value !== "string") throw wrongType(name, "a string");
    if (values.includes(value as V)) return value as V;
    throw new ApiError("INVALID_PARAMETER_VALUE", `The parameter \`${name}\` must be one of ${values.join(", ")}`);
  });
}

export function flag(): Field<boolean | undefined> {
  return optional((value, name) => {
    if (typeof value !== "boolean") throw wrongType(name, "a boolean");
    return value;
  });
}

export function integer(limits: { min: number; max?: number }): Field<number | undefined> {
  return optional((value, name) => {
    if (!Number.isSafeInteger(value)) throw wrongType(name, "an integer");
    const number = value as number;
    if (number < limits.min) {
      throw new ApiError("INVALID_PARAMETER_LESS_MINIMUM", `The parameter \`${name}\` must be at least ${limits.min}`);
    }
    if (limits.max !== undefined && number > limits.max) {
      throw new ApiError("INVALID_PARAMETER_EXCEED_MAXIMUM", `The parameter \`${name}\` must be at most ${limits.max}`);
    }
    return number;
  });
}

/** A list of non-empty strings. */
export function texts(limits: { min?: number; max?: number } = {}): Field<string[] | undefined> {
  return list(required(text()), limits);
}

export function list<T>(item: Field<T>, limits: { min?: number; max?: number } = {}): Field<T[] | undefined> {
  return optional((value, name) => {
    if (!Array.isArray(value)) throw wrongType(name, "an array");
    checkLength(value.length, name, limits, "items");
    return value.map((element: unknown, index) => item(element ?? undefined, `${name}.${index}`));
  });
}

export function object<P>(shape: Shape<P>): Field<P | undefined> {
  return optional((value, name) => {
    if (!isObject(value)) throw wrongType(name, "an object");
    return readParams(shape, value, `${name}.`);
  });
}

/** Like {@link object}, and rejects fields that it does not have. */
export function strictObject<P>(shape: Shape<P>): Field<P | undefined> {
  const read = object(shape);
  return (value, name) => {
    if (isObject(value)) rejectUnknown(shape, value, `${name}.`);
    return read(value, name);
  };
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function optional<T>(check: Field<T>): Field<T | undefined> {
  return (value, name) => (value === undefined ? undefined : check(value, name));
}

function wrongType(name: string, wanted: string): ApiError {
  return new ApiError("INVALID_PARAMETER_TYPE", `The parameter \`${name}\` must be ${wanted}`);
}

/** Throws if a length is outside the limits. */
export function checkLength(length: number, name: string, limits: { min?: number; max?: number }, unit: string): void {
  const { min = 0, max = Infinity } = limits;
  if (length < min) {
    throw new ApiError("INVALID_PARAMETER_LESS_LENGTH", `The parameter \`${name}\` needs at least ${min} ${unit}`);
  }
  if (length > max) {
    throw new ApiError("INVALID_PARAMETER_EXCEED_LENGTH", `The parameter \`${name}\` has more than ${max} ${unit}`);
  }
}
