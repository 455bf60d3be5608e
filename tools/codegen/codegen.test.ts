import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { generateSchema, generateTypes } from "./generate";
import { readPackageSpec, root, type PackageSpec } from "./packageSpec";

const spec = readPackageSpec();

function validatePackage(candidate: unknown): string[] {
  const metaschema = JSON.parse(readFileSync(join(root, "test/fixtures/pulumi-metaschema.json"), "utf8")) as object;
  // Strict mode rejects formats and unions that Pulumi's metaschema uses.
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile(metaschema);
  validate(candidate);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

test("schema.json is valid against Pulumi's package metaschema", () => {
  expect(validatePackage(spec)).toEqual([]);
});

test("the metaschema rejects invalid packages", () => {
  expect(validatePackage({ ...spec, name: undefined })).not.toEqual([]);
  expect(validatePackage({ ...spec, resources: { "not a token": { isComponent: "yes" } } })).not.toEqual([]);
});

test("generated files are up to date: run `make codegen` if this fails", async () => {
  const generated = new Map([...(await generateSchema()), ...(await generateTypes(spec))]);
  expect(generated.size).toBeGreaterThan(0);
  for (const [path, text] of generated) {
    expect({ path, text: readFileSync(join(root, path), "utf8") }).toEqual({ path, text });
  }
});

test("a setting is also an argument of the provider, and an image's property also one of the functions that return it", async () => {
  const changed = readPackageSpec();
  changed.config.variables.color = { type: "string" };
  changed.types["zenlayer:index:Image"]!.properties.weight = { type: "number" };
  changed.types["zenlayer:index:ZecImageInfo"]!.required!.push("osType");
  const { provider, functions } = JSON.parse([...(await generateSchema(changed)).values()].join("")) as PackageSpec;
  expect(provider.inputProperties).toHaveProperty("color");
  expect(functions["zenlayer:index:getImage"]!.outputs.properties).toHaveProperty("weight");
  expect(functions["zenlayer:index:getZecImage"]!.outputs.required).toContain("osType");
});

describe("types", () => {
  const widget: PackageSpec = {
    config: { variables: {} },
    provider: { inputProperties: {} },
    types: { "acme:index:Part": { properties: {} } },
    functions: {},
    resources: {
      "acme:index:Widget": {
        description: "A widget.",
        inputProperties: {
          color: { type: "string", enum: ["red", "green"], description: "Its color." },
          count: { type: "integer" },
          parts: { type: "array", items: { $ref: "#/types/acme:index:Part" } },
        },
        requiredInputs: ["count"],
        properties: { weight: { type: "number" }, tags: { type: "array", items: { type: "string" } } },
        required: ["weight"],
      },
    },
  };

  test("plain types have plain values and documentation", async () => {
    const text = (await generateTypes(widget)).get("provider/schemaTypes.ts");
    expect(text).toContain('  /**\n   * Its color.\n   */\n  color?: "red" | "green";');
    expect(text).toContain("count: number;");
    expect(text).toContain("parts?: Part[];");
    expect(text).toContain("weight: number;");
    expect(text).toContain("tags?: string[];");
  });

  test("SDK types have inputs, outputs and documentation", async () => {
    const text = (await generateTypes(widget)).get("sdk/nodejs/generated/types.ts");
    expect(text).toContain("/**\n * A widget.\n */\nexport interface WidgetArgs {");
    expect(text).toContain('color?: pulumi.Input<"red" | "green" | undefined>;');
    expect(text).toContain("count: pulumi.Input<number>;");
    expect(text).toContain("parts?: pulumi.Input<pulumi.Input<Part>[] | undefined>;");
    expect(text).toContain("weight: pulumi.Output<number>;");
    expect(text).toContain("tags: pulumi.Output<string[] | undefined>;");
  });

  test("throws for a property without a TypeScript type", async () => {
    const odd = { ...widget, config: { variables: { odd: { type: "object" } } } } as PackageSpec;
    await expect(generateTypes(odd)).rejects.toThrow('no TypeScript type for {"type":"object"}');
  });
});
