import fc from "fast-check";

/** Text with an effect on a terminal or Pulumi: control characters, bidirectional controls, color tags. */
export const controlSequence = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]|<\{%/u;

/** Any code points, halves of pairs too. `fc.string` with all of Unicode takes a second to prepare. */
export const anyText = (lengths: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 0x10ffff }), lengths).map((codes) => String.fromCodePoint(...codes));

/** Texts full of them, also in halves that become whole when text is removed or joined. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom("<{%fg 1%}>", "<", "{%", "<\u001b{%", "<{\u202e%", "<<{%{%", "%}>", "\ud800", "\u200d"),
      fc.constantFrom("\u001b[2J", "\u001b]8;;http://x\u0007", "\u009b31m", "\r", "\n", "\t", "\u0000", "\u007f"),
      fc.constantFrom("\u202e", "\u2066", "\u061c", "\u200f", "\u2028", "\ufeff"),
      fc.constantFrom("web", "镜像", "é", "👩‍💻", " "),
      anyText({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

/** One of them, with a Chinese name in the middle. */
export const hostileName = "\u001b[2J<{%fg 1%}>\u202e镜像\u0007\r\n<\u0000{%reset%}>";
