/** Where the engine listens: the first argument that is none of its flags, `host:port`. Nothing if we were started by hand. */
export function engineAddress(argv: string[]): string | undefined {
  const words = argv.slice(2);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--tracing") at++;
    else if (!word.startsWith("-")) return /^[^/]+:\d+$/.test(word) ? word : undefined;
  }
  return undefined;
}
