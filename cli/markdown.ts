import { sanitizeLine } from "../provider/zenlayer/sanitize";

/** A text in code font. It cannot end the span, nor the cell of a table. */
export const code = (text: string): string => `\`${sanitizeLine(text).replaceAll("`", "'").replaceAll("|", "\\|")}\``;

/** A text as it is: nothing in it is Markdown, HTML, or the name of somebody to be notified. */
export const plain = (text: string): string =>
  sanitizeLine(text)
    .replace(/[\\`*_{}[\]<>#|~]/g, "\\$&")
    .replaceAll("@", "@\u200b");
