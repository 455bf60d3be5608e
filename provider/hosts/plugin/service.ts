import type { handleServerStreamingCall, handleUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import schema from "../../../schema.json";
import { version } from "../../zenlayer/version";
import { checkConfig, configure, diffConfig } from "./config";
import { invoke, list } from "./functions";
import * as resources from "./resources";
import type { Plugin } from "./plugin";
import { Empty, grpc, messages, PluginInfo, ResourceProviderService } from "./protocol";
import { statusOf } from "./status";

/**
 * Every call of the provider protocol. Calls without a use for these resources return that they are not implemented.
 */
export function serviceOf(plugin: Plugin): UntypedServiceImplementation {
  return {
    ...unimplemented(),
    handshake: unary((request: pb.ProviderHandshakeRequest) => {
      plugin.attach(request.getEngineAddress());
      const response = new messages.ProviderHandshakeResponse();
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    attach: unary((request: PluginAttach) => {
      plugin.attach(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: unary(() => new PluginInfo().setVersion(version)),
    getSchema: unary(() => new messages.GetSchemaResponse().setSchema(JSON.stringify(schema))),
    checkConfig: unary(checkConfig),
    diffConfig: unary(diffConfig),
    configure: unary((request: pb.ConfigureRequest) => configure(plugin, request)),
    check: unary((request: pb.CheckRequest) => resources.check(plugin, request)),
    diff: unary((request: pb.DiffRequest) => resources.diff(plugin, request)),
    create: unary((request: pb.CreateRequest) => resources.create(plugin, request)),
    read: unary((request: pb.ReadRequest) => resources.read(plugin, request)),
    update: unary((request: pb.UpdateRequest) => resources.update(plugin, request)),
    delete: unary(async (request: pb.DeleteRequest) => {
      await resources.remove(plugin, request);
      return new Empty();
    }),
    invoke: unary((request: pb.InvokeRequest) => invoke(plugin, request)),
    list: stream((call) => list(plugin, call)),
    cancel: unary(() => {
      plugin.cancel();
      return new Empty();
    }),
  };
}

function unary<Q, A>(answer: (request: Q) => A | Promise<A>): handleUnaryCall<Q, A> {
  return (call, callback) => {
    void (async () => answer(call.request))().then(
      (response) => callback(null, response),
      (error: unknown) => callback(statusOf(error)),
    );
  };
}

function stream<Q, A>(
  answer: (call: Parameters<handleServerStreamingCall<Q, A>>[0]) => Promise<void>,
): handleServerStreamingCall<Q, A> {
  return (call) => {
    answer(call).catch((error: unknown) => call.emit("error", statusOf(error)));
  };
}

function unimplemented(): UntypedServiceImplementation {
  const names = Object.keys(ResourceProviderService);
  const refuse: handleUnaryCall<unknown, unknown> = (_, callback) =>
    callback({ code: grpc.status.UNIMPLEMENTED, details: "not implemented" });
  return Object.fromEntries(names.map((name) => [name, refuse]));
}
