import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ServiceError } from "@grpc/grpc-js";
import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb";
import { Plugin } from "../../provider/hosts/plugin/plugin";
import { ResourceProviderService } from "../../provider/hosts/plugin/protocol";
import { takeoversOfRun } from "../../provider/hosts/takeovers";
import { serviceOf } from "../../provider/hosts/plugin/service";
import { callUnary, connectToProvider, initFailureOf, listenOnLoopback } from "./grpcCalls";
import type { ProviderClient, UnaryVerb } from "./grpcCalls";
import { grpc, Struct, type messages } from "./protocol";

/** An error response of the plugin. */
export class PluginError extends Error {
  constructor(
    message: string,
    readonly code: number,
    readonly initFailure?: InstanceType<typeof messages.ErrorResourceInitFailed>,
  ) {
    super(message);
  }
}

const executable = join(__dirname, "..", "..", "bin", "pulumi-resource-zenlayer");

/** A plugin, called with raw gRPC messages: for requests that `Host` does not have. */
export class PluginClient {
  readonly #client: ProviderClient;
  readonly #end: () => Promise<unknown>;

  private constructor(
    client: ProviderClient,
    end: () => Promise<unknown>,
    /** Resolves with the exit status of the process; undefined for a plugin in this process. */
    readonly exited?: Promise<number | null>,
  ) {
    this.#client = client;
    this.#end = end;
  }

  /** @param path of a plugin's executable. Default: the plugin of this checkout */
  static async start(args: string[] = [], path = executable): Promise<PluginClient> {
    const child = spawn(path, args, { env: { PATH: process.env.PATH, HOME: "/nonexistent" } });
    const exited = once(child, "exit").then(([code]) => code as number | null);
    const [port] = (await once(createInterface(child.stdout), "line")) as [string];
    return new PluginClient(connectToProvider(Number(port)), () => (child.kill("SIGKILL"), exited), exited);
  }

  /** Serves the plugin in the process of the test, which starts faster. */
  static async serve(engineAddress: string | undefined, findResource?: Plugin["findResource"]): Promise<PluginClient> {
    const server = new grpc.Server();
    // Without a file: this process is the test's, and outlives the engine.
    const takeoversOf: typeof takeoversOfRun = (_, warn) => takeoversOfRun(undefined, warn);
    const plugin = new Plugin(engineAddress, { takeoversOf, findResource });
    server.addService(ResourceProviderService, serviceOf(plugin));
    const client = connectToProvider(await listenOnLoopback(server));
    return new PluginClient(client, () => Promise.resolve(server.forceShutdown()));
  }

  /** Sends a message; rejects with a {@link PluginError}. */
  async call<A>(verb: UnaryVerb, request: unknown): Promise<A> {
    try {
      return await callUnary<A>(this.#client, verb, request);
    } catch (error) {
      const { details, code } = error as ServiceError;
      throw new PluginError(details, code, initFailureOf(error as ServiceError));
    }
  }

  /** All responses of a List call. */
  async list(
    request: InstanceType<typeof messages.ListRequest>,
  ): Promise<InstanceType<typeof messages.ListResponse>[]> {
    const responses: InstanceType<typeof messages.ListResponse>[] = [];
    for await (const response of this.#client.list(request)) responses.push(response as (typeof responses)[number]);
    return responses;
  }

  async stop(): Promise<void> {
    this.#client.close();
    await this.#end();
  }
}

/** Properties as a message of a request. */
export const wire = (properties: object): StructMessage =>
  Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]);

/** Properties in a message of a response. */
export const unwire = (struct: StructMessage | undefined): Record<string, unknown> => struct?.toJavaScript() ?? {};
