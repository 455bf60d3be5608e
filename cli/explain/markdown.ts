import { code, plain } from "../markdown";
import { describe, describeZone, summarize, tooSmall } from "./describe";
import type { Explanation } from "./explanation";

/** An explanation for a comment on a pull request or the summary of a job. */
export function asMarkdown(explanation: Explanation): string {
  const { changes, zones, reported, unknown } = explanation;
  const lines = [`### ${summarize(explanation).replace(/\.$/, "")}`];
  if (changes.length > 0) lines.push("");
  for (const change of changes) {
    const { sign, title, details } = describe(change, code);
    lines.push(`- ${code(sign)} **${plain(change.resource)}** ${title}`, ...details.map((detail) => `  - ${detail}`));
  }
  if (zones.length > 0) lines.push("");
  for (const zone of zones) {
    lines.push(`- ${plain(describeZone(zone))}`);
    if (zone.isTooSmall) lines.push(`  - ⚠️ ${tooSmall(zone)}`);
  }
  if (reported.length > 0) lines.push("", "The preview reports:", "");
  for (const { severity, message } of reported) lines.push(`- ${severity === "error" ? "❌" : "⚠️"} ${plain(message)}`);
  if (unknown.length > 0) lines.push("", ...unknown.map((text) => `_${plain(text)}_`));
  return `${lines.join("\n")}\n`;
}
