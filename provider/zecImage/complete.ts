import { describeError } from "../customImage/describeError";
import { compact } from "../customImage/state";
import type { Completed } from "../customImage/waitAndRestartInstance";
import * as messages from "../messages";
import type { ZecContext } from "./context";
import { RegionChange } from "./regionChange";
import { parseRegions } from "./regionSet";
import { asShared, type ZecInputs, type ZecState } from "./state";

/**
 * Makes group, tags and regions of a usable image of ours what the program declares; what it does not declare is left as
 * it is. Never throws: what could not be done is named, and what comes after it is tried all the same.
 * @param deadline for copies, by the monotonic clock
 */
export async function complete(
  ctx: ZecContext,
  state: ZecState,
  inputs: ZecInputs,
  deadline: number,
): Promise<Completed & { state: ReturnType<typeof asShared> }> {
  const problems: string[] = [];
  let known = state;
  let hasActed = false;
  const attempt = async (what: string, work: () => Promise<ZecState | undefined>): Promise<void> => {
    try {
      const changed = await work();
      if (changed === undefined) return;
      known = changed;
      hasActed = true;
    } catch (error) {
      hasActed = true;
      problems.push(messages.notChangedTo(state.imageId, what, describeError(error, ctx.session())));
    }
  };
  await attempt("the resource group", () => setGroup(ctx, known, inputs));
  await attempt("the tags", () => setTags(ctx, known, inputs));
  if (inputs.regions !== undefined) {
    const done = await new RegionChange(ctx, known, parseRegions(inputs.regions).wanted, deadline).run();
    known = done.state;
    hasActed ||= done.hasActed;
    problems.push(...done.problems);
  }
  return { state: asShared(known), problems, hasActed };
}

async function setGroup(ctx: ZecContext, state: ZecState, inputs: ZecInputs): Promise<ZecState | undefined> {
  const { resourceGroupId } = inputs;
  if (resourceGroupId === undefined || resourceGroupId === state.resourceGroupId) return undefined;
  const { api, images } = ctx.session();
  try {
    await api.moveToGroup(state.imageId, resourceGroupId, ctx.signal);
  } finally {
    images.noteWrite("");
  }
  return compact<ZecState>(state, { resourceGroupId });
}

async function setTags(ctx: ZecContext, state: ZecState, { tags }: ZecInputs): Promise<ZecState | undefined> {
  if (tags === undefined) return undefined;
  const found = state.tags ?? {};
  const set = Object.fromEntries(Object.entries(tags).filter(([key, value]) => found[key] !== value));
  const remove = Object.keys(found).filter((key) => !Object.hasOwn(tags, key));
  if (Object.keys(set).length + remove.length === 0) return undefined;
  const { api, images } = ctx.session();
  try {
    await api.modifyTags(state.imageId, { set, remove }, ctx.signal);
  } finally {
    images.noteWrite("");
  }
  return { ...compact<ZecState>(state), tags: { ...tags } };
}
