import { LABEL } from "./validateAgainstSchema";

/** Labels of versions that are gone, which may not be used again. */
const REMEMBERED = 100;

/** Name of the image that holds a version of a family. */
export const imageNameOf = (familyName: string, label: string): string => `${familyName}-${label}`;

/**
 * The version that an image's name stands for; nothing for an image of another name.
 * @param pattern what labels may be
 */
export function labelIn(familyName: string, imageName: string, pattern = LABEL): string | undefined {
  const start = imageNameOf(familyName, "");
  if (!imageName.startsWith(start)) return undefined;
  const label = imageName.slice(start.length);
  return pattern.test(label) ? label : undefined;
}

/**
 * Order of labels for images that come into a family together, so that their age is not known otherwise: numbers in
 * them count as numbers (`9` before `10`).
 */
export const compareLabels = (a: string, b: string): number =>
  a.localeCompare(b, "en", { numeric: true }) || (a < b ? -1 : Number(a > b));

/** The remembered labels with more of them, the latest last: the last hundred. A label is remembered once. */
export function forget(forgotten: readonly string[], ...labels: string[]): string[] {
  const others = forgotten.filter((label) => !labels.includes(label));
  return [...others, ...new Set(labels)].slice(-REMEMBERED);
}
