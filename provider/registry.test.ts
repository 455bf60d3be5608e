import schema from "../schema.json";
import { functionOf, resourceOf, type Resource } from "./registry";

test("the registry and schema.json hold the same tokens", () => {
  for (const token of Object.keys(schema.resources)) expect(resourceOf(token)).toBeDefined();
  for (const token of Object.keys(schema.functions)) expect(functionOf(token)).toBeDefined();
});

test.each(["zenlayer:index:Other", "constructor", "toString", "__proto__", ""])("%j is no token", (token) => {
  expect(() => resourceOf(token)).toThrow("pulumi-zenlayer has no resource type");
  expect(() => functionOf(token)).toThrow("pulumi-zenlayer has no function");
});

test("a second resource does not run the verbs of the first", () => {
  const image = resourceOf("zenlayer:index:CustomImage");
  const other: Resource = { ...image, list: () => Promise.resolve([]) };
  const resources = { "zenlayer:index:CustomImage": image, "zenlayer:index:Other": other };
  expect(resourceOf("zenlayer:index:Other", resources)).toBe(other);
  expect(resourceOf("zenlayer:index:CustomImage", resources)).toBe(image);
});
