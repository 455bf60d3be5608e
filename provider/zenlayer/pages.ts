import type { Reader } from "./parse";

/** One page of a list as the service sends it. */
export interface Page<T> {
  /** Matches on all pages together. */
  totalCount: number;
  items: T[];
  /** Makes errors about this page. */
  reader: Reader;
}

/** The most that the service gives at once. */
export const pageSize = 1000;
/** More pages than any list has. */
const maxPages = 200;
/** Times that a list is begun again because it changed while its pages were turned. */
const maxRestarts = 3;

/**
 * Turns every page of a list. Half a list is an error: what is missing from it would be taken for deleted.
 * @throws ZenlayerError for pages that contradict each other, repeat themselves or never end.
 */
export async function readAllPages<T>(
  ask: (pageNum: number) => Promise<Page<T>>,
  idOf: (item: T) => string,
): Promise<T[]> {
  for (let restarts = 0; ; restarts++) {
    const attempt = await turnPages(ask, idOf);
    if ("items" in attempt) return attempt.items;
    if (restarts === maxRestarts) throw attempt.changedAt.unreadable("totalCount changes from page to page");
  }
}

/** All items, or the reader of the page that showed that the list had changed since the page before. */
async function turnPages<T>(
  ask: (pageNum: number) => Promise<Page<T>>,
  idOf: (item: T) => string,
): Promise<{ items: T[] } | { changedAt: Reader }> {
  const found = new Map<string, T>();
  for (let pageNum = 1, total: number | undefined; ; pageNum++) {
    const { totalCount, items, reader } = await ask(pageNum);
    total ??= totalCount;
    if (totalCount !== total) return { changedAt: reader };
    for (const item of items) {
      if (found.has(idOf(item))) throw reader.unreadable("the same entry comes twice");
      found.set(idOf(item), item);
    }
    if (found.size > total) throw reader.unreadable(`totalCount is ${total}, but more entries came`);
    if (found.size === total) return { items: [...found.values()] };
    if (items.length === 0) throw reader.unreadable(`totalCount is ${total}, but only ${found.size} entries came`);
    if (pageNum === maxPages) throw reader.unreadable(`the list does not end within ${maxPages} pages`);
  }
}
