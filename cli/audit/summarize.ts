import { findingsOf, type Audit } from "./audit";
import { CLASSES, type AuditClass } from "./classes";

/** The result in one sentence. */
export function summarize(audit: Audit, failOn: readonly AuditClass[]): string {
  const { images, zones, incomplete } = audit;
  const found = [
    ...images.flatMap((image) => findingsOf(image, failOn)),
    ...zones.flatMap(({ conditions, known }) => (known ? [] : conditions.filter((each) => failOn.includes(each)))),
  ];
  const counts = CLASSES.flatMap((each) => {
    const count = found.filter((other) => other === each).length;
    return count === 0 ? [] : [`${count} ${each}`];
  });
  const total = `${images.length} custom ${images.length === 1 ? "image" : "images"}`;
  if (incomplete.length > 0) {
    const rest = counts.length > 0 ? ` Found so far: ${counts.join(", ")}.` : "";
    return `The account could not be read whole, so the audit is not complete.${rest}`;
  }
  return counts.length === 0 ? `${total}, no findings.` : `${total}. Findings: ${counts.join(", ")}.`;
}
