/** The verbs of every resource: from messages to its rules and back. The type in the URN says which resource. */
import type * as pb from "@pulumi/pulumi/proto/provider_pb";
import {
  withoutHidden,
  withTimeout,
  type Autonaming,
  type CheckedInputs,
  type Context,
  type ImageState,
} from "../../customImage";
import { checked } from "./checked";
import { detailedDiff } from "./detailedDiff";
import type { Plugin } from "./plugin";
import { messages } from "./protocol";
import { InitFailed } from "./status";
import { parseUrn } from "./urn";
import { fromStruct, toStruct, type Properties } from "./values";

export function check(plugin: Plugin, request: pb.CheckRequest): Promise<pb.CheckResponse> {
  const urn = request.getUrn();
  return plugin.run(urn, async (ctx) => {
    const { type: _, ...logicalName } = parseUrn(urn);
    const olds = fromStruct(request.getOlds());
    const news = {
      ...withoutHidden(fromStruct(request.getNews())),
      __logicalName: logicalName,
      __autonaming: naming(request),
    };
    const isNew = Object.keys(olds).length === 0;
    if (isNew) plugin.releaseReplaced(urn);
    const { inputs, failures } = await plugin.resourceAt(urn).check(ctx, isNew ? undefined : stored(olds), news);
    plugin.checked.add(urn);
    return checked(inputs, failures);
  });
}

export function diff(plugin: Plugin, request: pb.DiffRequest): Promise<pb.DiffResponse> {
  const urn = request.getUrn();
  const compare = async (ctx: Context) => {
    const olds = stored<ImageState>(fromStruct(request.getOlds()));
    const news = stored<CheckedInputs>(fromStruct(request.getNews()));
    const resource = plugin.resourceAt(urn);
    const found = resource.diff(ctx, request.getId(), olds, news);
    if (found.replacement) plugin.replacements.set(urn, found.replacement);
    // A difference in an output is a change, not a removal.
    const outputs = Object.entries(olds).filter(([name]) => resource.diffOutputs.includes(name));
    return detailedDiff(found, olds, { ...Object.fromEntries(outputs), ...news });
  };
  return plugin.run(urn, compare, plugin.checked.has(urn) ? undefined : UNNAMED);
}

/** A refresh also calls diff, for resources that the program may no longer declare. */
const UNNAMED = "";

export function create(plugin: Plugin, request: pb.CreateRequest): Promise<pb.CreateResponse> {
  const urn = request.getUrn();
  return plugin.run(urn, async (ctx) => {
    const resource = plugin.resourceAt(urn);
    const inputs = stored<CheckedInputs>(fromStruct(request.getProperties()));
    const response = new messages.CreateResponse();
    if (request.getPreview()) {
      const hints = { replacement: plugin.replacements.get(urn) };
      response.setProperties(toStruct(await resource.previewCreate(ctx, inputs, hints)));
      return response;
    }
    const { id, outs } = await resource.create(ctx, withTimeout(inputs, "create", request.getTimeout()));
    response.setId(id);
    response.setProperties(toStruct(outs));
    return response;
  });
}

export function read(plugin: Plugin, request: pb.ReadRequest): Promise<pb.ReadResponse> {
  const urn = request.getUrn();
  return plugin.run(urn, async (ctx) => {
    // An import sends no properties; a `get` sends those that the program gives, possibly an empty object.
    const known = request.hasProperties() ? stored(fromStruct(request.getProperties())) : undefined;
    const found = await plugin.resourceAt(urn).read(ctx, request.getId(), known);
    const response = new messages.ReadResponse();
    // A response without id drops the resource from state.
    if (found === undefined) return response;
    const { id, outs: properties, inputs, undone: reasons } = found;
    if (reasons.length > 0) throw new InitFailed({ id, properties, inputs, reasons });
    response.setId(id);
    response.setProperties(toStruct(properties));
    response.setInputs(toStruct(inputs));
    return response;
  });
}

export function update(plugin: Plugin, request: pb.UpdateRequest): Promise<pb.UpdateResponse> {
  const urn = request.getUrn();
  return plugin.run(urn, async (ctx) => {
    const resource = plugin.resourceAt(urn);
    const olds = withTimeout(stored<ImageState>(fromStruct(request.getOlds())), "update", request.getTimeout());
    const { __timeouts } = olds;
    const news = { ...stored<CheckedInputs>(fromStruct(request.getNews())), __timeouts };
    const outs = request.getPreview()
      ? await resource.previewUpdate(ctx, olds, news)
      : await resource.update(ctx, olds, news);
    return new messages.UpdateResponse().setProperties(toStruct(outs));
  });
}

export async function remove(plugin: Plugin, request: pb.DeleteRequest): Promise<void> {
  const urn = request.getUrn();
  await plugin.run(urn, (ctx) => {
    const state = stored<ImageState>(fromStruct(request.getProperties()));
    return plugin.resourceAt(urn).remove(ctx, withTimeout(state, "delete", request.getTimeout()));
  });
}

/** Stored properties, without the serialized provider of a stack that used the dynamic provider before. */
function stored<T extends object>({ __provider: _, ...properties }: Properties): T {
  return properties as T;
}

function naming(request: pb.CheckRequest): Autonaming | undefined {
  const options = request.getAutonaming();
  if (options === undefined) return undefined;
  const { PROPOSE, ENFORCE } = messages.CheckRequest.AutonamingOptions.Mode;
  const proposedName = options.getProposedName();
  switch (options.getMode()) {
    case PROPOSE:
      return { mode: "propose", proposedName };
    case ENFORCE:
      return { mode: "enforce", proposedName };
    default:
      return { mode: "disable" };
  }
}
