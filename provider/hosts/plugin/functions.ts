/** Functions of the package, and the listing of images for tools that import them. */
import type { ServerWritableStream } from "@grpc/grpc-js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb";
import schema from "../../../schema.json";
import { unknownFunction, unknownType } from "../../messages";
import { getImage, getImageQuota, getImages } from "../../functions/index";
import type { Session } from "../../zenlayer/session";
import type { Plugin } from "./plugin";
import { messages } from "./protocol";
import { fromStruct, toStruct, type Properties } from "./values";

/** The look-ups check their arguments themselves. */
const FUNCTIONS: Record<string, (session: Session, args: Properties) => Promise<object>> = {
  "zenlayer:index:getImage": getImage,
  "zenlayer:index:getImages": getImages,
  "zenlayer:index:getImageQuota": getImageQuota,
};

export function invoke(plugin: Plugin, request: pb.InvokeRequest): Promise<pb.InvokeResponse> {
  return plugin.answer("", async (ctx) => {
    const token = request.getTok();
    const lookUp = Object.hasOwn(FUNCTIONS, token) ? FUNCTIONS[token] : undefined;
    if (lookUp === undefined) throw unknownFunction(token, Object.keys(FUNCTIONS));
    const response = new messages.InvokeResponse();
    response.setReturn(toStruct(await lookUp(ctx.session(), fromStruct(request.getArgs()))));
    return response;
  });
}

type ListStream = ServerWritableStream<pb.ListRequest, pb.ListResponse>;

/** Every custom image of the account, by the ids that `pulumi import` takes. */
export function list(plugin: Plugin, stream: ListStream): Promise<void> {
  const { request } = stream;
  return plugin.answer("", async (ctx) => {
    if (!Object.hasOwn(schema.resources, request.getToken())) throw unknownType(request.getToken());
    const filter = { ...fromStruct(request.getQuery()), imageType: "CUSTOM_IMAGE" as const };
    const { images } = await getImages(ctx.session(), filter);
    const limit = request.getLimit();
    for (const { imageId, imageName, zoneId } of limit > 0 ? images.slice(0, limit) : images) {
      const result = new messages.ListResponse.Result();
      result.setId(`${zoneId}/${imageId}`);
      result.setName(imageName);
      const response = new messages.ListResponse();
      response.setResult(result);
      stream.write(response);
    }
    stream.end();
  });
}
