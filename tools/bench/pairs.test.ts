import { interleaved, ratios, showSpread, spread } from "./pairs";

test("spread finds the median of an odd and of an even count, in any order", () => {
  expect(spread([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spread([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
});

test("ratios compares measurements of the same pair", () => {
  const { median, min, max } = ratios({ floor: [1, 10, 100], ours: [2, 11, 150] });
  expect({ median, min, max }).toEqual({ median: 1.5, min: 1.1, max: 2 });
});

test("interleaved alternates the measurements", async () => {
  const order: string[] = [];
  const measure = (name: string) => async () => order.push(name);
  const pairs = await interleaved(2, measure("A"), measure("B"));
  expect(order).toEqual(["A", "B", "A", "B"]);
  expect(pairs).toEqual({ floor: [1, 3], ours: [2, 4] });
});

test("showSpread includes minimum and maximum", () => {
  expect(showSpread({ median: 1.234, min: 1, max: 2.5 })).toBe("1.23 (1.00 to 2.50)");
});
