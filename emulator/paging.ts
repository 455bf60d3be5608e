import { integer, type Field } from "./validate";

/** The parameters of every paged list. */
export const PAGING: { pageNum: Field<number | undefined>; pageSize: Field<number | undefined> } = {
  pageNum: integer({ min: 1 }),
  pageSize: integer({ min: 1, max: 1000 }),
};

/** One page of a list. `totalCount` is that of all pages; a page past the end is empty (GUESS G39). */
export function page<T>(
  all: T[],
  { pageNum = 1, pageSize = 20 }: { pageNum?: number; pageSize?: number },
): { totalCount: number; dataSet: T[] } {
  return { totalCount: all.length, dataSet: all.slice((pageNum - 1) * pageSize, pageNum * pageSize) };
}
