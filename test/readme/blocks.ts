import { readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(__dirname, "..", "..");

/** A fenced block of a page, with the remark before it that readers do not see and that says what to do with it. */
export interface Block {
  /** `file: NAME`, `snippet`, `script`, `install`, `run: WHERE`, `run in the background: WHERE`, `not run: WHY`. */
  remark?: string;
  language: string;
  text: string;
}

/** All blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  const markdown = readFileSync(join(root, page), "utf8");
  const fences = markdown.matchAll(/(?:^<!-- (.+) -->\n\n)?^```(\w*)\n([^]*?)^```$/gm);
  return [...fences].map(([, remark, language = "", text = ""]) => ({ remark, language, text }));
}

/** Rows of the table whose first header cell is `header`: the cells of each, without backticks. */
export function tableOf(page: string, header: string): string[][] {
  const lines = readFileSync(join(root, page), "utf8").split("\n");
  const start = lines.findIndex((line) => cells(line)[0] === header);
  if (start < 0) throw new Error(`${page} has no table with the header "${header}".`);
  const end = lines.findIndex((line, at) => at > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map(cells);
}

const cells = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim().replace(/`/g, ""));
