import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderPage, table } from "./page";
import { docsFolder, readResults } from "./results";

test("a figure that misses its target is shown as missed, one without a target only shown", () => {
  const lines = table([
    { name: "calls", bar: "0", measured: "0", met: true },
    { name: "time", bar: "1.2", measured: "1.3", met: false },
    { name: "start", measured: "0.3 s" },
  ]).split("\n");
  expect(lines.slice(2)).toEqual([
    "| calls | 0 | 0 | met |",
    "| time | 1.2 | 1.3 | **missed** |",
    "| start |  | 0.3 s |  |",
  ]);
});

test("docs/benchmarks.md and its plots follow from page.md and benchmarks.json", async () => {
  const outdated: string[] = [];
  for (const [name, text] of await renderPage(readResults())) {
    const file = join(docsFolder, name);
    if (readFileSync(file, { encoding: "utf8", flag: "a+" }) === text) continue;
    writeFileSync(file, text);
    outdated.push(name);
  }
  expect(outdated).toEqual([]); // fails once after a change: commit the files that it has rewritten
});
