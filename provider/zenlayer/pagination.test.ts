import fc from "fast-check";

import { ZenlayerError } from "./apiError";
import { readAllPages, type Page } from "./pagination";
import { Reader } from "./responseReader";

/** What happens to a list between two requests. Positions are meant modulo its length. */
interface Change {
  do: "insert" | "remove" | "move" | "swap";
  at: number;
  to?: number;
}

/** A list of a service, whose pages are of what it holds at that moment. Ids that are gone never come back. */
class ChangingList {
  readonly #pageSize: number;
  readonly #changes: Change[][];

  requests = 0;
  readonly #entries: string[];
  /** Entries that have been there all the time. */
  readonly #steady: Set<string>;
  #next: number;

  constructor(size: number, pageSize: number, changes: Change[][]) {
    this.#pageSize = pageSize;
    this.#changes = changes;
    this.#entries = Array.from({ length: size }, (_, n) => `entry-${n}`);
    this.#steady = new Set(this.#entries);
    this.#next = size;
  }

  /** Entries that were there from the first request to the last one. */
  get steady(): string[] {
    return [...this.#steady];
  }

  readonly ask = (pageNum: number): Promise<Page<string>> => {
    if (this.requests > 0) for (const change of this.#changes[this.requests - 1] ?? []) this.#apply(change);
    this.requests++;
    const items = this.#entries.slice((pageNum - 1) * this.#pageSize, pageNum * this.#pageSize);
    const reader = new Reader("DescribeImages", {});
    return Promise.resolve({ totalCount: this.#entries.length, items, reader });
  };

  #apply({ do: deed, at, to = 0 }: Change): void {
    const entries = this.#entries;
    const place = (wanted: number): number => wanted % Math.max(1, entries.length);
    if (deed === "insert") {
      entries.splice(at % (entries.length + 1), 0, `entry-${this.#next++}`);
    } else if (deed === "remove") {
      for (const gone of entries.splice(place(at), 1)) this.#steady.delete(gone);
    } else if (deed === "move") {
      entries.splice(place(to), 0, ...entries.splice(place(at), 1));
    } else if (entries.length > 0) {
      const [from, other] = [place(at), place(to)];
      [entries[from], entries[other]] = [entries[other]!, entries[from]!];
    }
  }
}

const read = (list: ChangingList): Promise<string[]> => readAllPages(list.ask, (entry) => entry);

const at = fc.nat(11);
/** Nothing, one gone and one new so that the count stays, or anything. */
const changes = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Change[]>([]) },
  {
    weight: 2,
    arbitrary: fc.tuple(at, at).map(([gone, fresh]): Change[] => [
      { do: "remove", at: gone },
      { do: "insert", at: fresh },
    ]),
  },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.record({ do: fc.constantFrom<Change["do"]>("insert", "remove", "move", "swap"), at, to: at }),
      { maxLength: 3 },
    ),
  },
);
const lists = fc
  .record({ size: fc.nat(11), pageSize: fc.integer({ min: 1, max: 6 }), changes: fc.array(changes, { maxLength: 40 }) })
  .map(({ size, pageSize, changes }) => new ChangingList(size, pageSize, changes));

test("whatever changes between two requests: all that was there all the time, or an error", async () => {
  let whole = 0;
  await fc.assert(
    fc.asyncProperty(lists, async (list) => {
      const found = await read(list).catch((error: unknown) => {
        expect(error).toBeInstanceOf(ZenlayerError);
        return undefined;
      });
      if (!found) return;
      whole++;
      expect(list.steady.filter((entry) => !found.includes(entry))).toEqual([]);
      expect(new Set(found).size).toBe(found.length);
    }),
    { numRuns: 5_000 },
  );
  expect(whole).toBeGreaterThan(1_000); // the property is not one about errors
});

test("one deleted and one added between two pages: the entry that slipped to a page already read is not missed", async () => {
  const list = new ChangingList(4, 2, [
    [
      { do: "remove", at: 0 },
      { do: "insert", at: 3 },
    ],
  ]);
  expect(await read(list)).toEqual(expect.arrayContaining(["entry-1", "entry-2", "entry-3"]));
});

test("an entry on two pages: the list is read again instead of given up", async () => {
  const list = new ChangingList(4, 2, [[{ do: "swap", at: 1, to: 2 }]]);
  expect((await read(list)).sort()).toEqual(["entry-0", "entry-1", "entry-2", "entry-3"]);
});

test.each([0, 1, 2])("a list of one page and %d entries is requested once", async (size) => {
  const list = new ChangingList(size, 2, []);
  expect(await read(list)).toHaveLength(size);
  expect(list.requests).toBe(1);
});

test("a list of several pages that stands still is read twice", async () => {
  const list = new ChangingList(5, 2, []);
  expect(await read(list)).toHaveLength(5);
  expect(list.requests).toBe(6);
});

test("a list that never stands still is an error after six readings", async () => {
  const always: Change[] = [
    { do: "remove", at: 0 },
    { do: "insert", at: 3 },
  ];
  const list = new ChangingList(
    4,
    2,
    Array.from({ length: 100 }, () => always),
  );
  await expect(read(list)).rejects.toThrow("each reading shows other entries");
  expect(list.requests).toBe(12);
});
