import { readFileSync } from "node:fs";
import { UserError } from "../../provider/messages";
import type { Audit, AuditedImage } from "./audit";
import type { AccountView } from "./readAccount";

/** Images that are to be deleted, as they were when the plan was made. Anything that has changed since stays. */
export interface Plan {
  formatVersion: 1;
  kind: "audit plan";
  time: string;
  endpoint: string;
  /** Tells keys apart without giving one away. */
  keyFingerprint: string;
  /** Stacks that the audit knew; all of them are read again. */
  stacks: string[];
  delete: PlannedDelete[];
}

/** An orphaned image. */
export interface PlannedDelete {
  imageId: string;
  imageName: string;
  zoneId: string;
  imageStatus: string;
  /** The stack that its working name refers to. */
  stack: string;
}

/** Plans to delete what no run will finish and nobody uses, of stacks that Pulumi can be asked about. */
export function planFor(audit: Audit, { keyFingerprint }: Pick<AccountView, "keyFingerprint">): Plan {
  const { time, endpoint, stacks } = audit;
  const readAgain = stacks.filter(({ source }) => source === "cli").map(({ name }) => name);
  return {
    formatVersion: 1,
    kind: "audit plan",
    time,
    endpoint,
    keyFingerprint,
    stacks: readAgain,
    delete: audit.images.flatMap((image) => plannedDelete(image, readAgain)),
  };
}

function plannedDelete(image: AuditedImage, readAgain: string[]): PlannedDelete[] {
  const { imageId, imageName, zoneId, imageStatus, workingFor, ownership, usedBy } = image;
  const isWhole = imageName !== undefined && zoneId !== undefined && imageStatus !== undefined;
  if (ownership !== "orphaned" || usedBy.length > 0 || !isWhole) return [];
  if (workingFor === undefined || !readAgain.includes(workingFor.stack)) return [];
  return [{ imageId, imageName, zoneId, imageStatus, stack: workingFor.stack }];
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
    entry?.zoneId,
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
  new UserError(`Could not read the plan ${path}: ${why}. Make one with \`pulumi-zenlayer audit --plan\`.`);
