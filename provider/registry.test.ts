import schema from "../schema.json";
import { TestAccount } from "../test/support/provider";
import { functionOf, resource, resourceOf, type ResourceRules } from "./registry";

test("the registry and schema.json hold the same tokens", () => {
  for (const token of Object.keys(schema.resources)) expect(resourceOf(token)).toBeDefined();
  for (const token of Object.keys(schema.functions)) expect(functionOf(token)).toBeDefined();
});

test("what can be listed says by which arguments", () => {
  for (const [token, spec] of Object.entries(schema.resources)) {
    expect({ token, hasInputs: "listInputs" in spec }).toEqual({
      token,
      hasInputs: resourceOf(token).list !== undefined,
    });
  }
});

test.each(["zenlayer:index:Other", "constructor", "toString", "__proto__", ""])("%j is no token", (token) => {
  expect(() => resourceOf(token)).toThrow("pulumi-zenlayer has no resource type");
  expect(() => functionOf(token)).toThrow("pulumi-zenlayer has no function");
});

test("outputs that a diff names are no inputs", () => {
  for (const [token, { properties, inputProperties }] of Object.entries(schema.resources)) {
    const { diffOutputs } = resourceOf(token);
    expect(diffOutputs.length).toBeGreaterThan(0);
    for (const name of diffOutputs) {
      expect(properties).toHaveProperty(name);
      expect(inputProperties).not.toHaveProperty(name);
    }
  }
});

describe("a preview", () => {
  const ctx = new TestAccount().process();
  const failure = { property: "imageName", reason: "Is taken" };
  const rules = (more: Partial<ResourceRules>): ResourceRules =>
    ({
      preflight: () => Promise.resolve([]),
      previewCreate: () => ({ is: "created" }),
      previewUpdate: () => ({ is: "updated" }),
      ...more,
    }) as ResourceRules;

  test("returns the outputs to come", async () => {
    const found = resource(rules({}));
    expect(await found.previewCreate(ctx, {}, {})).toEqual({ is: "created" });
    expect(await found.previewUpdate(ctx, {}, {})).toEqual({ is: "updated" });
  });

  test("fails with what the preflight has found", async () => {
    const fails = () => Promise.resolve([failure]);
    const found = resource(rules({ preflight: fails, preflightUpdate: fails }));
    await expect(found.previewCreate(ctx, {}, {})).rejects.toThrow("Is taken");
    await expect(found.previewUpdate(ctx, {}, {})).rejects.toThrow("Is taken");
  });
});
