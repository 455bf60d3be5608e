/** Longest external text that goes into a message. */
const MAX_LENGTH = 500;

/**
 * Characters that a terminal obeys or that reorder what is shown: control characters, line separators, bidirectional
 * controls, halves of surrogate pairs. Joiners are left: scripts and emoji need them.
 */
const UNFIT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u206a-\u206f\ufff9-\ufffb\ufeff]/gu;

/** Pulumi turns `<{%…%}>` into terminal escapes. Applied last, after any replacement or cut. */
const withoutTags = (text: string): string => text.replaceAll("<{%", "< {%");

/**
 * Text from outside without what a terminal or Pulumi would obey: each such character becomes a space, everything else
 * stays. A space, since what is left out could join the halves of a tag, or make a name equal to another.
 */
export const sanitize = (text: string): string => withoutTags(text.replace(UNFIT, " "));

/** Text that came over the network, fit for a message: one line, nothing that a terminal obeys, not endless. */
export function sanitizeLine(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  const characters = [...line];
  return withoutTags(characters.length <= MAX_LENGTH ? line : `${characters.slice(0, MAX_LENGTH).join("")}…`);
}
