import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Path of the repository. */
export const root = join(__dirname, "..", "..");

/** A property of `schema.json`: JSON Schema with Pulumi's references to named types. */
export interface PropertySpec {
  type?: "string" | "number" | "integer" | "boolean" | "array" | "object";
  description?: string;
  enum?: string[];
  items?: PropertySpec;
  /** Values of a map. */
  additionalProperties?: PropertySpec;
  $ref?: string;
}

export interface ObjectSpec {
  description?: string;
  properties: Record<string, PropertySpec>;
  required?: string[];
}

export interface ResourceSpec extends ObjectSpec {
  inputProperties: Record<string, PropertySpec>;
  requiredInputs?: string[];
}

export interface FunctionSpec {
  description?: string;
  inputs: ObjectSpec;
  outputs: ObjectSpec;
}

/** The part of `schema.json` that code generation reads. Pulumi's package metaschema defines the whole format. */
export interface PackageSpec {
  config: { variables: Record<string, PropertySpec> };
  provider: Pick<ResourceSpec, "description" | "inputProperties">;
  resources: Record<string, ResourceSpec>;
  types: Record<string, ObjectSpec>;
  functions: Record<string, FunctionSpec>;
}

export function readPackageSpec(): PackageSpec {
  return JSON.parse(readFileSync(join(root, "schema.json"), "utf8")) as PackageSpec;
}

/** `zenlayer:index:getImage` -> `getImage`. */
export function memberName(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}
