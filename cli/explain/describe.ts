/** The words of an explanation, shared by its formats. */
import { sanitizeLine } from "../../provider/zenlayer/sanitize";
import type { InstanceOrigin } from "../../provider/zenlayer/types";
import { isFamily, type StoredImage } from "../stackState";
import type { ChangeKind } from "./change";
import { describeZec } from "./describeZec";
import type { Quote } from "./quote";
import type { Estimate } from "./estimate";
import type { ExplainedChange, Explanation, Users } from "./explanation";
import type { ZoneChange } from "./zones";

/** What happens to the images of one resource. */
export interface Description {
  /** What Pulumi puts before a resource in its own previews. */
  sign: "+" | "-" | "+-" | "-+" | "~" | "=";
  title: string;
  details: string[];
}

const VERBS: Record<ChangeKind, string> = {
  create: "created",
  replace: "replaced",
  delete: "deleted",
  adopt: "adopted",
  release: "released",
  own: "taken over",
  resume: "finished",
  switch: "switched",
  update: "updated",
  import: "imported",
};

/** All changes in one sentence. */
export function summarize({ summary }: Explanation): string {
  const parts = (Object.keys(VERBS) as ChangeKind[]).flatMap((change) => {
    const count = summary[change];
    return count === undefined ? [] : [`${count} ${VERBS[change]}`];
  });
  return parts.length === 0 ? "No changes of custom images." : `Custom images: ${parts.join(", ")}.`;
}

/** One change in words. */
export function describe(change: ExplainedChange, quote: Quote): Description {
  return {
    sign: signOf(change),
    title: titleOf(change, quote),
    details: [
      orderOf(change),
      ...timeOf(change, quote),
      ...describeZec(change, quote),
      ...currentOf(change, quote),
      ...pruningOf(change, quote),
      ...usersOf(change, quote),
    ].filter((text) => text !== undefined),
  };
}

function signOf({ change, deletesFirst, deletes }: ExplainedChange): Description["sign"] {
  switch (change) {
    case "create":
      return "+";
    case "replace":
      return deletesFirst ? "-+" : "+-";
    case "delete":
      return "-";
    case "adopt":
      return deletes.length > 0 ? "+-" : "+";
    case "import":
    case "release":
      return "=";
    default:
      return "~";
  }
}

function titleOf(change: ExplainedChange, quote: Quote): string {
  const { deletes, keeps, creates } = change;
  const old = listed(deletes, quote);
  const kept = listed(keeps, quote);
  const because =
    change.because.length > 0 ? ` (${change.because.map((name) => quote(sanitizeLine(name))).join(", ")} changes)` : "";
  switch (change.change) {
    case "create":
      return `creates image ${newName(change, quote)}${ofInstance(change, quote)}`;
    case "replace":
      return `replaces ${old || kept} with image ${newName(change, quote)}${ofInstance(change, quote)}${because}`;
    case "delete":
      return old === "" ? "is removed; it has no image" : `deletes ${old}`;
    case "adopt":
      return `adopts ${kept || "an existing image"}, without creating or changing it${old && `; deletes ${old}`}`;
    case "release":
      return `releases ${kept}, which is kept`;
    case "own":
      return `takes ownership of ${kept}: from now on it is deleted with the resource`;
    case "resume":
      return `finishes ${kept}, which an interrupted run began`;
    case "switch":
      return "makes another version current, without creating or deleting an image";
    case "import":
      return `imports ${kept || "an existing image"}`;
    default:
      return `updates ${creates === undefined ? kept || "the image" : newName(change, quote)} in place${because}`;
  }
}

const newName = ({ creates }: ExplainedChange, quote: Quote): string =>
  creates?.imageName === undefined ? "of a name that is not known yet" : quote(sanitizeLine(creates.imageName));

function ofInstance({ instance, instanceId }: ExplainedChange, quote: Quote): string {
  if (instance) return ` of instance ${instanceName(instance, quote)}`;
  return instanceId === undefined
    ? " of an instance that is not known yet"
    : ` of instance ${quote(sanitizeLine(instanceId))}`;
}

const instanceName = ({ instanceId, instanceName, zoneId }: InstanceOrigin, quote: Quote): string =>
  `${quote(instanceId)} (${[...(instanceName && instanceName !== instanceId ? [instanceName] : []), zoneId].join(", ")})`;

const listed = (images: StoredImage[], quote: Quote): string =>
  images
    .map(
      ({ imageId, imageName }) => `${quote(sanitizeLine(imageId))}${imageName ? ` (${sanitizeLine(imageName)})` : ""}`,
    )
    .join(", ");

function orderOf({ change, deletesFirst, creates, deletes }: ExplainedChange): string | undefined {
  if (change !== "replace" || !creates || deletes.length === 0) return undefined;
  return deletesFirst
    ? "The old image is deleted first: until the new one is usable, there is none."
    : "The old image is deleted once the new one is usable.";
}

function timeOf({ creates, powersOff, instance, estimate, zec }: ExplainedChange, quote: Quote): string[] {
  if (!creates) return [];
  const copies = zec && zec.regionsAdded.length > 1 ? ", and its copies longer" : "";
  const time = estimate ? about(estimate) : undefined;
  switch (powersOff) {
    case "yes":
      return [
        `Powers off instance ${quote(instance?.instanceId ?? "")}, which is ${instance?.instanceStatus}, ` +
          `${time === undefined ? "for an unknown time" : `for about ${time}`}, then starts it again.`,
      ];
    case "if it runs":
      return [
        `Powers off the instance if it runs, ${time === undefined ? "for an unknown time" : `for about ${time}`}.`,
      ];
    case "no":
      return time === undefined ? [] : [`Creating the image takes about ${time}${copies}.`];
  }
}

/** `2 to 4 min (measured: 3 images)`. */
function about({ fromSeconds, toSeconds, images }: Estimate): string {
  const basis = `measured: ${images} ${images === 1 ? "image" : "images"}`;
  if (toSeconds < 120) return `${Math.floor(fromSeconds)} to ${Math.ceil(toSeconds)} s (${basis})`;
  return `${Math.max(1, Math.floor(fromSeconds / 60))} to ${Math.ceil(toSeconds / 60)} min (${basis})`;
}

function currentOf({ kind, current, creates }: ExplainedChange, quote: Quote): string[] {
  if (!isFamily(kind)) return [];
  if (current) {
    const from = current.from === undefined ? "" : ` in place of ${quote(sanitizeLine(current.from))}`;
    return [`Version ${quote(sanitizeLine(current.to))} becomes current${from}.`];
  }
  return creates ? ["The current version stays what it is."] : [];
}

function pruningOf({ deletes, mayPrune, kind, change }: ExplainedChange, quote: Quote): string[] {
  const failed = isFamily(kind) && change !== "delete" && change !== "replace" ? deletes : [];
  return [
    ...(failed.length > 0 ? [`Deletes ${listed(failed, quote)}, whose creation failed.`] : []),
    ...(mayPrune.length > 0
      ? [`Prunes ${listed(mayPrune, quote)} afterwards, unless instances have been created from it by then.`]
      : []),
  ];
}

function usersOf({ usersOfDeleted, keptInUse }: ExplainedChange, quote: Quote): string[] {
  const names = ({ instances }: Users): string =>
    instances.map((instance) => `${instanceName(instance, quote)} ${instance.instanceStatus}`).join(", ");
  return [
    ...usersOfDeleted.map(
      (users) => `Created from ${quote(users.image.imageId)}, which is about to be deleted: ${names(users)}.`,
    ),
    ...keptInUse.map(
      (users) => `Keeps ${listed([users.image], quote)}: instances were created from it: ${names(users)}.`,
    ),
  ];
}

/** Slots of a zone in words. */
export function describeZone(zone: ZoneChange): string {
  const { zoneId, created, deleted, maybeDeleted, before, after, peak, max, slotsUnknownBecause } = zone;
  const change = [created > 0 && `${created} created`, deleted > 0 && `${deleted} deleted`].filter(Boolean).join(", ");
  const maybe = maybeDeleted > 0 ? `, up to ${maybeDeleted} pruned` : "";
  const place = zoneId === undefined ? "Zone not known" : `Zone ${sanitizeLine(zoneId)}`;
  if (before === undefined) {
    const because = slotsUnknownBecause === undefined ? "" : `: ${sanitizeLine(slotsUnknownBecause)}`;
    return `${place}: ${change}${maybe}; slots not known${because}`;
  }
  const most =
    peak !== undefined && after !== undefined && peak > Math.max(before, after) ? `, ${peak} in between` : "";
  return `${place}: ${before} of ${max} slots used, ${after} after the run${most} (${change}${maybe})`;
}

/** Why a zone is too small, and what to do. */
export const tooSmall = ({ peak = 0, max = 0 }: ZoneChange): string =>
  `The zone has too few free slots: ${peak} images at a time, and it takes ${max}. Delete an image first, set ` +
  "deleteBeforeReplace, or ask Zenlayer support for a higher quota.";
