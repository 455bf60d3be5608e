import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CLASSES, CONDITIONS, DEFAULT_FAIL_ON, OWNERSHIPS } from "./classes";

const read = (name: string): string => readFileSync(join(__dirname, "..", "..", "docs", name), "utf8");

test("the published schema has every class", () => {
  const { properties } = (
    JSON.parse(read("audit.schema.json")) as {
      definitions: { image: { properties: { ownership: { enum: string[] }; conditions: { items: object } } } };
    }
  ).definitions.image;
  expect({ ownership: properties.ownership, conditions: properties.conditions.items }).toEqual({
    ownership: { enum: OWNERSHIPS },
    conditions: { enum: CONDITIONS },
  });
});

test.each([
  ["command-line.md", "yes"],
  ["zh/command-line.md", "是"],
])("the tables in %s have every class, and which ones are findings", (page, yes) => {
  const [, section = ""] = read(page).split("## audit\n");
  const rows = [...section.matchAll(/^\| `([\w-]+)` +\|.*\| (\S*) +\|$/gm)];
  const found = rows.filter(([, name]) => (CLASSES as readonly string[]).includes(name!));
  expect(found.map(([, name]) => name)).toEqual(CLASSES);
  expect(found.filter(([, , mark]) => mark === yes).map(([, name]) => name)).toEqual(DEFAULT_FAIL_ON);
});
