import { compact, type ImageState } from "../customImage";
import { refreshState } from "../customImage/read";
import { observe } from "../customImage/state";
import { reportUnreadable } from "../customImage/reportUnreadable";
import { isWorkingName } from "../customImage/workingName";
import { qualifiedNameOf } from "../customImage/qualifiedName";
import * as messages from "../messages";
import type { Session } from "../session";
import { echoInputs } from "./echo";
import { formatFamilyId, parseFamilyId } from "./familyId";
import type { FamilyContext } from "./kind";
import { compareLabels, forget, labelIn } from "./labels";
import { newGeneration } from "./ownership";
import { DECLARABLE, type FamilyInputs, type FamilyState, type Version } from "./state";
import { DEFAULT_KEEP, isFailed, isUnfinished, isUsable, pointed } from "./versions";

export interface ReadResult {
  id: string;
  outs: FamilyState;
  inputs: Partial<FamilyInputs>;
  /** What an interrupted or failed run left undone, and what does it; empty if all is well. */
  undone: string[];
}

/**
 * The family as the service has it now. However many families of a zone are read, they share one list.
 * @param known stored outputs; for a `get` what the program gave, and for an import nothing
 * @returns nothing if no version of stored outputs is left
 * @throws UserError for a family of which there is no image, and where not-found may not mean gone
 */
export async function read(
  ctx: FamilyContext,
  id: string,
  known?: Partial<FamilyState>,
): Promise<ReadResult | undefined> {
  const session = ctx.session();
  if (known?.__versions !== undefined) return readAgain(ctx, session, known as FamilyState);
  return readFirst(ctx, session, id, known === undefined ? "wanted" : "read");
}

async function readAgain(ctx: FamilyContext, session: Session, known: FamilyState): Promise<ReadResult | undefined> {
  const seen = await Promise.all(
    known.__versions.map(async (version) => ({ version, image: await refreshState(ctx, session, version.image) })),
  );
  const versions = seen.flatMap(({ version, image }) => (image ? [{ ...version, image }] : []));
  const gone = seen.flatMap(({ version, image }) => (image ? [] : [version]));
  for (const version of gone) ctx.report.warn(messages.versionGone(known.familyName, version));
  if (versions.length === 0) return undefined;
  const forgotten = forget(known.__record.forgotten, ...gone.filter((each) => !isFailed(each)).map(labelOf));
  return result({ ...known, __versions: versions, __record: { ...known.__record, forgotten } });
}

const labelOf = ({ version }: Version): string => version;

/**
 * A family that Pulumi has no outputs of: its versions are the images that have its name. One that is not finished has
 * the name of its run, which may be alive, or of another stack.
 */
async function readFirst(
  ctx: FamilyContext,
  session: Session,
  id: string,
  status: "wanted" | "read",
): Promise<ReadResult | undefined> {
  const { zoneId, familyName } = parseFamilyId(id, session.scope);
  if (zoneId === undefined) throw new messages.UserError(messages.familyIdIncomplete(id));
  const images = await session.images.list(zoneId, { signal: ctx.signal });
  reportUnreadable(ctx, session, zoneId);
  const versions = images
    .flatMap((image) => {
      const version = labelIn(familyName, image.imageName, ctx.kind.names.label);
      const isUsable = image.imageStatus === "AVAILABLE" && !isWorkingName(image.imageName);
      return version !== undefined && isUsable ? [{ version, image }] : [];
    })
    .sort((a, b) => compareLabels(a.version, b.version))
    .map(({ version, image }, at) => importedVersion(version, at + 1, observe({}, image, zoneId, session)));
  const newest = versions.at(-1);
  if (newest === undefined)
    throw new messages.UserError(messages.noSuchFamily(messages.placeOf(session.scope, zoneId), familyName));
  for (const { image } of versions) {
    ctx.process.takeovers.record({ imageId: image.imageId, resource: qualifiedNameOf(ctx), status });
  }
  return result({
    familyName,
    ...(zoneId && { zoneId }),
    version: newest.version,
    currentVersion: newest.version,
    versions: [],
    // The next version must not prune images of an import that the user has not decided about.
    ...(versions.length > DEFAULT_KEEP && { keep: versions.length }),
    __versions: versions,
    __record: {
      nextSequence: versions.length + 1,
      forgotten: [],
      ...(status === "wanted" && { generation: newGeneration(ctx) }),
    },
  });
}

function importedVersion(version: string, sequence: number, image: ImageState): Version {
  const { imageName, imageDescription } = image;
  return compact<Version>({ version, sequence, imageDescription, image: { ...image, __givenName: imageName } });
}

function result(known: FamilyState): ReadResult {
  const outs = compact({ ...known, ...pointed(known.__versions, known) });
  return { id: formatFamilyId(outs), outs, inputs: inputsOf(outs), undone: undoneIn(outs) };
}

/** The inputs that a program would have to give for these outputs. A version that failed is never among them. */
function inputsOf(outs: FamilyState): Partial<FamilyInputs> {
  const { familyName, version, currentVersion, __versions: versions } = outs;
  const isPinned = currentVersion !== undefined && currentVersion !== version;
  const isThere = versions.some((each) => each.version === version && isUsable(each));
  const declared = DECLARABLE.filter((name) => outs.__record.declared?.includes(name));
  // As they are now, so that a change outside Pulumi shows up as a difference from the program.
  const values = Object.fromEntries(declared.map((name) => [name, outs[name]]));
  return compact<Partial<FamilyInputs>>(echoInputs(outs), values, {
    familyName,
    version: isThere ? version : undefined,
    currentVersion: isPinned ? currentVersion : undefined,
  });
}

function undoneIn({ __versions: versions, familyName, __record: record }: FamilyState): string[] {
  const unfinished = versions.filter((version) => isUnfinished(version) || isFailed(version));
  return [
    ...unfinished.map(({ image }) => messages.versionUnfinished(image)),
    ...(record.isPruningDue ? [messages.pruningDue(familyName)] : []),
  ];
}
