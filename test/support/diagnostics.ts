/** What the engine prints under "Diagnostics:", line by line: there each message stands once. */
export function diagnostics(output: string): string[] {
  const [, section = ""] = output.split(/^Diagnostics:$/m);
  const [lines = ""] = section.split(/^\S/m);
  return lines
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Errors and warnings of resources, without the engine's own "update failed". */
export const messagesIn = (output: string, severity: "error" | "warning"): string[] =>
  diagnostics(output)
    .filter((line) => line.startsWith(`${severity}: `))
    .map((line) => line.slice(severity.length + 2))
    .filter((text) => !/^(update|preview) failed$/.test(text));

/** Check failures by property, as the engine lists them. */
export function problems(output: string): Record<string, string> {
  const found = messagesIn(output, "error").map((text) => /property (\S+) value .* has a problem: (.*)$/u.exec(text));
  return Object.fromEntries(found.map((match) => [match?.[1], match?.[2]]));
}

/** A line of a stack trace. */
export const stackLine = /^\s+at /m;
