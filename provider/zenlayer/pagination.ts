import type { Reader } from "./responseReader";

/** One page of a list as the service sends it. */
export interface Page<T> {
  /** Matches on all pages together. */
  totalCount: number;
  items: T[];
  /** Makes errors about this page. */
  reader: Reader;
}

/** The most that the service gives at once. */
export const PAGE_SIZE = 1000;
/** More pages than any list has. */
const MAX_PAGES = 200;
/** Times that a list is read from its start, at most: it changes while its pages are turned, or has changed since. */
const MAX_READINGS = 6;

/**
 * Reads every page of a list. A partial list is an error: what is missing from it would count as deleted.
 * A list may change between two pages without a sign: one entry deleted and another added leave its count as it was,
 * and an entry that moved to a page already read is missed. So a list of several pages counts once two readings in a
 * row show the same entries. Those were all there from the first reading to the second, and were as many as the list
 * had: no other can have been there all the time. (An id that is gone does not come back.)
 * @param idOf an entry's id; `position` counts the entries of one reading
 * @throws ZenlayerError for pages that contradict each other or never end, and for a list that never stands still.
 */
export async function readAllPages<T>(
  ask: (pageNum: number) => Promise<Page<T>>,
  idOf: (item: T, position: number) => string,
): Promise<T[]> {
  let before: ReadonlySet<string> | undefined;
  for (let readings = 1; ; readings++) {
    const reading = await turnPages(ask, idOf);
    if (!("changed" in reading)) {
      const { found, pages } = reading;
      if (pages === 1 || (before && isSame(before, found))) return [...found.values()];
      before = new Set(found.keys());
    } else {
      before = undefined;
    }
    if (readings === MAX_READINGS) {
      throw reading.reader.unreadable("changed" in reading ? reading.changed : "each reading shows other entries");
    }
  }
}

const isSame = (ids: ReadonlySet<string>, found: ReadonlyMap<string, unknown>): boolean =>
  ids.size === found.size && [...found.keys()].every((id) => ids.has(id));

/** All entries of one reading, or what showed that the list had changed since the page before. */
async function turnPages<T>(
  ask: (pageNum: number) => Promise<Page<T>>,
  idOf: (item: T, position: number) => string,
): Promise<{ reader: Reader } & ({ found: Map<string, T>; pages: number } | { changed: string })> {
  const found = new Map<string, T>();
  for (let pageNum = 1, total: number | undefined; ; pageNum++) {
    const { totalCount, items, reader } = await ask(pageNum);
    total ??= totalCount;
    if (totalCount !== total) return { reader, changed: "totalCount changes from page to page" };
    const page = new Map(items.map((item, at) => [idOf(item, found.size + at), item]));
    if (page.size < items.length) throw reader.unreadable("the same entry comes twice");
    for (const [id, item] of page) {
      if (found.has(id)) return { reader, changed: "the same entry comes on two pages" };
      found.set(id, item);
    }
    if (found.size > total) throw reader.unreadable(`totalCount is ${total}, but more entries came`);
    if (found.size === total) return { reader, found, pages: pageNum };
    if (items.length === 0) throw reader.unreadable(`totalCount is ${total}, but only ${found.size} entries came`);
    if (pageNum === MAX_PAGES) throw reader.unreadable(`the list does not end within ${MAX_PAGES} pages`);
  }
}
