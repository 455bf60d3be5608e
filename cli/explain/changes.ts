import { parseReference } from "../../provider/imageReference";
import { isBusy } from "../../provider/customImage/imageStatus";
import { imagesOf, isBorrowed, isFamily, kindOf, partsOf, productOf, textIn, type Kind } from "../stackState";
import type { Change, ChangeKind } from "./change";
import { familyChange } from "./familyChange";
import type { Preview, Step } from "./preview";
import { zecChange, zecDeletion } from "./zecChange";

/** The changes of a preview, in its order. */
export function changesIn({ steps }: Preview): Change[] {
  const replaced = new Set(steps.filter(({ op }) => op === "replace").map(({ urn }) => urn));
  // With --show-replacement-steps a replacement comes in three steps.
  const counted = steps.filter(
    ({ op, urn }) => !replaced.has(urn) || (op !== "create-replacement" && op !== "delete-replaced"),
  );
  return counted.flatMap((step) => {
    const resource = step.new ?? step.old;
    const kind = resource && kindOf(resource);
    const change = kind && changeOf(step, kind);
    return change ? [change] : [];
  });
}

function changeOf(step: Step, kind: Kind): Change | undefined {
  switch (step.op) {
    case "create":
    case "create-replacement":
      return isFamily(kind) ? familyChange(step, base(step, kind, "create")) : created(step, kind);
    case "replace":
      return replaced(step, kind);
    case "delete":
    case "delete-replaced":
      return deleted(step, kind);
    case "update":
      return isFamily(kind) ? familyChange(step, base(step, kind, "update")) : updated(step, kind);
    case "import":
    case "import-replacement":
      return base(step, kind, "import");
    default:
      return undefined;
  }
}

function base(step: Step, kind: Kind, change: ChangeKind): Change {
  const { old, urn } = step;
  const images = old ? imagesOf(old) : [];
  return {
    change,
    resource: partsOf(urn).name,
    kind,
    urn,
    stopInstance: false,
    zoneId: images[0]?.zoneId ?? (old && textIn(old.outputs, "zoneId")),
    deletes: [],
    mayPrune: [],
    deletesFirst: false,
    keeps: images,
    because: step.replaceReasons.length > 0 ? step.replaceReasons : changedInputs(step),
  };
}

/** What a new image is created with. */
function creation({ new: resource }: Step): Pick<Change, "creates" | "instanceId" | "stopInstance"> {
  const inputs = resource?.inputs ?? {};
  return {
    creates: { imageName: textIn(inputs, "imageName") },
    instanceId: textIn(inputs, "instanceId"),
    stopInstance: inputs.stopInstance === true,
  };
}

/** Adoption says where the image is, if it says more than its id. */
const adoption = ({ new: resource }: Step): Partial<Change> => {
  const { imageId, zoneId } = parseReference(textIn(resource?.inputs ?? {}, "adoptImageId") ?? "");
  return { keeps: imageId === "" ? [] : [{ imageId, zoneId }], ...(zoneId !== undefined && { zoneId }) };
};

const adopts = ({ new: resource }: Step): boolean => resource?.inputs.adoptImageId !== undefined;

function created(step: Step, kind: Kind): Change {
  if (adopts(step)) return { ...base(step, kind, "adopt"), ...adoption(step) };
  return { ...base(step, kind, "create"), ...creation(step), ...zecPart(kind, undefined, step.new), because: [] };
}

function replaced(step: Step, kind: Kind): Change {
  const images = step.old ? imagesOf(step.old) : [];
  const staysInService = step.old !== undefined && (isBorrowed(step.old) || step.old.retainOnDelete === true);
  const deletes = staysInService ? [] : images;
  if (adopts(step)) return { ...base(step, kind, "adopt"), ...adoption(step), deletes };
  const keeps = staysInService ? images : [];
  const created = { ...creation(step), ...zecPart(kind, undefined, step.new) };
  const replacement = { ...base(step, kind, "replace"), ...created, deletes, keeps };
  // An image of another instance may be of another zone.
  const isSameInstance = replacement.instanceId === (step.old && textIn(step.old.inputs, "instanceId"));
  const deletesFirst = step.old?.pendingReplacement === true;
  return { ...replacement, deletesFirst, ...(!isSameInstance && { zoneId: undefined }) };
}

function deleted(step: Step, kind: Kind): Change | undefined {
  if (!step.old) return undefined;
  const images = imagesOf(step.old);
  const staysInService = isBorrowed(step.old) || step.old.retainOnDelete === true;
  if (staysInService) return { ...base(step, kind, "release"), keeps: images, because: [] };
  const zec = productOf(kind) === "zec" && { zec: zecDeletion(images) };
  return { ...base(step, kind, "delete"), ...zec, deletes: images, keeps: [], because: [] };
}

function updated(step: Step, kind: Kind): Change {
  const { old, new: now } = step;
  // An adopted image is not changed.
  const zec = now?.inputs.adoptImageId === undefined ? zecPart(kind, old, now) : {};
  return { ...base(step, kind, updateKindOf(step)), ...zec };
}

function updateKindOf({ old, new: now }: Step): ChangeKind {
  if (old && now && isBorrowed(old) && now.inputs.adoptImageId === undefined) return "own";
  return old && (isUnfinished(old.outputs) || (old.initErrors ?? []).length > 0) ? "resume" : "update";
}

/** What only images of Elastic Compute have. */
const zecPart = (kind: Kind, old: Step["old"], news: Step["new"]): Pick<Change, "zec"> =>
  productOf(kind) === "zec" ? { zec: zecChange(old?.outputs ?? {}, news) } : {};

/** An image that an interrupted run has left being created, or under its working name. */
const isUnfinished = (outputs: Record<string, unknown>): boolean =>
  (typeof outputs.imageStatus === "string" && isBusy({ imageStatus: outputs.imageStatus })) ||
  (typeof outputs.__record === "object" && outputs.__record !== null && "workingName" in outputs.__record);

/** Names of inputs that differ, without the hidden ones. */
function changedInputs({ old, new: now }: Step): string[] {
  if (!old || !now) return [];
  const names = [...new Set([...Object.keys(old.inputs), ...Object.keys(now.inputs)])];
  return names
    .filter((name) => !name.startsWith("__"))
    .filter((name) => JSON.stringify(old.inputs[name]) !== JSON.stringify(now.inputs[name]))
    .sort();
}
