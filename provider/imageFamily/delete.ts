import { compact } from "../customImage";
import { deleteImage } from "../customImage/delete";
import { describeError } from "../customImage/describeError";
import * as messages from "../messages";
import type { Session } from "../session";
import type { FamilyContext } from "./kind";
import { isTakenOver } from "./ownership";
import type { FamilyState, Version } from "./state";
import { inSequence } from "./versions";

/**
 * Deletes every version, the oldest first and the current one last, images in use included: these are named before.
 * Versions that an earlier attempt has deleted are done. Stops at the first one that cannot be deleted.
 * @throws UserError when a version may still be there: the engine keeps the family in state as it was
 */
export async function remove(ctx: FamilyContext, state: FamilyState): Promise<void> {
  const versions = inOrder(state);
  if (versions.length === 0) return;
  const session = ctx.session();
  await reportImageUsers(ctx, session, state);
  for (const [at, { version, image }] of versions.entries()) {
    if (isTakenOver(ctx, image.imageId, state.__record)) continue;
    ctx.report.progress(messages.deletingVersion(image.imageName, at + 1, versions.length));
    try {
      await deleteImage(ctx, session, compact(image, { __timeouts: state.__timeouts }));
    } catch (error) {
      const left = versions.slice(at).map((each) => each.version);
      throw new messages.UserError(
        messages.familyNotDeleted(state.familyName, version, describeError(error, session), left),
      );
    }
  }
}

function inOrder({ __versions: versions, currentVersion }: FamilyState): Version[] {
  const isCurrent = ({ version }: Version) => version === currentVersion;
  const sorted = inSequence(versions);
  return [...sorted.filter((version) => !isCurrent(version)), ...sorted.filter(isCurrent)];
}

/** Best effort: a list of instances that cannot be read fails no deletion. */
async function reportImageUsers(
  ctx: FamilyContext,
  session: Session,
  { familyName, __versions: versions }: FamilyState,
) {
  const used = await Promise.all(
    versions
      .filter(({ image }) => image.__record?.wasAvailable)
      .map(async ({ image }) => ({ image, users: await ctx.process.imageUsers.of(ctx, session, image) })),
  );
  for (const { image, users } of used) {
    if (users.length > 0) ctx.report.warn(messages.versionDeletedInUse(familyName, image, users));
  }
}
