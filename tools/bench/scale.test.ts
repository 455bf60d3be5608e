import { measureScale } from "./scale";

test("a small simulation creates each image once, counts its requests, and deletes all", async () => {
  const { data } = await measureScale(3, 4);
  expect(data).toMatchObject({ created: 12, everCreated: 12, failures: {}, left: 0 });
  expect(data.up.calls.CreateImage).toBeGreaterThanOrEqual(12);
  expect(data.up.seconds).toBeGreaterThanOrEqual(data.creationSeconds);
  expect(data.destroy.calls.DeleteImages).toBeGreaterThanOrEqual(3);
});
