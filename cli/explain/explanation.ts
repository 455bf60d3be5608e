import { sanitizeLine } from "../../provider/zenlayer/sanitize";
import type { InstanceOrigin } from "../../provider/zenlayer/types";
import { productOf, type StoredImage } from "../stackState";
import { instancesOf, type AccountFacts } from "./account";
import type { Change, ChangeKind } from "./change";
import { changesIn } from "./changes";
import { estimate, measurementsIn, type Estimate, type Measurement } from "./estimate";
import { otherAccounts, type OtherAccounts } from "./otherAccounts";
import type { Preview } from "./preview";
import { zonesOf, type ZoneChange } from "./zones";

/** What a run would mean for images and instances. Its JSON form is published, so names stay. */
export interface Explanation {
  /** Numbers of changes by kind; of each kind that occurs. */
  summary: Partial<Record<ChangeKind, number>>;
  changes: ExplainedChange[];
  /** Slots of the zones in which images of `vm` are created or deleted. */
  zones: ZoneChange[];
  /** What the preview itself reports. */
  reported: { severity: string; message: string }[];
  /** What could not be found out, and why. */
  unknown: string[];
}

export interface ExplainedChange extends Change {
  /** The instance that the image is created from, if the account has it. */
  instance?: InstanceOrigin;
  /** How long the image is being created; absent if that is not known. */
  estimate?: Estimate;
  /**
   * Whether the instance is powered off for it: `yes`, `no`, or `if it runs`, where its status is not known.
   */
  powersOff: "yes" | "no" | "if it runs";
  /** Instances that were created from images that are deleted. */
  usersOfDeleted: Users[];
  /** Versions of a family that are kept beyond `keep`, since instances were created from them. */
  keptInUse: Users[];
}

/** An image, and the instances that were created from it. */
export interface Users {
  image: StoredImage;
  instances: InstanceOrigin[];
}

/** Explains a preview. */
export function explainPreview(preview: Preview, account: AccountFacts): Explanation {
  const states = preview.steps.flatMap(({ old }) => (old ? [old] : []));
  const accountsOf = otherAccounts(preview, account.lookedUp);
  const changes = changesIn(preview).map((change) =>
    explained(change, account, measurementsIn(states, productOf(change.kind)), accountsOf(change.urn)),
  );
  const summary: Explanation["summary"] = {};
  for (const { change } of changes) summary[change] = (summary[change] ?? 0) + 1;
  return {
    summary,
    changes,
    zones: zonesOf(changes, account, accountsOf),
    reported: reportedIn(preview),
    unknown: [
      ...account.unknown,
      ...otherInstances(changes.map(({ urn }) => accountsOf(urn))),
      ...(changes.some(isCreatedInZec) ? [NO_ZEC_QUOTA] : []),
    ],
  };
}

const isCreatedInZec = ({ kind, creates }: ExplainedChange): boolean =>
  creates !== undefined && productOf(kind) === "zec";

/** What is not looked up of other accounts, each reason once. */
const otherInstances = (accounts: OtherAccounts[]): string[] => {
  const reasons = accounts.flatMap(({ ofNew, ofOld }) => [ofNew, ofOld]).flatMap((other) => other?.because ?? []);
  return [...new Set(reasons)].map((because) => `Instances of another account were not looked up: ${because}.`);
};

const NO_ZEC_QUOTA = "Free slots of Elastic Compute are not known: the service does not tell its quota.";

function explained(
  change: Change,
  account: AccountFacts,
  times: Measurement[],
  { ofNew, ofOld }: OtherAccounts,
): ExplainedChange {
  const instances = instancesOf(account, productOf(change.kind));
  // An id may be one of another instance at another endpoint.
  const instance = ofNew || change.instanceId === undefined ? undefined : instances?.get(change.instanceId);
  const size =
    instance?.systemDiskSize ??
    [...change.deletes, ...change.mayPrune, ...change.keeps].find(({ imageSize }) => imageSize)?.imageSize;
  const usersOf = (images: StoredImage[]): Users[] =>
    images.flatMap((image) => {
      const used = [...((ofOld ? undefined : instances)?.values() ?? [])].filter(
        ({ imageId }) => imageId === image.imageId,
      );
      return used.length === 0 ? [] : [{ image, instances: used }];
    });
  const keptInUse = usersOf(change.mayPrune);
  const isKept = (image: StoredImage) => keptInUse.some((kept) => kept.image === image);
  return {
    ...change,
    zoneId: instance?.zoneId ?? change.zoneId,
    mayPrune: change.mayPrune.filter((image) => !isKept(image)),
    keeps: [...change.keeps, ...change.mayPrune.filter(isKept)],
    instance,
    estimate: change.creates && estimate(times, size),
    powersOff: powersOff(change, instance),
    usersOfDeleted: usersOf(change.deletes),
    keptInUse,
  };
}

function powersOff(
  { creates, stopInstance }: Change,
  instance: InstanceOrigin | undefined,
): "yes" | "no" | "if it runs" {
  if (!creates || !stopInstance) return "no";
  if (!instance) return "if it runs";
  return instance.instanceStatus === "STOPPED" || instance.instanceStatus === "IMAGING" ? "no" : "yes";
}

/** Each message once: Pulumi may repeat it. */
function reportedIn({ diagnostics }: Preview): Explanation["reported"] {
  const seen = new Set<string>();
  return diagnostics.flatMap(({ severity, message }) => {
    const text = sanitizeLine(message.replace(/^(warning|error): /, ""));
    if (!["warning", "error"].includes(severity) || seen.has(text) || text === "") return [];
    seen.add(text);
    return [{ severity, message: text }];
  });
}
