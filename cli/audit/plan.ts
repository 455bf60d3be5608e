import { readFileSync } from "node:fs";
import { UserError } from "../../provider/messages";
import type { Product } from "../stackState";
import type { AccountImage, AccountView } from "./accountView";
import type { Audit, AuditedImage } from "./audit";
import type { StackView } from "./stacks";

/** Images that are to be deleted, as they were when the plan was written. Images that have changed since are kept. */
export interface Plan {
  formatVersion: 1;
  kind: "audit plan";
  time: string;
  endpoint: string;
  /** Distinguishes keys without revealing them. */
  keyFingerprint: string;
  /** Where Pulumi keeps the stacks. */
  backend?: string;
  /** Stacks that the audit knew; all of them are read again. */
  stacks: string[];
  delete: PlannedDelete[];
}

/** An orphaned image. */
export interface PlannedDelete {
  imageId: string;
  imageName: string;
  /** Absent for `vm`. */
  product?: Product;
  /** Absent for `zec`. */
  zoneId?: string;
  imageStatus: string;
  imageDescription?: string;
  /** What only images of `zec` have. */
  regions?: string[];
  tags?: Record<string, string>;
  resourceGroupId?: string;
  /** The stack that its working name refers to. */
  stack: string;
}

/** Plans to delete images that no run will finish and no instance uses, of stacks that Pulumi knows. */
export function planFor(
  { time, endpoint, images: audited }: Audit,
  { keyFingerprint, images }: Pick<AccountView, "keyFingerprint" | "images">,
  stacks: StackView[],
): Plan {
  const readAgain = stacks.filter(({ source }) => source === "cli");
  const names = readAgain.map(({ name }) => name);
  const found = ({ imageId, product }: AuditedImage): AccountImage | undefined =>
    images.find((image) => image.imageId === imageId && image.product === product);
  return {
    formatVersion: 1,
    kind: "audit plan",
    time,
    endpoint,
    keyFingerprint,
    backend: readAgain[0]?.backend,
    stacks: names,
    delete: audited.flatMap((image) => plannedDelete(image, names, found(image))),
  };
}

function plannedDelete(
  { imageId, workingFor, ownership, usedBy }: AuditedImage,
  readAgain: string[],
  image: AccountImage | undefined,
): PlannedDelete[] {
  if (ownership !== "orphaned" || usedBy.length > 0 || image === undefined) return [];
  if (workingFor === undefined || !readAgain.includes(workingFor.stack)) return [];
  const { imageName, product, zoneId, imageStatus, imageDescription, regions, tags, resourceGroupId } = image;
  const isOfZec = product === "zec";
  return [
    {
      imageId,
      imageName,
      ...(isOfZec ? { product } : { zoneId }),
      imageStatus,
      ...(isOfZec ? { regions, tags, resourceGroupId } : { imageDescription }),
      stack: workingFor.stack,
    },
  ];
}

/** Reads a plan. @throws UserError for anything else */
export function readPlan(path: string): Plan {
  let found: Partial<Plan>;
  try {
    found = JSON.parse(readFileSync(path, "utf8")) as Partial<Plan>;
  } catch (error) {
    throw notAPlan(path, (error as Error).message);
  }
  const { formatVersion, kind, time, endpoint, keyFingerprint, stacks } = found;
  if (kind !== "audit plan") throw notAPlan(path, "it was not written by `audit --plan`");
  if (formatVersion !== 1) throw notAPlan(path, "it was written by another version");
  const entries = (found.delete ?? [undefined]).flatMap((entry): unknown[] => [
    entry?.imageId,
    entry?.imageName,
    // An image of Elastic Compute is in no zone.
    entry?.product === "zec" ? "zec" : entry?.zoneId,
    entry?.imageStatus,
    entry?.stack,
  ]);
  const texts = [
    time,
    endpoint,
    keyFingerprint,
    ...(stacks ?? [undefined]),
    ...(found.delete?.length === 0 ? [] : entries),
  ];
  if (!texts.every((text) => typeof text === "string" && text !== "")) throw notAPlan(path, "it is not complete");
  return found as Plan;
}

const notAPlan = (path: string, why: string): UserError =>
  new UserError(`Could not read the plan ${path}: ${why}. Create one with \`pulumi-zenlayer audit --plan\`.`);
