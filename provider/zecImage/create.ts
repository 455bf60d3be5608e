import { create as createShared, type CreateOptions } from "../customImage/create";
import type { Context } from "../customImage/context";
import { PartialFailure } from "../customImage/partialFailure";
import { compact } from "../customImage/state";
import { timeoutMs } from "../customImage/timeouts";
import { UserError, sentenceOf } from "../messages";
import { rejectOtherLabels } from "./borrowed";
import { complete } from "./complete";
import { zecContext, type ZecContext } from "./context";
import { missingSourceRegionIn } from "./regionSet";
import { sourceRegionOf } from "./sourceRegion";
import { asZec, declaredIn, isBorrowed, type ZecInputs, type ZecState } from "./state";

/**
 * Creates the image, continues with one that an earlier run of this resource has not finished, or adopts an existing
 * one if `adoptImageId` is set; waits until it is usable, and sets its group, tags and regions as declared before it
 * gets its real name.
 * @throws UserError before there is an image: nothing was created
 * @throws PartialFailure once there is one: the engine keeps its id, and the next `up` continues with it
 */
export async function create(
  ctx: Context,
  inputs: ZecInputs,
  { checkImages }: Pick<CreateOptions, "checkImages"> = {},
): Promise<{ id: string; outs: ZecState }> {
  const zec = zecContext(ctx);
  if (isBorrowed(inputs)) return createBorrowed(zec, inputs);
  const deadline = ctx.clock.now() + timeoutMs("create", inputs.__timeouts);
  const { instanceId, regions, tags, resourceGroupId } = inputs;
  const sourceRegion = instanceId === undefined ? undefined : await sourceRegionOf(zec, instanceId);
  const missing = regions && missingSourceRegionIn(regions, sourceRegion);
  if (missing !== undefined) throw new UserError(sentenceOf(missing));
  const options: CreateOptions = {
    checkImages,
    labels: { tags: tags && Object.keys(tags).length > 0 ? tags : undefined, resourceGroupId },
    complete: (state) => complete(zec, asZec(state), inputs, deadline),
  };
  return withRecord(createShared(zec, inputs, options), { sourceRegion, declared: declaredIn(inputs) });
}

function createBorrowed(ctx: ZecContext, inputs: ZecInputs): Promise<{ id: string; outs: ZecState }> {
  const checkAdopted: CreateOptions["checkAdopted"] = (image) => rejectOtherLabels(image, inputs);
  return withRecord(createShared(ctx, inputs, { checkAdopted }), { declared: declaredIn(inputs) });
}

/** What only this resource records, also in a state that a failure leaves. */
async function withRecord(
  work: ReturnType<typeof createShared>,
  known: { sourceRegion?: string; declared: string[] },
): Promise<{ id: string; outs: ZecState }> {
  const add = (state: ZecState): ZecState =>
    compact<ZecState>(state, { __record: compact(state.__record ?? {}, known) });
  try {
    const { id, outs } = await work;
    return { id, outs: add(asZec(outs)) };
  } catch (error) {
    if (!(error instanceof PartialFailure)) throw error;
    throw new PartialFailure(error.id, add(asZec(error.properties)) as typeof error.properties, error.reasons);
  }
}
