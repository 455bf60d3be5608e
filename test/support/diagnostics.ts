/** A warning that Node.js 26 prints in every Pulumi program, since Pulumi enumerates all modules of Node.js. */
const ofNode = /^\s*\(node:\d+\) ExperimentalWarning: FFI is .*\n.*--trace-warnings.*\n/gm;
/** First line of a resource's messages. */
const heading = /^[\w:/]+ \(.+\):$/;

/** The lines that the engine prints under "Diagnostics:", where each message appears once. */
export function diagnostics(output: string): string[] {
  const [, section = ""] = output.split(/^Diagnostics:$/m);
  const [text = ""] = section.split(/^\S/m);
  const lines = text
    .replace(ofNode, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const isEmpty = (n: number) => lines[n + 1] === undefined || heading.test(lines[n + 1]!);
  return lines.filter((line, n) => !heading.test(line) || !isEmpty(n));
}

/** Messages that the engine and newer SDKs add when a resource fails. */
const added = /^(update failed|preview failed|Error: resource .+ failed to register)$/;

/** Errors or warnings of resources. */
export const messagesIn = (output: string, severity: "error" | "warning"): string[] =>
  diagnostics(output)
    .filter((line) => line.startsWith(`${severity}: `))
    .map((line) => line.slice(severity.length + 2))
    .filter((text) => !added.test(text));

/** Check failures by property, as the engine prints them. */
export function problems(output: string): Record<string, string> {
  const found = messagesIn(output, "error").map((text) => /property (\S+) value .* has a problem: (.*)$/u.exec(text));
  return Object.fromEntries(found.map((match) => [match?.[1], match?.[2]]));
}

/** A line of a stack trace. */
export const stackLine = /^\s+at /m;
