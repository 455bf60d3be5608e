import { findingsOf, type Audit } from "./audit";
import { CLASSES, DEFAULT_FAIL_ON, type AuditClass } from "./classes";

/** The result in one sentence. */
export function summarize(audit: Audit, failOn: readonly AuditClass[]): string {
  const { images, zones, incomplete } = audit;
  const isCounted = failOn.length > 0;
  const wanted = isCounted ? failOn : DEFAULT_FAIL_ON;
  const found = [
    ...images.flatMap((image) => findingsOf(image, wanted)),
    ...zones.flatMap(({ conditions, known }) => (known ? [] : conditions.filter((each) => wanted.includes(each)))),
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
  if (counts.length === 0) return `${total}, no findings.`;
  return `${total}. Findings${isCounted ? "" : " that do not fail the command"}: ${counts.join(", ")}.`;
}
