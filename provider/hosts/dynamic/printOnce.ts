/** What the host is about to print. */
const expected = new Set<string>();

/**
 * Keeps the host from printing this error. The host for dynamic providers prints whatever check, diff, read and delete
 * throw, and answers the engine with it, which shows it again on the row of the resource. Only this very line is
 * suppressed: if a later host prints something else, it is printed.
 */
export function printOnce<E extends Error>(error: E): E {
  expected.add(`${String(error)}: ${error.stack}`);
  return error;
}

const print = console.error;
console.error = (...line: unknown[]) => {
  if (line.length === 1 && expected.has(String(line[0]))) return;
  print(...line);
};
