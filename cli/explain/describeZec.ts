import { sanitizeLine } from "../../provider/zenlayer/sanitize";
import type { ExplainedChange } from "./explanation";
import type { Quote } from "./quote";

/** What happens to an image of Elastic Compute beside its creation or deletion, in sentences. */
export function describeZec({ zec, creates, change }: ExplainedChange, quote: Quote): string[] {
  if (zec === undefined) return [];
  const list = (names: string[]): string => names.map((name) => quote(sanitizeLine(name))).join(", ");
  const { renamed, regionsAdded: added, regionsRemoved: removed, tagsSet, tagsRemoved } = zec;
  const isGone = change === "delete" || change === "release";
  const sentences = [
    renamed && !creates && `Renames it from ${list([renamed.from])} to ${list([renamed.to])}, in place.`,
    added.length > 0 && (creates ? `It will be in ${list(added)}.` : `Copies it to ${list(added)}.`),
    zec.hasUnknownRegions && "Some of its regions are not known yet.",
    removed.length > 0 &&
      (isGone ? change === "delete" && `Deletes it in ${list(removed)}.` : `Removes it from ${list(removed)}.`),
    tagsSet.length > 0 && `Sets tags ${list(tagsSet)}.`,
    tagsRemoved.length > 0 && `Deletes tags ${list(tagsRemoved)}.`,
    zec.resourceGroupId !== undefined &&
      `${creates ? "Puts it into" : "Moves it to"} resource group ${list([zec.resourceGroupId])}.`,
  ];
  return sentences.filter((sentence) => typeof sentence === "string");
}
