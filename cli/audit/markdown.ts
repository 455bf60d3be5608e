import { code, plain } from "../markdown";
import { placeOf, type Audit, type AuditedImage } from "./audit";
import type { AuditClass } from "./classes";
import { describeNotJudged } from "./describeNotJudged";
import { summarize } from "./summarize";

/** An audit for an issue, a pull request or the summary of a job. */
export function asMarkdown(audit: Audit, failOn: readonly AuditClass[]): string {
  const lines = [`### ${summarize(audit, failOn).replace(/\.$/, "")}`];
  if (audit.images.length > 0) {
    lines.push(
      "",
      "| image | name | product | zone or regions | status | class | owner |",
      "| --- | --- | --- | --- | --- | --- | --- |",
    );
    lines.push(...audit.images.map(rowOf));
  }
  for (const { zoneId, used, max, conditions } of audit.zones) {
    if (conditions.length > 0) lines.push("", `Zone ${plain(zoneId)} is full: ${used} of ${max} custom images.`);
  }
  for (const { imageId, evidence, remedies, known } of audit.images) {
    if (remedies.length === 0 || known) continue;
    lines.push("", `**${plain(imageId)}**: ${evidence.map(plain).join("; ")}.`, "");
    for (const { text, commands } of remedies) {
      lines.push(`- ${plain(text)}${commands.length > 0 ? `: ${commands.map(code).join(", then ")}` : ""}`);
    }
  }
  for (const text of audit.incomplete) lines.push("", `❌ ${plain(text)}`);
  for (const text of describeNotJudged(audit)) lines.push("", plain(text));
  return `${lines.join("\n")}\n`;
}

function rowOf(image: AuditedImage): string {
  const { imageId, imageName = "-", product, imageStatus = "-", ownership, conditions, owners, workingFor } = image;
  const whose = owners.length === 0 && workingFor ? [workingFor] : owners;
  const names = whose.map(({ stack, resource }) => plain(resource === undefined ? stack : `${stack}: ${resource}`));
  const classes = [ownership, ...conditions].join(", ");
  return `| ${[code(imageId), plain(imageName), product, plain(placeOf(image)), plain(imageStatus), classes, names.join(", ") || "-"].join(" | ")} |`;
}
