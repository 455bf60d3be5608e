import { ResourceNames } from "./resourceNames";

const web = { instanceId: "i-web", imageName: "web" };

test("a name is found by the inputs that check answered, in whatever order they come back", () => {
  const names = new ResourceNames();
  names.note({ ...web, __givenName: "web" }, "a");
  names.note({ adoptImageId: "img-1" }, "b");
  expect(names.latest({ imageName: "web", instanceId: "i-web" })).toBe("a");
  expect(names.next({ adoptImageId: "img-1" })).toBe("b");
  expect([names.latest({ imageName: "web" }), names.next({})]).toEqual([undefined, undefined]);
});

test("of several resources with the same inputs a diff is about the last, and creates are about each in turn", () => {
  const names = new ResourceNames();
  const diffed = ["a", "b", "a", "c"].map((name) => {
    names.note(web, name);
    return names.latest(web);
  });
  expect(diffed).toEqual(["a", "b", "a", "c"]);
  expect([1, 2, 3, 4].map(() => names.next(web))).toEqual(["b", "a", "c", "b"]);
});
