import { wrap } from "../../cli/text";
import type { Span } from "./svg";

/** Colors of a terminal by their codes. */
const COLORS: Record<string, string> = { 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 36: "#79c0ff", 90: "#8b949e" };

/** What a terminal shows of an output with colors. */
export function terminalLines(output: string): Span[][] {
  return output
    .trimEnd()
    .split("\n")
    .map((line) => {
      const spans: Span[] = [];
      let style: Omit<Span, "text"> = {};
      // eslint-disable-next-line no-control-regex -- the codes of colors begin with a control character
      for (const [, code, text = ""] of line.matchAll(/(?:\u001b\[(\d+)m)|([^\u001b]+)/g)) {
        if (code === undefined) spans.push({ text, ...style });
        else style = code === "1" ? { bold: true } : { color: COLORS[code] };
      }
      return spans;
    });
}

/** A page of Markdown as far as our outputs use it: headings, lists of two levels, code and bold text. */
export function markdownLines(markdown: string, width: number): Span[][] {
  return markdown
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      const [, level = "", rest = line] = /^( *- )(.*)$/.exec(line) ?? [];
      const heading = /^#+ (.*)$/.exec(rest)?.[1];
      if (heading !== undefined) return [[{ text: plain(heading), bold: true }]];
      const indent = level.replace("-", "•");
      return wrap(rest, width - indent.length).map((part, at): Span[] => [
        { text: at === 0 ? indent : " ".repeat(indent.length) },
        ...inline(part),
      ]);
    });
}

const inline = (text: string): Span[] =>
  [...text.matchAll(/`([^`]*)`|\*\*([^*]*)\*\*|([^`*]+|\*)/g)].map(([, code, bold, other = ""]) => {
    if (code !== undefined) return { text: code, code: true };
    return bold === undefined ? { text: plain(other) } : { text: plain(bold), bold: true };
  });

const plain = (text: string): string => text.replace(/\\([\\`*_{}[\]<>#|~])/g, "$1").replaceAll("\u200b", "");
