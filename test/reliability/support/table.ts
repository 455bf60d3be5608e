/** Prints lines as they are; jest's own console adds where they come from to each. */
export function print(...lines: string[]): void {
  process.stdout.write(`\n${lines.join("\n")}\n`);
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
