import { join } from "node:path";
import Ajv from "ajv";
import standaloneCode from "ajv/dist/standalone";
import { buildSync } from "esbuild";
import * as prettier from "prettier";
import { memberName, root, type PackageSpec, type PropertySpec } from "./packageSpec";

const file = "provider/schemaValidators.ts";
const header = `// Generated from schema.json by \`make codegen\`; do not edit.
/* eslint-disable -- ajv wrote this: rules for people say nothing of it */
// @ts-nocheck: ajv writes code for machines, without types

`;

/**
 * Validators as plain code, one for everything that users hand in: loading ajv and compiling them takes longer than
 * all the rest of the provider's start. Path from the repository's root -> text.
 */
export async function generateValidators(spec: PackageSpec): Promise<Map<string, string>> {
  const options = await prettier.resolveConfig(join(root, file));
  const text = header + selfContained(validatorCode(propertySets(spec)));
  return new Map([[file, await prettier.format(text, { ...options, parser: "typescript" })]]);
}

type Properties = Record<string, PropertySpec>;

/** By the name that the validator gets. */
function propertySets(spec: PackageSpec): Record<string, Properties> {
  const resources = Object.entries(spec.resources).map(([token, { inputProperties }]) => [token, inputProperties]);
  const functions = Object.entries(spec.functions).map(([token, { inputs }]) => [token, inputs.properties]);
  const members = [...resources, ...functions].map(([token, set]) => [memberName(token as string), set] as const);
  return { ...(Object.fromEntries(members) as Record<string, Properties>), config: spec.config.variables };
}

function validatorCode(sets: Record<string, Properties>): string {
  const ajv = new Ajv({ allErrors: true, code: { source: true, esm: true } });
  for (const [name, properties] of Object.entries(sets)) {
    ajv.addSchema({ $id: name, type: "object", properties: onlyRules(properties), additionalProperties: false });
  }
  return standaloneCode(ajv, Object.fromEntries(Object.keys(sets).map((name) => [name, name])));
}

/** Words that validation goes by; the others are for people and for Pulumi. */
const RULES = ["type", "enum", "minLength", "maxLength", "pattern", "minimum", "maximum", "items"];

function onlyRules(properties: Properties): object {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, rulesOf(property)]));
}

function rulesOf(property: PropertySpec): object {
  const rules = Object.entries(property).filter(([word]) => RULES.includes(word));
  return { ...Object.fromEntries(rules), ...(property.items && { items: rulesOf(property.items) }) };
}

/** With the few lines of ajv that the code needs while it runs, so that nothing else is loaded. */
function selfContained(code: string): string {
  const { outputFiles } = buildSync({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "es2022",
    legalComments: "none",
  });
  return outputFiles[0]?.text ?? "";
}
