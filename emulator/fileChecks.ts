/**
 * Checks one value of a file. Throws an error that names the key. A missing value is `undefined`.
 * @param key path of the value in the file, such as `images.0.imageName`
 */
export type Check = (value: unknown, key: string) => void;

/** One check for each key of `T`. */
export type Checks<T> = { [K in keyof Required<T>]: Check };

export const text: Check = (value, key) => {
  if (typeof value !== "string") throw wrong(value, key, "must be a string");
};

/** An id or a name, which cannot be empty. */
export const name: Check = (value, key) => {
  if (typeof value !== "string" || value === "") throw wrong(value, key, "must be a non-empty string");
};

export const flag: Check = (value, key) => {
  if (typeof value !== "boolean") throw wrong(value, key, "must be true or false");
};

/** A time or a size: any number that is not negative. */
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

/** @param id key that must be unique among the entries */
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

/** An object with these keys. Other keys are ignored. */
export const object =
  (checks: Record<string, Check>): Check =>
  (value, key) => {
    if (!isObject(value)) throw wrong(value, key, "must be an object");
    for (const [name, check] of Object.entries(checks)) {
      check(Object.hasOwn(value, name) ? value[name] : undefined, join(key, name));
    }
  };

/** An object with these keys and no others: a misspelled key would silently become a default. */
export const strictObject =
  (checks: Record<string, Check>): Check =>
  (value, key) => {
    if (!isObject(value)) throw wrong(value, key, "must be an object");
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(checks, name));
    if (unknown !== undefined) {
      throw new Error(`\`${join(key, unknown)}\` is not a known key. Known keys are ${Object.keys(checks).join(", ")}`);
    }
    object(checks)(value, key);
  };

/** Makes every key optional, except those in `needed`. */
export function partly(checks: Record<string, Check>, ...needed: string[]): Record<string, Check> {
  const entries = Object.entries(checks);
  return Object.fromEntries(entries.map(([key, check]) => [key, needed.includes(key) ? check : optional(check)]));
}

function checkUnique(entries: Record<string, unknown>[], key: string, id: string): void {
  const seen = new Set<unknown>();
  entries.forEach(({ [id]: value }, index) => {
    if (value !== undefined && seen.has(value)) throw new Error(`\`${key}.${index}.${id}\` occurs twice`);
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
