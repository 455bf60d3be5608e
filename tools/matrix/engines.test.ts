import { goModOf } from "./engines";

test("the engine and its libraries have the same version", () => {
  const required = goModOf("3.1.2").match(/v3 v[\d.]+/g);
  expect(required).toEqual(["v3 v3.1.2", "v3 v3.1.2"]);
});
