import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(__dirname, "..", "..");

const inFolder = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);

/** Pages of Pulumi's registry: shown on another site, so they have neither remarks nor links into this repository. */
export const registryPages = ["docs/_index.md", "docs/installation-configuration.md"];

/** Pages that a reader follows. The README comes first: the others go on in its project. */
export const guides = ["README.md", ...inFolder("docs").filter((page) => !registryPages.includes(page))];

/** Guides with their Chinese versions. */
export const translations = guides
  .map((english) => {
    const chinese = english === "README.md" ? "README.zh-CN.md" : english.replace("docs/", "docs/zh/");
    return { english, chinese };
  })
  .filter(({ chinese }) => existsSync(join(root, chinese)));

/** Every page of the repository that links to others. */
export const pages = [
  ...["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md"],
  ...inFolder("docs"),
  ...inFolder("docs/zh"),
];

/** A fenced block of a page, with the remark before it that readers do not see and that says what to do with it. */
export interface Block {
  /**
   * `file: NAME`, `setup: NAME` (a file of a setup that `test/consumer` tries), `snippet`, `script`, `install`, `run: WHERE`, `run in the background: WHERE`, `example: PAGE` (the same
   * block is on that page), `not run: WHY`.
   */
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

/** Texts of the guides' blocks that have this remark. */
export const textsWith = (remark: string): string[] =>
  guides
    .flatMap(blocksOf)
    .filter((block) => block.remark === remark)
    .map(({ text }) => text);

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
