import schema from "../../schema.json";

/** A setting as `schema.json` declares it. */
export interface DeclaredSetting {
  type: string;
  /** It is encrypted in state, and never quoted. */
  secret?: boolean;
  enum?: string[];
  minimum?: number;
  maximum?: number;
}

/** Every setting by its name. */
export const SETTINGS: Readonly<Record<string, DeclaredSetting>> = schema.config.variables;

export const SETTING_NAMES: readonly string[] = Object.keys(SETTINGS);

export const SECRET_SETTINGS: readonly string[] = SETTING_NAMES.filter((name) => SETTINGS[name]?.secret);

/** Nothing for a name that is no setting, such as one that every object inherits. */
export const declaredSetting = (name: string): DeclaredSetting | undefined =>
  Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;

/**
 * A text of the configuration as `schema.json` expects it: without white space around it, and in the type of its setting
 * where it can be parsed. Nothing for an empty text, which sets nothing.
 */
export function parseSetting(name: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  const text = value.trim();
  const type = declaredSetting(name)?.type;
  if (type === "number" && /^[+-]?\d*\.?\d+(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text || undefined;
}
