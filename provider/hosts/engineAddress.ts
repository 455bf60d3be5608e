/**
 * The address that the engine listens on, `host:port`: the first argument that is not a flag. Undefined for a process
 * that a user started.
 */
export function engineAddress(argv: string[]): string | undefined {
  const words = argv.slice(2);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--tracing") at++;
    else if (!word.startsWith("-")) return /^[^/]+:\d+$/.test(word) ? word : undefined;
  }
  return undefined;
}
