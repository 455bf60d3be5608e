/** Functions of the package, and the listing of existing objects for tools that import them. */
import type { ServerWritableStream } from "@grpc/grpc-js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb";
import { notListed } from "../../messages";
import { functionOf } from "../../registry";
import type { Plugin } from "./plugin";
import { messages } from "./protocol";
import { fromStruct, toStruct } from "./values";

export function invoke(plugin: Plugin, request: pb.InvokeRequest): Promise<pb.InvokeResponse> {
  return plugin.run("", async (ctx) => {
    const call = functionOf(request.getTok());
    const response = new messages.InvokeResponse();
    response.setReturn(toStruct(await call(ctx.session(), fromStruct(request.getArgs()))));
    return response;
  });
}

type ListStream = ServerWritableStream<pb.ListRequest, pb.ListResponse>;

/** Existing objects of a resource type, by the ids that `pulumi import` takes. */
export function list(plugin: Plugin, stream: ListStream): Promise<void> {
  const { request } = stream;
  return plugin.run("", async (ctx) => {
    const resource = plugin.findResource(request.getToken());
    if (resource.list === undefined) throw notListed(request.getToken());
    const found = await resource.list(ctx.session(), fromStruct(request.getQuery()));
    const limit = request.getLimit();
    for (const { id, name } of limit > 0 ? found.slice(0, limit) : found) {
      const result = new messages.ListResponse.Result();
      result.setId(id);
      result.setName(name);
      const response = new messages.ListResponse();
      response.setResult(result);
      stream.write(response);
    }
    stream.end();
  });
}
