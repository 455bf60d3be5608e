/**
 * Checks one value of a file. Gets `undefined` for a missing one; throws an error that names the key.
 * @param key path of the value in the file, such as `images.0.imageName`
 */
export type Check = (value: unknown, key: string) => void;

/** One check for each key of `T`. */
export type Checks<T> = { [K in keyof Required<T>]: Check };

export const text: Check = (value, key) => {
  if (typeof value !== "string") throw wrong(value, key, "must be a string");
};

/** An id or a name: not empty. */
export const name: Check = (value, key) => {
  if (typeof value !== "string" || value === "") throw wrong(value, key, "must be a string that is not empty");
};

export const flag: Check = (value, key) => {
  if (typeof value !== "boolean") throw wrong(value, key, "must be true or false");
};

/** A time, a size, a number of things. */
export const amount: Check = (value, key) => {
  if (typeof value !== "number" || value < 0) throw wrong(value, key, "must be a number of at least 0");
};

export const count: Check = (value, key) => {
  if (!Number.isSafeInteger(value) || Number(value) < 0)
    throw wrong(value, key, "must be a whole number of at least 0");
};

export const oneOf =
  (...values: readonly string[]): Check =>
  (value, key) => {
    if (!values.includes(value as string)) throw wrong(value, key, `must be one of ${values.join(", ")}`);
  };

export const optional =
  (check: Check): Check =>
  (value, key) =>
    value === undefined ? undefined : check(value, key);

export const nullable =
  (check: Check): Check =>
  (value, key) =>
    value === null ? undefined : check(value, key);

/** @param id key whose value no two entries share, if they have it */
export const list =
  (check: Check, id?: string): Check =>
  (value, key) => {
    if (!Array.isArray(value)) throw wrong(value, key, "must be an array");
    value.forEach((entry, index) => check(entry, `${key}.${index}`));
    if (id !== undefined) checkUnique(value as Record<string, unknown>[], key, id);
  };

export const map =
  (check: Check): Check =>
  (value, key) => {
    if (!isObject(value)) throw wrong(value, key, "must be an object");
    for (const [name, entry] of Object.entries(value)) check(entry, join(key, name));
  };

/** An object with these keys; others are ignored. */
export const object =
  (checks: Record<string, Check>): Check =>
  (value, key) => {
    if (!isObject(value)) throw wrong(value, key, "must be an object");
    for (const [name, check] of Object.entries(checks)) {
      check(Object.hasOwn(value, name) ? value[name] : undefined, join(key, name));
    }
  };

/** An object with these keys and no others: a misspelled key would be a default that nobody asked for. */
export const strictObject =
  (checks: Record<string, Check>): Check =>
  (value, key) => {
    if (!isObject(value)) throw wrong(value, key, "must be an object");
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(checks, name));
    if (unknown !== undefined) {
      throw new Error(`\`${join(key, unknown)}\` is not known; known are ${Object.keys(checks).join(", ")}`);
    }
    object(checks)(value, key);
  };

/** The same checks, where only the keys of `needed` may not be missing. */
export function partly(checks: Record<string, Check>, ...needed: string[]): Record<string, Check> {
  const entries = Object.entries(checks);
  return Object.fromEntries(entries.map(([key, check]) => [key, needed.includes(key) ? check : optional(check)]));
}

function checkUnique(entries: Record<string, unknown>[], key: string, id: string): void {
  const seen = new Set<unknown>();
  entries.forEach(({ [id]: value }, index) => {
    if (value !== undefined && seen.has(value)) throw new Error(`\`${key}.${index}.${id}\` is there twice`);
    seen.add(value);
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const join = (key: string, name: string): string => (key === "" ? name : `${key}.${name}`);

function wrong(value: unknown, key: string, rule: string): Error {
  const subject = key === "" ? "it" : `\`${key}\``;
  return new Error(value === undefined ? `${subject} is missing` : `${subject} ${rule}`);
}
