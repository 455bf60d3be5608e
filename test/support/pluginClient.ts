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
import { grpc, messages, ResourceProviderClient, Status, Struct } from "./protocol";

type Client = InstanceType<typeof ResourceProviderClient>;
type Unary = Exclude<keyof Client, keyof InstanceType<typeof grpc.Client> | "list">;

/** What the plugin answers instead of a result. */
export class PluginError extends Error {
  constructor(
    message: string,
    readonly code: number,
    readonly initFailure?: InstanceType<typeof messages.ErrorResourceInitFailed>,
  ) {
    super(message);
  }
}

/** A plugin, spoken to message by message, for what the engine's protocol has beside the verbs of a life. */
export class PluginClient {
  private constructor(
    private readonly client: Client,
    private readonly end: () => Promise<unknown>,
    /** Its exit status, once it has ended by itself; of a process only. */
    readonly exited?: Promise<number | null>,
  ) {}

  /** Starts the executable. */
  static async start(args: string[] = []): Promise<PluginClient> {
    const path = join(__dirname, "..", "..", "bin", "pulumi-resource-zenlayer");
    const child = spawn(path, args, { env: { PATH: process.env.PATH, HOME: "/nonexistent" } });
    const exited = once(child, "exit").then(([code]) => code as number | null);
    const [port] = (await once(createInterface(child.stdout), "line")) as [string];
    return new PluginClient(connectTo(Number(port)), () => (child.kill("SIGKILL"), exited), exited);
  }

  /** Serves the plugin in this process, which takes no time to start. */
  static async serve(engineAddress: string | undefined): Promise<PluginClient> {
    const server = new grpc.Server();
    // Without a file: this process is the test's, and outlives the engine.
    const plugin = new Plugin(engineAddress, (_, warn) => takeoversOfRun(undefined, warn));
    server.addService(ResourceProviderService, serviceOf(plugin));
    const port = await new Promise<number>((resolve, reject) => {
      const begin = (error: Error | null, bound: number) => (error ? reject(error) : resolve(bound));
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), begin);
    });
    return new PluginClient(connectTo(port), () => Promise.resolve(server.forceShutdown()));
  }

  /** Sends a message; rejects with a {@link PluginError}. */
  call<A>(verb: Unary, request: unknown): Promise<A> {
    const method = this.client[verb].bind(this.client) as unknown as UnaryMethod<A>;
    return new Promise((resolve, reject) => {
      method(request, (error, answer) => (error ? reject(pluginError(error)) : resolve(answer)));
    });
  }

  /** Everything that a List call sends. */
  async list(
    request: InstanceType<typeof messages.ListRequest>,
  ): Promise<InstanceType<typeof messages.ListResponse>[]> {
    const responses: InstanceType<typeof messages.ListResponse>[] = [];
    for await (const response of this.client.list(request)) responses.push(response as (typeof responses)[number]);
    return responses;
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.end();
  }
}

const connectTo = (port: number): Client =>
  new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());

type UnaryMethod<A> = (request: unknown, callback: (error: ServiceError | null, answer: A) => void) => void;

function pluginError({ details, code, metadata }: ServiceError): PluginError {
  const [packed] = metadata.get("grpc-status-details-bin");
  if (packed === undefined) return new PluginError(details, code);
  const [any] = Status.deserializeBinary(packed as Buffer).getDetailsList();
  return new PluginError(details, code, messages.ErrorResourceInitFailed.deserializeBinary(any!.getValue_asU8()));
}

/** Properties as they go over the wire. */
export const wire = (properties: object): StructMessage =>
  Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]);

/** Properties as they come over the wire. */
export const unwire = (struct: StructMessage | undefined): Record<string, unknown> => struct?.toJavaScript() ?? {};
