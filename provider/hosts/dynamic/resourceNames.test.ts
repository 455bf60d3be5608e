import { checked, TestAccount } from "../../../test/support/provider";
import { ResourceNames } from "./resourceNames";

const web = { instanceId: "i-web", imageName: "web" };

test("a name is found by the inputs that check answered, in whatever order they come back", () => {
  const names = new ResourceNames();
  names.note({ ...web, __givenName: "web" }, "a");
  names.note({ adoptImageId: "img-1" }, "b");
  expect(names.of({ imageName: "web", instanceId: "i-web" })).toBe("a");
  expect(names.of({ adoptImageId: "img-1" })).toBe("b");
  expect(names.of({ imageName: "web" })).toBeUndefined();
  expect(names.of({})).toBeUndefined();
});

test.each([
  ["create an image", web],
  ["adopt an image", { adoptImageId: "img-1" }],
])("resources that %s by the same inputs are distinguished, in whatever order they are created", async (_, given) => {
  const names = new ResourceNames();
  const process = new TestAccount().process();
  const inputsOf = (name: string) =>
    checked(process, { ...given, __logicalName: { project: "test", stack: "dev", name } });
  for (const name of ["a", "b", "c"]) names.note(await inputsOf(name), name);
  for (const name of ["c", "a", "b", "a"]) expect(names.of(await inputsOf(name))).toBe(name);
});

test("a diff follows the check of its resource, also where a preview does not know yet what tells it from others", () => {
  const names = new ResourceNames();
  const diffed = ["a", "b", "a", "c"].map((name) => {
    names.note(web, name);
    return names.of(web);
  });
  expect(diffed).toEqual(["a", "b", "a", "c"]);
});
