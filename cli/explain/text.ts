import { sanitizeLine } from "../../provider/zenlayer/sanitize";
import { colored, type Color, type Terminal } from "../terminal";
import { wrap } from "../text";
import { describe, describeZone, summarize, tooSmall, type Description } from "./describe";
import type { Explanation } from "./explanation";

const COLORS: Partial<Record<Description["sign"], Color>> = { "+": "green", "-": "red", "+-": "yellow", "-+": "red" };

/** An explanation for a terminal or a log. */
export function asText(explanation: Explanation, terminal: Pick<Terminal, "width" | "hasColors">): string {
  const { changes, zones, reported, unknown } = explanation;
  const lines = [summarize(explanation)];
  const add = (indent: string, text: string, paint: (line: string) => string = String): void => {
    const width = terminal.width && Math.max(30, terminal.width - indent.length);
    lines.push(...wrap(text, width).map((line) => indent + paint(line)));
  };
  const yellow = (line: string): string => colored(terminal, "yellow", line);
  for (const change of changes) {
    const { sign, title, details } = describe(change, (text) => text);
    const color = COLORS[sign];
    const [first = "", ...more] = wrap(
      `${change.kind} "${sanitizeLine(change.resource)}" ${title}`,
      terminal.width && terminal.width - 3,
    );
    const mark = sign.padEnd(2);
    lines.push("", `${color ? colored(terminal, color, mark) : mark} ${first}`, ...more.map((line) => `   ${line}`));
    for (const detail of details) add("     ", detail);
  }
  if (zones.length > 0) lines.push("");
  for (const zone of zones) {
    add("", describeZone(zone));
    if (zone.isTooSmall) add("  ", tooSmall(zone), yellow);
  }
  if (reported.length > 0) lines.push("", "The preview reports:");
  for (const { severity, message } of reported) {
    add("  ", `${severity}: ${message}`, (line) => colored(terminal, severity === "error" ? "red" : "yellow", line));
  }
  if (unknown.length > 0) lines.push("");
  for (const text of unknown) add("", text);
  return `${lines.join("\n")}\n`;
}
