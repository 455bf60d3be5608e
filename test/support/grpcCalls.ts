import type { ServiceError } from "@grpc/grpc-js";
import { grpc, messages, ResourceProviderClient, Status } from "./protocol";

export type ProviderClient = InstanceType<typeof ResourceProviderClient>;
/** Methods of a provider with one request and one response. */
export type UnaryVerb = Exclude<keyof ProviderClient, keyof InstanceType<typeof grpc.Client> | "list">;
type UnaryMethod<A> = (request: unknown, callback: (error: ServiceError | null, response: A) => void) => void;
type InitFailed = InstanceType<typeof messages.ErrorResourceInitFailed>;

/** Connects to a provider that listens on this port of loopback. */
export const connectToProvider = (port: number): ProviderClient =>
  new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());

/** Calls a method of a provider. Rejects with the gRPC `ServiceError`. */
export function callUnary<A>(client: ProviderClient, verb: UnaryVerb, request: unknown): Promise<A> {
  const method = client[verb].bind(client) as unknown as UnaryMethod<A>;
  return new Promise((resolve, reject) => {
    method(request, (error, response) => (error ? reject(error) : resolve(response)));
  });
}

/** The partial failure in an error of a provider; undefined for other errors. */
export function initFailureOf({ metadata }: ServiceError): InitFailed | undefined {
  const [packed] = metadata.get("grpc-status-details-bin");
  if (packed === undefined) return undefined;
  const [any] = Status.deserializeBinary(packed as Buffer).getDetailsList();
  return messages.ErrorResourceInitFailed.deserializeBinary(any!.getValue_asU8());
}

/** Lets a server listen on any free port of loopback. @returns the port */
export const listenOnLoopback = (server: InstanceType<typeof grpc.Server>): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
