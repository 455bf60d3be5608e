import { isTakenOver as isTaken } from "../customImage/delete";
import {
  longWhatHash,
  randomPart,
  resourceHash,
  stackHash,
  whatHash,
  type ResourceIdentity,
} from "../customImage/workingName";
import { qualifiedNameOf } from "../customImage/qualifiedName";
import * as messages from "../messages";
import type { FamilyContext, FamilyKind } from "./kind";
import type { FamilyRecord } from "./state";

/** Whose family it is: hashes of the stack and of the resource. The schema's token is the same for both hosts. */
export const ownerOf = (of: ResourceIdentity, { type, hashLength }: FamilyKind): string =>
  stackHash(of, hashLength) + resourceHash(of, `zenlayer:index:${type}`, hashLength);

/** Whose image it is, and of what: of one version of a family. */
export const versionOwner = (owner: string, label: string, { hashLength }: FamilyKind): string =>
  owner + (hashLength === 8 ? longWhatHash(label) : whatHash(label));

/** What distinguishes a family from every other one, also from one with the same images in its state. */
export const newGeneration = ({ random, kind }: Pick<FamilyContext, "random" | "kind">): string =>
  randomPart(random, kind.hashLength);

/** Distinguishes this family's takeovers from others', also in a delete, which is not given the resource's name. */
export const markOf = ({ generation }: Pick<FamilyRecord, "generation">): string => `family ${generation ?? ""}`;

/** Records that the family has the image: no other resource of this run deletes it. Warns if another one owns it, too. */
export function recordHeld(ctx: FamilyContext, imageId: string, record: FamilyRecord): void {
  const resource = qualifiedNameOf(ctx);
  ctx.process.takeovers.record({ imageId, resource, status: "held", outputs: markOf(record) });
  if (resource === undefined) return;
  const owners = ctx.process.noteOwner(imageId, resource, "borrowed");
  if (owners) ctx.report.warn(messages.ownedTwice(imageId, owners));
}

/** Records that an adoption has failed: the owner of the image must keep it in state. */
export function recordFailed(ctx: FamilyContext, imageId: string, reason: string): void {
  ctx.process.takeovers.record({ imageId, resource: qualifiedNameOf(ctx), status: "failed", reason });
}

/**
 * Whether another resource of this run has taken the image over, and so it is not to be deleted.
 * @throws UserError while that is open
 */
export const isTakenOver = (ctx: FamilyContext, imageId: string, record: FamilyRecord): boolean =>
  // Families without a generation have the same mark. Others are deleted under their old name after a rename by alias.
  isTaken(ctx, { imageId }, markOf(record), record.generation === undefined ? qualifiedNameOf(ctx) : undefined);
