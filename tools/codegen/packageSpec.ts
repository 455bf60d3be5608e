import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The repository's root. */
export const root = join(__dirname, "..", "..");

/** A property of `schema.json`: JSON Schema, with Pulumi's way to refer to a named type. */
export interface PropertySpec {
  type?: "string" | "number" | "integer" | "boolean" | "array" | "object";
  description?: string;
  enum?: string[];
  items?: PropertySpec;
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

/** What code generation reads of `schema.json`; the whole format is Pulumi's package metaschema. */
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
