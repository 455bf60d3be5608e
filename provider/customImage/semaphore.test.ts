import fc from "fast-check";

import { Semaphore } from "./semaphore";

test("any sequence of callers and aborts: never more holders than permits, in order, and no permit is lost", async () => {
  const visitor = fc.record({ staysFor: fc.integer({ min: 0, max: 5 }), givesUp: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(visitor, { maxLength: 20 }),
      async (atATime, visitors) => {
        const semaphore = new Semaphore(atATime);
        const inside = new Set<number>();
        const order: number[] = [];
        const visits = visitors.map(async ({ staysFor, givesUp }, n) => {
          const cancel = new AbortController();
          const entered = semaphore.acquire(cancel.signal);
          if (givesUp) cancel.abort(new Error("gave up"));
          await entered;
          inside.add(n);
          order.push(n);
          expect(inside.size).toBeLessThanOrEqual(atATime);
          for (let tick = 0; tick < staysFor; tick++) await Promise.resolve();
          inside.delete(n);
          semaphore.release();
        });
        const ends = await Promise.allSettled(visits);
        expect(order).toEqual([...order].sort((a, b) => a - b));
        for (const [n, { status }] of ends.entries()) if (!visitors[n]!.givesUp) expect(status).toBe("fulfilled");
        for (let n = 0; n < atATime; n++) expect(await semaphore.acquire(new AbortController().signal)).toBe(true);
      },
    ),
  );
});
