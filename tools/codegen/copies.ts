import type { ObjectSpec, PackageSpec } from "./packageSpec";

/** Functions whose result is one object of a type. Pulumi's generators need the properties in the function itself. */
const RESULTS = {
  "zenlayer:index:getImage": "zenlayer:index:Image",
  "zenlayer:index:getZecImage": "zenlayer:index:ZecImageInfo",
};

/**
 * Repeats what `schema.json` must hold twice: an explicit provider's arguments are the settings, and some functions return
 * one object of a type.
 */
export function withCopies(spec: PackageSpec): PackageSpec {
  const functions = { ...spec.functions };
  for (const [token, type] of Object.entries(RESULTS)) {
    const { [token]: found } = functions;
    const { properties, required } = spec.types[type] as ObjectSpec;
    if (found) functions[token] = { ...found, outputs: { ...found.outputs, properties, required } };
  }
  return { ...spec, provider: { ...spec.provider, inputProperties: spec.config.variables }, functions };
}
