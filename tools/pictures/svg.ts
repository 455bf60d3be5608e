import stringWidth from "string-width";

/** A piece of a line in one style. */
export interface Span {
  text: string;
  color?: string;
  bold?: boolean;
  /** In code font on a gray ground, in a page of proportional text. */
  code?: boolean;
}

/** Look of a picture. Sizes in pixels. */
interface Look {
  background: string;
  border: string;
  text: string;
  font: string;
}

const MONOSPACE = "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace";
const LOOKS = {
  terminal: { background: "#0d1117", border: "#30363d", text: "#e6edf3", font: MONOSPACE },
  page: { background: "#ffffff", border: "#d0d7de", text: "#1f2328", font: MONOSPACE },
} as const satisfies Record<string, Look>;

const SIZE = 13;
/** Columns are placed one by one, so that no font can shift them. */
const COLUMN = 7.9;
const LINE = 19;
const MARGIN = 16;

/** Draws lines of text as an SVG. */
export function draw(lines: Span[][], look: keyof typeof LOOKS): string {
  const { background, border, text, font } = LOOKS[look];
  const columns = Math.max(...lines.map((line) => stringWidth(line.map((span) => span.text).join(""))));
  const [width, height] = [Math.ceil(columns * COLUMN) + 2 * MARGIN, lines.length * LINE + 2 * MARGIN - 4];
  const rows = lines.flatMap((line, row) => drawLine(line, MARGIN + row * LINE, text));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${font}" font-size="${SIZE}">
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6" fill="${background}" stroke="${border}"/>
${rows.join("\n")}
</svg>
`;
}

function drawLine(line: Span[], top: number, plain: string): string[] {
  let column = 0;
  return line.flatMap(({ text, color = plain, bold, code }) => {
    const [x, columns] = [MARGIN + column * COLUMN, stringWidth(text)];
    column += columns;
    if (text.trim() === "") return [];
    const length = (columns * COLUMN).toFixed(1);
    const ground = `<rect x="${(x - 2).toFixed(1)}" y="${top - 2}" width="${(columns * COLUMN + 4).toFixed(1)}" height="${LINE - 2}" rx="4" fill="#eff1f3"/>`;
    const weight = bold ? ' font-weight="600"' : "";
    const drawn = `<text x="${x.toFixed(1)}" y="${top + SIZE - 2}" fill="${color}"${weight} textLength="${length}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">${escaped(text)}</text>`;
    return code ? [ground, drawn] : [drawn];
  });
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
