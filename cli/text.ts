import stringWidth from "string-width";

/**
 * Breaks a text into lines of at most `width` columns, at spaces only: an id or a command that is longer than a line
 * stays whole, so that it can be copied. Without a width it stays one line.
 */
export function wrap(text: string, width: number | undefined): string[] {
  if (width === undefined) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && stringWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** Fills a text up to a width in columns, of which a Chinese character takes two. */
export const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - stringWidth(text)));

/** Columns that the widest text takes. */
export const widest = (texts: string[]): number => Math.max(0, ...texts.map((text) => stringWidth(text)));
