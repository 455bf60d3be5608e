import fc from "fast-check";
import { QuotaPlan } from "./quotaPlan";

const quota = (zoneId: string, free: number) => ({ zoneId, count: 5 - free, maxCount: 5 });

test("four new and two replaced images in a zone with three free slots: reported once, at the fourth", () => {
  const plan = new QuotaPlan();
  const reported = Array.from({ length: 6 }, () => plan.add(quota("HKG-A", 3)));
  expect(reported).toEqual([undefined, undefined, undefined, 4, undefined, undefined]);
});

test("three new ones fit", () => {
  const plan = new QuotaPlan();
  expect([1, 2, 3].map(() => plan.add(quota("HKG-A", 3)))).toEqual([undefined, undefined, undefined]);
});

test("in any order: reported once for a zone, only if there are too many", () => {
  const image = fc.record({
    zoneId: fc.constantFrom("HKG-A", "SIN-A"),
    slots: fc.constantFrom(0 as const, 1 as const),
  });
  fc.assert(
    fc.property(fc.array(image), fc.nat(5), fc.nat(5), (images, freeHkg, freeSin) => {
      const plan = new QuotaPlan();
      const free = { "HKG-A": freeHkg, "SIN-A": freeSin };
      const reported = images.flatMap(({ zoneId, slots }) => {
        const adds = plan.add(quota(zoneId, free[zoneId]), slots);
        return adds === undefined ? [] : [{ zoneId, adds }];
      });
      for (const zoneId of ["HKG-A", "SIN-A"] as const) {
        const needed = images.filter((image) => image.zoneId === zoneId && image.slots === 1).length;
        const expected = needed > free[zoneId] ? [{ zoneId, adds: free[zoneId] + 1 }] : [];
        expect(reported.filter((finding) => finding.zoneId === zoneId)).toEqual(expected);
      }
    }),
  );
});
