import { sanitizeLine } from "../../provider/zenlayer/sanitize";
import { colored, type Color, type Terminal } from "../terminal";
import { pad, widest, wrap } from "../text";
import { findingsOf, placeOf, type Audit, type AuditedImage, type Remedy } from "./audit";
import type { AuditClass } from "./classes";
import { describeNotJudged } from "./describeNotJudged";
import { summarize } from "./summarize";

type Columns = readonly [
  image: string,
  name: string,
  product: string,
  place: string,
  status: string,
  classes: string,
  owner: string,
];

const HEADER: Columns = ["IMAGE", "NAME", "PRODUCT", "ZONE OR REGIONS", "STATUS", "CLASS", "OWNER"];
const GAP = "  ";

/** An audit for people: a table of all images, then what to do about each finding. */
export function asTable(
  audit: Audit,
  failOn: readonly AuditClass[],
  terminal: Pick<Terminal, "width" | "hasColors">,
): string {
  const rows = audit.images.map((image) => ({ cells: cellsOf(image), color: colorOf(image, failOn) }));
  const widths = HEADER.map((title, at) => widest([title, ...rows.map(({ cells }) => cells[at] ?? "")]));
  const total = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  // Too narrow for a table: a block for each image. Nothing is cut or broken, so that ids can be copied.
  const isNarrow = terminal.width !== undefined && total > terminal.width;
  const lines = isNarrow ? blocks(rows, terminal) : table(rows, widths, terminal);
  for (const { conditions, zoneId, used, max } of audit.zones) {
    if (conditions.length > 0) lines.push("", `Zone ${zoneId} is full: ${used} of ${max} custom images.`);
  }
  const shown = [
    ...audit.images.map((image) => ({ title: `${image.imageId} (${classesOf(image)})`, ...image })),
    ...audit.zones.map((zone) => ({ title: `Zone ${zone.zoneId} (zone-full)`, evidence: [], ...zone })),
  ].filter(({ remedies, known }) => remedies.length > 0 && !known);
  for (const { title, evidence, remedies } of shown) {
    lines.push(
      "",
      colored(terminal, "bold", title),
      ...evidence.flatMap((text) => indented(`${sanitizeLine(text)}.`, 2, terminal)),
    );
    lines.push(...remedies.flatMap((remedy) => remedyLines(remedy, terminal)));
  }
  for (const text of audit.incomplete)
    lines.push("", ...indented(colored(terminal, "red", sanitizeLine(text)), 0, terminal));
  for (const text of describeNotJudged(audit)) lines.push("", ...indented(sanitizeLine(text), 0, terminal));
  return `${[...lines, "", summarize(audit, failOn)].join("\n").trimStart()}\n`;
}

interface Row {
  cells: Columns;
  color?: Color;
}

const cellsOf = (image: AuditedImage): Columns => [
  sanitizeLine(image.imageId),
  sanitizeLine(image.imageName ?? "-"),
  image.product,
  sanitizeLine(placeOf(image)),
  sanitizeLine(image.imageStatus ?? "-"),
  classesOf(image),
  whoseOf(image),
];

const classesOf = ({ ownership, conditions, known }: AuditedImage): string =>
  [ownership, ...conditions, ...(known ? ["known"] : [])].join(", ");

function whoseOf({ owners, workingFor }: AuditedImage): string {
  const all = workingFor && owners.length === 0 ? [workingFor] : owners;
  return (
    all
      .map(({ stack, resource }) => sanitizeLine(resource === undefined ? stack : `${stack}: ${resource}`))
      .join(", ") || "-"
  );
}

function colorOf(image: AuditedImage, failOn: readonly AuditClass[]): Color | undefined {
  if (findingsOf(image, failOn).length === 0) return image.ownership === "managed" ? "green" : undefined;
  return image.ownership === "owned-twice" || image.ownership === "missing" ? "red" : "yellow";
}

const paint = (terminal: Pick<Terminal, "hasColors">, color: Color | undefined, text: string): string =>
  color ? colored(terminal, color, text) : text;

function table(rows: Row[], widths: number[], terminal: Pick<Terminal, "hasColors">): string[] {
  if (rows.length === 0) return [];
  const line = (cells: Columns): string[] => cells.map((cell, at) => pad(cell, widths[at] ?? 0));
  const header = line(HEADER).join(GAP).trimEnd();
  return [
    colored(terminal, "bold", header),
    ...rows.map(({ cells, color }) => {
      const [image, name, product, place, status, classes = "", whose] = line(cells);
      return [image, name, product, place, status, paint(terminal, color, classes), whose].join(GAP).trimEnd();
    }),
  ];
}

function blocks(rows: Row[], terminal: Pick<Terminal, "width" | "hasColors">): string[] {
  return rows.flatMap(({ cells, color }) => {
    const [image, name, product, place, status, classes, whose] = cells;
    return [
      "",
      `${image} ${name}`,
      ...indented(`${product} ${place} ${status}`, 2, terminal),
      `  ${paint(terminal, color, classes)}`,
      ...indented(whose, 2, terminal),
    ];
  });
}

const remedyLines = ({ text, commands }: Remedy, terminal: Pick<Terminal, "width">): string[] => [
  ...indented(commands.length > 0 ? `${text}:` : `${text}.`, 2, terminal),
  // Never wrapped: they are to be copied.
  ...commands.map((command) => `    ${command}`),
];

const indented = (text: string, by: number, { width }: Pick<Terminal, "width">): string[] =>
  wrap(text, width === undefined ? undefined : Math.max(20, width - by)).map((line) => " ".repeat(by) + line);
