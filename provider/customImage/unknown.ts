/** What the engine sends during a preview in place of a value, of whatever type, that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** True for a value that only `up` will know. */
export const isUnknown = (value: unknown): boolean => value === UNKNOWN;

/** Without inputs whose value is not known yet, so that these pass. A misspelled name is known, whatever its value. */
export const knownInputs = (inputs: object, inputProperties: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(inputs).filter(([name, value]) => !isUnknown(value) || !Object.hasOwn(inputProperties, name)),
  );
