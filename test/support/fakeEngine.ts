import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import type { handleUnaryCall } from "@grpc/grpc-js";
import { listenOnLoopback } from "./grpcCalls";
import { Empty, engineMessages, EngineService, grpc } from "./protocol";

/** A log message that a provider sent to its engine. */
export interface Told {
  severity: "INFO" | "WARNING" | "ERROR" | "DEBUG";
  message: string;
  ephemeral: boolean;
  urn: string;
}

/** Names of the protocol's severities by number. */
const SEVERITIES = Object.fromEntries(
  Object.entries(engineMessages.LogSeverity).map(([name, value]) => [value, name as Told["severity"]]),
);

/** The gRPC server of an engine, as a provider sees it: records log messages and implements nothing else. */
export class FakeEngine {
  readonly #server: InstanceType<typeof grpc.Server>;

  readonly told: Told[] = [];

  private constructor(
    server: InstanceType<typeof grpc.Server>,
    readonly address: string,
  ) {
    this.#server = server;
  }

  static async start(): Promise<FakeEngine> {
    const server = new grpc.Server();
    const engine = new FakeEngine(server, `127.0.0.1:${await listenOnLoopback(server)}`);
    const log: handleUnaryCall<LogRequest, unknown> = ({ request }, callback) => {
      engine.#take(request);
      callback(null, new Empty());
    };
    const unimplemented: handleUnaryCall<unknown, unknown> = (_, callback) =>
      callback({ code: grpc.status.UNIMPLEMENTED });
    const others = Object.fromEntries(Object.keys(EngineService).map((name) => [name, unimplemented]));
    server.addService(EngineService, { ...others, log });
    return engine;
  }

  /** Warnings received so far. */
  get warnings(): string[] {
    return this.told.filter(({ severity }) => severity === "WARNING").map(({ message }) => message);
  }

  /** Information that stays in the summary, received so far. */
  get informed(): string[] {
    return this.told
      .filter(({ severity, ephemeral }) => severity === "INFO" && !ephemeral)
      .map(({ message }) => message);
  }

  /** Closes all connections at once, as if the engine had been killed. */
  stop(): void {
    this.#server.forceShutdown();
  }

  #take(request: LogRequest): void {
    const severity = SEVERITIES[request.getSeverity()] ?? "INFO";
    const [message, ephemeral, urn] = [request.getMessage(), request.getEphemeral(), request.getUrn()];
    this.told.push({ severity, message, ephemeral, urn });
  }
}
