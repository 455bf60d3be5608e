/** The verbs of every resource: from messages to its rules and back. The type in the URN says which resource. */
import type * as pb from "@pulumi/pulumi/proto/provider_pb";
import type { Autonaming, CheckedInputs, Context, ImageState, Timeouts } from "../../customImage";
import { foundInPreview } from "../../messages";
import { resourceOf, type Resource } from "../../registry";
import { checked } from "./checked";
import { detailedDiff } from "./detailedDiff";
import type { Plugin } from "./plugin";
import { messages } from "./protocol";
import { InitFailed } from "./status";
import { parseUrn } from "./urn";
import { fromStruct, toStruct, type Properties } from "./values";

export function check(plugin: Plugin, request: pb.CheckRequest): Promise<pb.CheckResponse> {
  return plugin.answer(request.getUrn(), async (ctx) => {
    const { type, ...logicalName } = parseUrn(request.getUrn());
    const olds = fromStruct(request.getOlds());
    const news = { ...given(fromStruct(request.getNews())), __logicalName: logicalName, __autonaming: naming(request) };
    const isNew = Object.keys(olds).length === 0;
    const { inputs, failures } = await resourceOf(type).check(ctx, isNew ? undefined : stored(olds), news);
    plugin.checked.add(request.getUrn());
    // An image that was adopted and is owned now may have no inputs at all: the next check must not take it for a new one.
    return checked(Object.keys(inputs).length === 0 ? { __exists: true } : inputs, failures);
  });
}

export function diff(plugin: Plugin, request: pb.DiffRequest): Promise<pb.DiffResponse> {
  const urn = request.getUrn();
  const compare = async (ctx: Context) => {
    const olds = stored<ImageState>(fromStruct(request.getOlds()));
    const news = stored<CheckedInputs>(fromStruct(request.getNews()));
    const { properties, deleteBeforeReplace, replacement } = resource(urn).diff(ctx, request.getId(), olds, news);
    if (replacement) plugin.replacements.set(urn, replacement);
    // These are no inputs: what is to be done about them is a change, not their removal.
    return detailedDiff(properties, olds, { ...outputsOnly(olds), ...news }, deleteBeforeReplace);
  };
  return plugin.answer(urn, compare, plugin.checked.has(urn) ? undefined : "");
}

/** Outputs that a diff may name. */
const outputsOnly = (olds: object): Properties =>
  Object.fromEntries(Object.entries(olds).filter(([name]) => ["imageStatus", "versions"].includes(name)));

export function create(plugin: Plugin, request: pb.CreateRequest): Promise<pb.CreateResponse> {
  const urn = request.getUrn();
  return plugin.answer(urn, async (ctx) => {
    const inputs = stored<CheckedInputs>(fromStruct(request.getProperties()));
    const response = new messages.CreateResponse();
    if (request.getPreview()) {
      const failures = await resource(urn).preflight(ctx, inputs, { replacement: plugin.replacements.get(urn) });
      if (failures.length > 0) throw foundInPreview(failures.map(({ reason }) => reason));
      response.setProperties(toStruct(resource(urn).previewCreate(inputs)));
      return response;
    }
    const { id, outs } = await resource(urn).create(ctx, { ...inputs, ...timeouts({ create: request.getTimeout() }) });
    response.setId(id);
    response.setProperties(toStruct(outs));
    return response;
  });
}

export function read(plugin: Plugin, request: pb.ReadRequest): Promise<pb.ReadResponse> {
  return plugin.answer(request.getUrn(), async (ctx) => {
    const known = stored<Partial<ImageState>>(fromStruct(request.getProperties()));
    // An import sends no properties at all, a `get` those that the program gives, be it none.
    const found = await resource(request.getUrn()).read(
      ctx,
      request.getId(),
      request.hasProperties() ? known : undefined,
    );
    const response = new messages.ReadResponse();
    // An answer without id drops the resource from state.
    if (found === undefined) return response;
    const { id, outs: properties, inputs, undone: reasons } = found;
    const isImport = known.imageId === undefined;
    if (!isImport && reasons.length > 0) throw new InitFailed({ id, properties, inputs, reasons });
    response.setId(id);
    response.setProperties(toStruct(properties));
    response.setInputs(toStruct(inputs));
    return response;
  });
}

export function update(plugin: Plugin, request: pb.UpdateRequest): Promise<pb.UpdateResponse> {
  return plugin.answer(request.getUrn(), async (ctx) => {
    const olds = stored<ImageState>(fromStruct(request.getOlds()));
    const news = stored<CheckedInputs>(fromStruct(request.getNews()));
    const response = new messages.UpdateResponse();
    if (request.getPreview()) {
      const failures = (await resource(request.getUrn()).preflightUpdate?.(ctx, olds, news)) ?? [];
      if (failures.length > 0) throw foundInPreview(failures.map(({ reason }) => reason));
    } else confirmImport(ctx, olds);
    const allowed = timeouts({ create: olds.__timeouts?.create, update: request.getTimeout() });
    const outs = request.getPreview()
      ? resource(request.getUrn()).previewUpdate(olds, news)
      : await resource(request.getUrn()).update(ctx, { ...olds, __timeouts: undefined }, { ...news, ...allowed });
    response.setProperties(toStruct(outs));
    return response;
  });
}

/** The engine updates only what is in state, so an import with differences has been done. */
function confirmImport({ process: { takeovers }, resource }: Context, { imageId, imageType }: ImageState): void {
  if (imageType === undefined) return; // no image by itself
  if (takeovers.statusOf(imageId, resource) !== "wanted") return;
  takeovers.record({ imageId, resource, status: "held" });
}

export async function remove(plugin: Plugin, request: pb.DeleteRequest): Promise<void> {
  await plugin.answer(request.getUrn(), (ctx) => {
    const state = stored<ImageState>(fromStruct(request.getProperties()));
    const allowed = timeouts({ create: state.__timeouts?.create, delete: request.getTimeout() });
    return resource(request.getUrn()).remove(ctx, { ...state, ...allowed });
  });
}

/** The resource that a URN names. @throws UserError for a type that the package does not have */
const resource = (urn: string): Resource => resourceOf(parseUrn(urn).type);

/** What is stored, without the text that the dynamic provider of an earlier version of the stack left in it. */
function stored<T extends object>({ __provider: _, ...properties }: Properties): T {
  return properties as T;
}

/** What a program gives: keys that are ours it may not set. */
const given = (inputs: Properties): Properties =>
  Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));

/** The resource option `customTimeouts`; the engine says 0 for a verb that has none. */
function timeouts(seconds: Timeouts): { __timeouts: Timeouts | undefined } {
  const set = Object.entries(seconds).filter(([, value]) => Number(value) > 0);
  return { __timeouts: set.length > 0 ? Object.fromEntries(set) : undefined };
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
