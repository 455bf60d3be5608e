import { pad, widest, wrap } from "../text";
import { colored, type Color, type Terminal } from "../terminal";
import type { CheckResult } from "./checks/checkResult";

const COLORS: Record<CheckResult["status"], Color> = {
  ok: "green",
  warning: "yellow",
  failure: "red",
  skipped: "gray",
};

/** One line each, wrapped on a terminal, the remedy below. */
export function report(checks: CheckResult[], terminal: Pick<Terminal, "width" | "hasColors">): string {
  const statusWidth = widest(checks.map(({ status }) => status));
  const nameWidth = widest(checks.map(({ name }) => name));
  const indent = statusWidth + nameWidth + 4;
  const lines = checks.flatMap(({ name, status, text, remedy }) => {
    const all = remedy === undefined ? [text] : [`${text}.`, `${remedy}.`];
    const width = terminal.width && Math.max(30, terminal.width - indent);
    const [first = "", ...more] = width === undefined ? [all.join(" ")] : all.flatMap((part) => wrap(part, width));
    const head = `${colored(terminal, COLORS[status], pad(status, statusWidth))}  ${pad(name, nameWidth)}  ${first}`;
    return [head, ...more.map((line) => " ".repeat(indent) + line)];
  });
  return `${[...lines, "", summaryOf(checks)].join("\n")}\n`;
}

function summaryOf(checks: CheckResult[]): string {
  const count = (wanted: CheckResult["status"], noun: string): string => {
    const found = checks.filter(({ status }) => status === wanted).length;
    return `${found} ${noun}${found === 1 ? "" : "s"}`;
  };
  return `${count("failure", "failure")}, ${count("warning", "warning")}.`;
}
