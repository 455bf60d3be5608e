import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import type { handleUnaryCall } from "@grpc/grpc-js";
import { Empty, engineMessages, EngineService, grpc } from "./protocol";

/** What a provider told its engine. */
export interface Told {
  severity: "INFO" | "WARNING" | "ERROR" | "DEBUG";
  message: string;
  ephemeral: boolean;
  urn: string;
}

/** Names of the protocol's severities, by number. */
const SEVERITIES = Object.fromEntries(
  Object.entries(engineMessages.LogSeverity).map(([name, value]) => [value, name as Told["severity"]]),
);

/** As much of Pulumi's engine as a provider process speaks to: somebody who listens, until it is stopped. */
export class FakeEngine {
  readonly told: Told[] = [];

  private constructor(
    private readonly server: InstanceType<typeof grpc.Server>,
    readonly address: string,
  ) {}

  static async start(): Promise<FakeEngine> {
    const server = new grpc.Server();
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    const engine = new FakeEngine(server, `127.0.0.1:${port}`);
    const log: handleUnaryCall<LogRequest, unknown> = ({ request }, callback) => {
      engine.take(request);
      callback(null, new Empty());
    };
    const unimplemented: handleUnaryCall<unknown, unknown> = (_, callback) =>
      callback({ code: grpc.status.UNIMPLEMENTED });
    const others = Object.fromEntries(Object.keys(EngineService).map((name) => [name, unimplemented]));
    server.addService(EngineService, { ...others, log });
    return engine;
  }

  /** Warnings so far. */
  get warnings(): string[] {
    return this.told.filter(({ severity }) => severity === "WARNING").map(({ message }) => message);
  }

  /** Gone at once, as after a kill. */
  stop(): void {
    this.server.forceShutdown();
  }

  private take(request: LogRequest): void {
    const severity = SEVERITIES[request.getSeverity()] ?? "INFO";
    const [message, ephemeral, urn] = [request.getMessage(), request.getEphemeral(), request.getUrn()];
    this.told.push({ severity, message, ephemeral, urn });
  }
}
