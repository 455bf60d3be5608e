import fc from "fast-check";

import { Turns } from "./turns";

test("whoever comes, stays and gives up when: never more than so many at a time, in order, and no turn is lost", async () => {
  const visitor = fc.record({ staysFor: fc.integer({ min: 0, max: 5 }), givesUp: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(visitor, { maxLength: 20 }),
      async (atATime, visitors) => {
        const turns = new Turns(atATime);
        const inside = new Set<number>();
        const order: number[] = [];
        const visits = visitors.map(async ({ staysFor, givesUp }, n) => {
          const cancel = new AbortController();
          const entered = turns.enter(cancel.signal);
          if (givesUp) cancel.abort(new Error("gave up"));
          await entered;
          inside.add(n);
          order.push(n);
          expect(inside.size).toBeLessThanOrEqual(atATime);
          for (let tick = 0; tick < staysFor; tick++) await Promise.resolve();
          inside.delete(n);
          turns.leave();
        });
        const ends = await Promise.allSettled(visits);
        expect(order).toEqual([...order].sort((a, b) => a - b));
        for (const [n, { status }] of ends.entries()) if (!visitors[n]!.givesUp) expect(status).toBe("fulfilled");
        for (let n = 0; n < atATime; n++) expect(await turns.enter(new AbortController().signal)).toBe(true);
      },
    ),
  );
});
