/**
 * The host for Pulumi's dynamic providers: translates between its calls and the rules of the resource. The name of
 * this module and of its functions are written into users' state, so they never change.
 */
import type { CheckedInputs, Context, ImageState, ProgramInputs, Replacement } from "../../customImage";
import { resourceOf } from "../../registry";
import { answer, take, type Properties } from "./process";
import { ResourceNames } from "./resourceNames";

/** This module is the provider of `CustomImage`: its name stands in the state of every image. */
const image = resourceOf("zenlayer:index:CustomImage");
const names = new ResourceNames();
/** What the latest diff decided to replace, for the check that follows: the engine makes both one after the other. */
let latestReplacement: Replacement | undefined;

interface ConfigureRequest {
  config: { get(key: string): string | undefined };
}

/** Takes the stack's configuration. Synchronous, since the host does not wait for it before it calls the next verb. */
export function configure(request: ConfigureRequest): void {
  take((name) => request.config.get(`zenlayer:${name}`));
}

export function check(olds: Properties, news: Properties) {
  // An image that was adopted and is owned now may have no inputs at all, but its provider is always among them.
  const isNew = Object.keys(olds).length === 0;
  const known = isNew ? undefined : visible<CheckedInputs>(olds);
  return answer(news, async (ctx) => {
    const given = visible<ProgramInputs>(news);
    const result = await image.check(ctx, known, given, isNew ? latestReplacement : undefined);
    if (isNew) latestReplacement = undefined;
    if (given.__logicalName) names.note(result.inputs, given.__logicalName.name);
    return result;
  });
}

export function diff(id: string, olds: Properties, news: Properties) {
  const inputs = visible<CheckedInputs>(news);
  const compare = async (ctx: Context) => {
    const { properties, deleteBeforeReplace, replacement } = image.diff(ctx, id, visible(olds), inputs);
    latestReplacement = replacement;
    return {
      changes: Object.keys(properties).length > 0,
      replaces: Object.keys(properties).filter((property) => properties[property] === "replace"),
      deleteBeforeReplace,
    };
  };
  return answer(news, compare, names.latest(inputs));
}

export function create(inputs: Properties) {
  const given = visible<CheckedInputs>(inputs);
  return answer(inputs, (ctx) => image.create(ctx, given), names.next(given));
}

/** An answer without id drops the resource from state. */
export function read(id: string, properties: Properties = {}) {
  return answer(properties, async (ctx) => {
    const found = await image.read(ctx, id, visible(properties));
    return found ? { id: found.id, props: found.outs, inputs: found.inputs } : {};
  });
}

export function update(_id: string, olds: Properties, news: Properties) {
  const inputs = visible<CheckedInputs>(news);
  const change = async (ctx: Context) => ({ outs: await image.update(ctx, visible(olds), inputs) });
  return answer(news, change, names.next(inputs));
}

function deleteImage(_id: string, properties: Properties) {
  return answer(properties, (ctx) => image.remove(ctx, visible<ImageState>(properties)));
}
export { deleteImage as delete };

/** Without the provider's own text, which the host adds and takes away. */
function visible<T extends object>(properties: Properties): T {
  const { __provider: _, ...rest } = properties;
  return rest as T;
}
