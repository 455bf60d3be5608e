import type { Context, ProgramInputs, Replacement } from "../../customImage";
import { foundInPreview } from "../../messages";
import { resourceOf, typeNameOf } from "../../registry";
import { answer, take, type Properties } from "./process";
import { ResourceNames } from "./resourceNames";

export interface ConfigureRequest {
  config: { get(key: string): string | undefined };
}

/** The functions that Pulumi's host calls for a resource of this type. Those of one process share everything else. */
export function verbsOf(token: string) {
  const resource = resourceOf(token);
  const type = typeNameOf(token);
  const names = new ResourceNames();
  /** What the latest diff decided to replace, for the check that follows: the engine makes both one after the other. */
  let latestReplacement: Replacement | undefined;
  /** Resources of this type are being previewed; only check is told. */
  let isPreview = false;

  return {
    /** Takes the stack's configuration. Synchronous, since the host does not wait for it before it calls the next verb. */
    configure: (request: ConfigureRequest): void => {
      take((name) => request.config.get(`zenlayer:${name}`));
    },

    check: (olds: Properties, news: Properties) => {
      // An image that was adopted and is owned now may have no inputs at all, but its provider is always among them.
      const isNew = Object.keys(olds).length === 0;
      const known = isNew ? undefined : visible(olds);
      return answer(news, { type }, async (ctx) => {
        const given = visible<ProgramInputs>(news);
        isPreview = given.__preview === true;
        const result = await resource.check(ctx, known, given, isNew ? latestReplacement : undefined);
        if (isNew) latestReplacement = undefined;
        if (given.__logicalName) names.note(result.inputs, given.__logicalName.name);
        return result;
      });
    },

    diff: (id: string, olds: Properties, news: Properties) => {
      const inputs = visible(news);
      const name = names.of(inputs);
      const compare = async (ctx: Context) => {
        const { properties, deleteBeforeReplace, replacement } = resource.diff(ctx, id, visible(olds), inputs);
        latestReplacement = replacement;
        const changed = Object.keys(properties);
        // A refresh compares, too, and knows no names.
        if (changed.length > 0 && isPreview && name !== undefined) await preflightUpdate(ctx, visible(olds), inputs);
        return {
          changes: changed.length > 0,
          replaces: changed.filter((property) => properties[property] === "replace"),
          deleteBeforeReplace,
        };
      };
      return answer(news, { type, name }, compare);
    },

    create: (inputs: Properties) => {
      const given = visible(inputs);
      return answer(inputs, { type, name: names.of(given) }, (ctx) => resource.create(ctx, given));
    },

    /** An answer without id drops the resource from state. */
    read: (id: string, properties: Properties = {}) => {
      return answer(properties, { type }, async (ctx) => {
        const found = await resource.read(ctx, id, visible(properties));
        return found ? { id: found.id, props: found.outs, inputs: found.inputs } : {};
      });
    },

    update: (_id: string, olds: Properties, news: Properties) => {
      const inputs = visible(news);
      const change = async (ctx: Context) => ({ outs: await resource.update(ctx, visible(olds), inputs) });
      return answer(news, { type, name: names.of(inputs) }, change);
    },

    delete: (_id: string, properties: Properties) => {
      return answer(properties, { type }, (ctx) => resource.remove(ctx, visible(properties)));
    },
  };

  async function preflightUpdate(ctx: Context, olds: object, news: object): Promise<void> {
    const failures = (await resource.preflightUpdate?.(ctx, olds, news)) ?? [];
    if (failures.length > 0) throw foundInPreview(failures.map(({ reason }) => reason));
  }
}

/** Without the provider's own text, which the host adds and takes away. */
function visible<T extends object>(properties: Properties): T {
  const { __provider: _, ...rest } = properties;
  return rest as T;
}
