/** Compares by these properties, the first that differs counts. By code units: the same order everywhere. */
export const byProperties =
  <K extends string>(...names: K[]) =>
  (a: Record<K, string>, b: Record<K, string>): number =>
    names.map((name) => (a[name] < b[name] ? -1 : Number(a[name] > b[name]))).find((order) => order !== 0) ?? 0;
