import fc from "fast-check";
import { QuotaPlan } from "./quotaPlan";

const quota = (zoneId: string, free: number) => ({ zoneId, count: 5 - free, maxCount: 5 });

test("four new and two replaced images in a zone with three places: told once, at the fourth", () => {
  const plan = new QuotaPlan();
  const told = Array.from({ length: 6 }, () => plan.add(quota("HKG-A", 3), true));
  expect(told).toEqual([undefined, undefined, undefined, 4, undefined, undefined]);
});

test("three new ones fit", () => {
  const plan = new QuotaPlan();
  expect([1, 2, 3].map(() => plan.add(quota("HKG-A", 3), true))).toEqual([undefined, undefined, undefined]);
});

test("in whatever order: told once for a zone if and only if it gets too many", () => {
  const image = fc.record({ zoneId: fc.constantFrom("HKG-A", "SIN-A"), takesPlace: fc.boolean() });
  fc.assert(
    fc.property(fc.array(image), fc.nat(5), fc.nat(5), (images, freeHkg, freeSin) => {
      const plan = new QuotaPlan();
      const free = { "HKG-A": freeHkg, "SIN-A": freeSin };
      const told = images.flatMap(({ zoneId, takesPlace }) => {
        const adds = plan.add(quota(zoneId, free[zoneId]), takesPlace);
        return adds === undefined ? [] : [{ zoneId, adds }];
      });
      for (const zoneId of ["HKG-A", "SIN-A"] as const) {
        const needed = images.filter((made) => made.zoneId === zoneId && made.takesPlace).length;
        const expected = needed > free[zoneId] ? [{ zoneId, adds: free[zoneId] + 1 }] : [];
        expect(told.filter((finding) => finding.zoneId === zoneId)).toEqual(expected);
      }
    }),
  );
});
