/** Longest text of somebody else's that goes into a message of ours. */
const maxLength = 500;

/**
 * Text that came over the network, fit for a message: one line, no control characters (a terminal would obey them),
 * not endless.
 */
export function printable(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  const characters = [...line];
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength).join("")}…`;
}
