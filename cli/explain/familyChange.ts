import { parseReference } from "../../provider/imageReference";
import type { FamilyInputs, Version } from "../../provider/imageFamily";
import { imageNameOf } from "../../provider/imageFamily/labels";
import { isPlan, plan, type Known, type Plan } from "../../provider/imageFamily/plan";
import { planPruning } from "../../provider/imageFamily/pruning";
import { DEFAULT_KEEP } from "../../provider/imageFamily/versions";
import { ZEC_FAMILY } from "../../provider/zecImageFamily/zecFamily";
import { imageIn, numberIn, productOf, textIn, type ResourceState, type StoredImage } from "../stackState";
import type { Change } from "./change";
import type { Step } from "./preview";
import { together, zecChange, type ZecChange } from "./zecChange";

/**
 * What a run would do with the images of a family: by the very rules that it follows then.
 * @param base the change as far as it is the same for every resource
 */
export function familyChange({ old, new: resource }: Step, base: Change): Change {
  const olds = old && knownOf(old);
  const inputs = resource?.inputs ?? {};
  const version = textIn(inputs, "version");
  const pinned = textIn(inputs, "currentVersion");
  const isPinned = inputs.currentVersion !== undefined;
  const news = {
    ...inputs,
    keep: numberIn(inputs, "keep") ?? DEFAULT_KEEP,
    // A label that is not known before the run is another one than all of now.
    version: version ?? "?",
    currentVersion: isPinned ? (pinned ?? olds?.currentVersion) : undefined,
    adoptVersions: textsIn(inputs.adoptVersions),
  } as FamilyInputs;
  const isOfZec = productOf(base.kind) === "zec";
  const planned = plan(olds, news, isOfZec ? ZEC_FAMILY.declared : undefined);
  // The preview says why it is refused.
  if (!isPlan(planned)) return { ...base, change: "update" };
  const isTargetKnown = (isPinned ? pinned : version) !== undefined;
  const pruned = prunedBy(planned, olds, news).map(imageOf);
  const deletes = planned.isRollback ? [] : planned.discard.map(imageOf);
  const gone = [...pruned, ...deletes].map(({ imageId }) => imageId);
  const adopted = planned.adopt.map(({ version: label, reference }): StoredImage => {
    const { imageId, zoneId } = parseReference(reference);
    return { imageId, zoneId, imageName: imageNameOf(news.familyName, label), version: label };
  });
  return {
    ...base,
    change: kindOf(planned, olds),
    ...(planned.create && {
      creates: { imageName: version === undefined ? undefined : imageNameOf(news.familyName, version), version },
      instanceId: textIn(inputs, "instanceId"),
    }),
    stopInstance: planned.create && inputs.stopInstance === true,
    deletes,
    mayPrune: pruned,
    keeps: [...base.keeps.filter(({ imageId }) => !gone.includes(imageId)), ...adopted],
    ...(isOfZec && { zec: zecOf(planned, resource) }),
    ...(isTargetKnown &&
      olds?.currentVersion !== planned.target && { current: { from: olds?.currentVersion, to: planned.target } }),
  };
}

/** Regions, tags and group: of the version that is created, else of those that are changed. */
function zecOf({ create, repair }: Plan, resource: ResourceState | undefined): ZecChange {
  if (create) return zecChange({}, resource);
  return together(repair.map(({ image }) => zecChange({ ...image }, resource)));
}

/** The entries of a map that are known before the run. */
function textsIn(found: unknown): Record<string, string> {
  const map = typeof found === "object" && found !== null ? { ...found } : {};
  return Object.fromEntries(
    Object.keys(map).flatMap((key) => {
      const text = textIn(map, key);
      return text === undefined ? [] : [[key, text] as const];
    }),
  );
}

/** What state knows of a family, as the rules read it. */
function knownOf({ outputs }: ResourceState): Known {
  const { __versions: versions, __record: record } = outputs as Partial<Known>;
  return {
    __versions: Array.isArray(versions) ? versions : [],
    __record: record ?? { nextSequence: 1, forgotten: [] },
    currentVersion: textIn(outputs, "currentVersion"),
    keep: numberIn(outputs, "keep"),
    zoneId: textIn(outputs, "zoneId") ?? "",
  };
}

function kindOf({ create, adopt, isRollback, finish, target }: Plan, olds: Known | undefined): Change["change"] {
  if (create) return "create";
  if (adopt.length > 0) return "adopt";
  if (isRollback) return "switch";
  if (finish.length > 0) return "resume";
  return olds && olds.currentVersion !== target ? "switch" : "update";
}

/** The oldest versions beyond `keep` once the run has created and finished what it has to. */
function prunedBy(
  { prune, isRollback, create, adopt, discard, finish, target }: Plan,
  olds: Known | undefined,
  news: FamilyInputs,
) {
  if (!prune || isRollback) return [];
  const { keep = DEFAULT_KEEP, version: declared } = news;
  const stored = (olds?.__versions ?? []).filter((version) => !discard.includes(version));
  const after = stored.map((version) => (finish.includes(version) ? usable(version) : version));
  const last = Math.max(0, ...stored.map(({ sequence }) => sequence));
  const added = [...adopt.map(({ version }) => version), ...(create ? [declared] : [])];
  const all = [...after, ...added.map((label, at) => newVersion(label, last + 1 + at))];
  const { pruned } = planPruning(all, { keep, current: target, declared, isInUse: () => false });
  return pruned.flatMap(({ version }) => stored.find((each) => each.version === version) ?? []);
}

/** A version once it is finished. */
function usable(version: Version): Version {
  const { workingName: _, ...record } = version.image.__record ?? {};
  return { ...version, image: { ...version.image, imageStatus: "AVAILABLE", __record: record } };
}

const newVersion = (version: string, sequence: number): Version =>
  ({ version, sequence, image: { imageStatus: "AVAILABLE" } }) as Version;

const imageOf = ({ version, image }: Version): StoredImage =>
  imageIn({ imageId: image.imageId, outputs: { ...image, version } });
