import { isLong } from "./long";

/** Prints the result of a long run. Not with `console`, since jest adds the source line to each message. */
export function print(...lines: string[]): void {
  if (isLong) process.stdout.write(`\n${lines.join("\n")}\n`);
}

/** Columns as wide as their widest cell. */
export function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
