import { join } from "node:path";
import { compile, type JSONSchema } from "json-schema-to-typescript";
import * as prettier from "prettier";
import { withCopies } from "./copies";
import { withExamples, withoutExamples } from "./examples";
import { memberName, readPackageSpec, root, type ObjectSpec, type PackageSpec, type PropertySpec } from "./packageSpec";

const header = "// Generated from schema.json by `make codegen`; do not edit.\n\n";

const plainTypesFile = "provider/schemaTypes.ts";
const sdkTypesFile = "sdk/nodejs/generated/types.ts";

/** Returns the TypeScript type of a property as text. */
type TypeOf = (property: PropertySpec, required: boolean) => string;

/** Generated types, as a map from path relative to the repository to text. */
export async function generateTypes(spec: PackageSpec): Promise<Map<string, string>> {
  return new Map([
    [plainTypesFile, await formatTypeScript(plainTypesFile, await plainTypes(spec))],
    [sdkTypesFile, await formatTypeScript(sdkTypesFile, await sdkTypes(spec))],
  ]);
}

/** `schema.json` itself, with its examples and what it holds twice updated. */
export async function generateSchema(spec = readPackageSpec()): Promise<Map<string, string>> {
  const options = await prettier.resolveConfig(join(root, "schema.json"));
  const text = JSON.stringify(withExamples(withCopies(spec)), undefined, 2);
  return new Map([["schema.json", await prettier.format(text, { ...options, parser: "json" })]]);
}

/** The provider's types: plain values. */
async function plainTypes(spec: PackageSpec): Promise<string> {
  const declarations: Promise<string>[] = [];
  const declare = (name: string, object: ObjectSpec) => declarations.push(declaration(name, object, plainType));

  const config =
    "Settings of the provider, as the stack configuration (`zenlayer:` keys) or a provider resource gives them.";
  declare("ZenlayerConfig", { description: config, properties: spec.config.variables });
  for (const [token, resource] of Object.entries(spec.resources)) {
    const name = memberName(token);
    declare(`${name}Inputs`, inputsOf(resource, `Inputs of \`${name}\`. ${withoutExamples(resource.description)}`));
    declare(`${name}Outputs`, { ...resource, description: `Outputs of \`${name}\`.` });
  }
  for (const [token, type] of Object.entries(spec.types)) declare(memberName(token), type);
  for (const [token, fn] of Object.entries(spec.functions)) {
    declare(`${pascalName(token)}Args`, { description: `Arguments of \`${memberName(token)}\`.`, ...fn.inputs });
    declare(`${pascalName(token)}Result`, { description: `Result of \`${memberName(token)}\`.`, ...fn.outputs });
  }
  return (await Promise.all(declarations)).join("\n");
}

/** The program's types: inputs, which may be outputs of other resources, and outputs. */
async function sdkTypes(spec: PackageSpec): Promise<string> {
  const declarations: Promise<string>[] = [];
  const declare = (name: string, object: ObjectSpec, typeOf: TypeOf) =>
    declarations.push(declaration(name, object, typeOf));

  declare("ProviderArgs", inputsOf(spec.provider, spec.provider.description), inputType);
  for (const [token, resource] of Object.entries(spec.resources)) {
    const name = memberName(token);
    declare(`${name}Args`, inputsOf(resource, resource.description), inputType);
    declare(
      `${name}Properties`,
      { ...allRequired(resource), description: `Outputs of \`${name}\`.` },
      outputType(resource),
    );
  }
  for (const [token, fn] of Object.entries(spec.functions)) {
    const description = `Arguments of \`${memberName(token)}Output\`.`;
    declare(`${pascalName(token)}OutputArgs`, { description, ...fn.inputs }, inputType);
  }
  const text = (await Promise.all(declarations)).join("\n");
  const named = Object.keys(spec.types)
    .map(memberName)
    .filter((name) => new RegExp(`\\b${name}\\b`).test(text.replace(/\/\*\*[^]*?\*\//g, "")));
  const imports = named.length > 0 ? `import type { ${named.join(", ")} } from "../../../provider/schemaTypes";\n` : "";
  return `import type * as pulumi from "@pulumi/pulumi";\n${imports}\n${text}`;
}

function inputsOf(resource: PackageSpec["provider"] & { requiredInputs?: string[] }, description?: string): ObjectSpec {
  return { description, properties: resource.inputProperties, required: resource.requiredInputs };
}

/** Outputs always exist; the type of an optional one includes undefined. */
function allRequired(object: ObjectSpec): ObjectSpec {
  return { ...object, required: Object.keys(object.properties) };
}

/** An exported interface with JSDoc, which editors show. */
function declaration(name: string, object: ObjectSpec, typeOf: TypeOf): Promise<string> {
  const required = object.required ?? [];
  const properties = Object.entries(object.properties).map(([key, property]) => [
    key,
    { description: property.description, tsType: typeOf(property, required.includes(key)) },
  ]);
  const schema: JSONSchema = {
    type: "object",
    description: withoutExamples(object.description),
    properties: Object.fromEntries(properties) as JSONSchema["properties"],
    required,
    additionalProperties: false,
  };
  return compile(schema, name, { bannerComment: "", format: false });
}

function plainType(property: PropertySpec): string {
  if (property.$ref) return memberName(property.$ref);
  if (property.enum) return property.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (property.type === "array" && property.items) return `${parenthesized(plainType(property.items))}[]`;
  if (property.type === "object" && property.additionalProperties) {
    return `Record<string, ${plainType(property.additionalProperties)}>`;
  }
  if (property.type === "integer") return "number";
  if (property.type === "string" || property.type === "number" || property.type === "boolean") return property.type;
  throw new Error(`schema.json: no TypeScript type for ${JSON.stringify(property)}`);
}

/** Elements of a list and values of a map. */
const ALWAYS_THERE = true;

function inputType(property: PropertySpec, required: boolean): string {
  const { type, items, additionalProperties } = property;
  const inner =
    type === "array" && items
      ? `${inputType(items, ALWAYS_THERE)}[]`
      : type === "object" && additionalProperties
        ? `Record<string, ${inputType(additionalProperties, ALWAYS_THERE)}>`
        : plainType(property);
  return `pulumi.Input<${inner}${required ? "" : " | undefined"}>`;
}

function outputType(resource: ObjectSpec): TypeOf {
  const required = new Map(
    Object.entries(resource.properties).map(([key, p]) => [p, resource.required?.includes(key)]),
  );
  return (property) => `pulumi.Output<${plainType(property)}${required.get(property) ? "" : " | undefined"}>`;
}

function parenthesized(type: string): string {
  return type.includes("|") ? `(${type})` : type;
}

/** `zenlayer:index:getImage` -> `GetImage`. */
function pascalName(token: string): string {
  const name = memberName(token);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

async function formatTypeScript(path: string, text: string): Promise<string> {
  const options = await prettier.resolveConfig(join(root, path));
  return prettier.format(header + text, { ...options, parser: "typescript" });
}
