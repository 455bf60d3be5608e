import type { Context } from "../customImage/context";
import { PartialFailure } from "../customImage/partialFailure";
import { compact } from "../customImage/state";
import { fingerprintOf } from "../customImage/takeovers";
import { qualifiedNameOf } from "../customImage/qualifiedName";
import { creationTimeoutMs } from "../customImage/timeouts";
import { update as updateShared } from "../customImage/update";
import { sentenceOf, UserError } from "../messages";
import { rejectOtherLabels } from "./borrowed";
import { complete } from "./complete";
import { zecContext, type ZecContext } from "./context";
import { missingSourceRegionIn } from "./regionSet";
import { sourceRegionOfImage } from "./sourceRegion";
import { asShared, asZec, declaredIn, isBorrowed, type ZecInputs, type ZecState } from "./state";

/**
 * Goes on where an interrupted run left off, and makes name, group, tags and regions what the program declares.
 * @returns every output
 * @throws PartialFailure when the image is not what it should be but has to be kept in state
 */
export async function update(ctx: Context, olds: ZecState, news: ZecInputs): Promise<ZecState> {
  const zec = zecContext(ctx);
  const sourceRegion = await rejectSourceRegionRemoval(zec, olds, news);
  const updated = asZec(await updateShared(zec, asShared(olds), news));
  // As its owner has it now: state may be older.
  if (isBorrowed(news)) rejectOtherLabels(updated, news);
  const deadline = ctx.clock.now() + creationTimeoutMs("update", news.__timeouts ?? olds.__timeouts);
  const { state, problems } = isBorrowed(news)
    ? { state: asShared(updated), problems: [] }
    : await complete(zec, updated, news, deadline);
  const record = compact(asZec(state).__record ?? {}, { sourceRegion, declared: declaredIn(news) });
  const outs = compact<ZecState>(asZec(state), { __record: record });
  if (problems.length > 0) throw new PartialFailure(outs.imageId, asShared(outs), problems);
  zec.process.takeovers.noteOutputs(outs.imageId, qualifiedNameOf(zec), fingerprintOf(asShared(outs)));
  return outs;
}

/**
 * The region that the image was created in, if regions are declared.
 * @throws UserError when the declared set would remove the image from it by accident, before anything is changed
 */
async function rejectSourceRegionRemoval(
  ctx: ZecContext,
  olds: ZecState,
  { regions }: ZecInputs,
): Promise<string | undefined> {
  const known = olds.__record?.sourceRegion;
  if (regions === undefined) return known;
  const sourceRegion = await sourceRegionOfImage(ctx, olds);
  const missing = missingSourceRegionIn(regions, sourceRegion);
  // What is gone from there already is not removed by this.
  if (missing === undefined || !(olds.regions ?? []).includes(sourceRegion ?? "")) return sourceRegion;
  throw new UserError(sentenceOf(missing));
}
