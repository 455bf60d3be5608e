import schema from "../schema.json";
import { functionOf, resourceOf } from "./registry";

test("the registry and schema.json hold the same tokens", () => {
  for (const token of Object.keys(schema.resources)) expect(resourceOf(token)).toBeDefined();
  for (const token of Object.keys(schema.functions)) expect(functionOf(token)).toBeDefined();
});

test.each(["zenlayer:index:Other", "constructor", "toString", "__proto__", ""])("%j is no token", (token) => {
  expect(() => resourceOf(token)).toThrow("pulumi-zenlayer has no resource type");
  expect(() => functionOf(token)).toThrow("pulumi-zenlayer has no function");
});
