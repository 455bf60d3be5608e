import type { JavaScriptValue, Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "./protocol";

/** Properties as the engine sends them: by name, unknown ones as `UNKNOWN`. */
export type Properties = Record<string, unknown>;

/** How the engine marks a wrapped value, and that what it wraps is a secret. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/**
 * Properties of a message, secrets unwrapped: a provider's configuration contains them even if the provider does not
 * accept secrets.
 */
export function fromStruct(struct: StructMessage | undefined): Properties {
  return (struct ? unwrap(struct.toJavaScript()) : {}) as Properties;
}

/** Properties for a message, without those that have no value: the engine's format has no `undefined`. */
export function toStruct(properties: object): StructMessage {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)) as Record<string, JavaScriptValue>);
}

function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrap);
  if (typeof value !== "object" || value === null) return value;
  const entries = value as Properties;
  if (entries[SIGNATURE] === SECRET) return unwrap(entries.value);
  return Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, unwrap(entry)]));
}
