import { connect } from "node:net";
import { pulumiRequire } from "./pulumiRequire";
import { engineGone } from "../messages";

/** How often a provider checks that its engine still runs. */
const HEARTBEAT_MS = 2_000;
const CONNECT_MS = 5_000;
/** Timeout of a log request. */
const LOG_MS = 5_000;

type Severity = "INFO" | "WARNING";

/** The connection of a provider process to Pulumi's engine: logs messages, and notices when the engine has exited. */
export class Engine {
  readonly #address: string | undefined;
  #reached = false;
  #client: Promise<EngineClient> | undefined;
  /** Log requests not yet delivered, without ephemeral ones. */
  readonly #pending = new Set<Promise<void>>();
  /** The check in progress; simultaneous callers share it. */
  #knocking: Promise<boolean> | undefined;

  /** @param address `host:port` of the engine's own service; absent when there is none, as in some tests */
  constructor(address: string | undefined) {
    this.#address = address;
  }

  /**
   * Shows a text to the user. Best effort: a message that is not delivered is no error.
   * @param ephemeral a status that is replaced by the next one, and not kept in the summary
   */
  log(severity: Severity, message: string, { ephemeral = false, urn = "" } = {}): void {
    if (this.#address === undefined) return;
    this.#client ??= openClient(this.#address);
    const sent = this.#client.then((client) => client.log(severity, message, ephemeral, urn)).catch(() => undefined);
    if (ephemeral) return;
    this.#pending.add(sent);
    void sent.then(() => this.#pending.delete(sent));
  }

  /**
   * Waits until every message is delivered, or cannot be. A verb ends only then, since the engine may end the command
   * right after its last verb, and messages that arrive later are lost.
   */
  async flush(): Promise<void> {
    await Promise.all(this.#pending);
  }

  /**
   * An engine that was killed leaves its providers running. Changes that they make from then on are recorded nowhere.
   * @throws UserError when the engine was reached before and has exited
   */
  async ensureAlive(): Promise<void> {
    this.#knocking ??= this.#isAlive().finally(() => (this.#knocking = undefined));
    if (!(await this.#knocking)) throw engineGone();
  }

  /** Calls `gone` once the engine was reached and has exited. The timer does not keep the process alive. */
  watch(gone: () => void): void {
    const timer = setInterval(() => {
      void this.#isAlive().then((alive) => {
        if (alive) return;
        clearInterval(timer);
        gone();
      });
    }, HEARTBEAT_MS);
    timer.unref();
    void this.#isAlive();
  }

  /** True also for an engine that was never reached. */
  async #isAlive(): Promise<boolean> {
    if (this.#address === undefined) return true;
    const answer = await knock(this.#address);
    if (answer === "open") this.#reached = true;
    return answer !== "refused" || !this.#reached;
  }
}

/** Whether a server listens at the address. Only a refused connection proves that none does. */
function knock(address: string): Promise<"open" | "refused" | "unclear"> {
  const at = address.lastIndexOf(":");
  return new Promise((resolve) => {
    const socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)), timeout: CONNECT_MS });
    const end = (answer: "open" | "refused" | "unclear") => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end("open"));
    socket.once("timeout", () => end("unclear"));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code === "ECONNREFUSED" ? "refused" : "unclear"));
  });
}

interface EngineClient {
  /** Resolves once the engine has received the message, or the request has failed. */
  log(severity: Severity, message: string, ephemeral: boolean, urn: string): Promise<void>;
}

/** A client of the engine's protocol, with the classes that `@pulumi/pulumi` ships, loaded at the first message. */
async function openClient(address: string): Promise<EngineClient> {
  const { grpc, messages, services } = loadProtocol();
  const client = new services.EngineClient(address, grpc.credentials.createInsecure());
  return {
    log(severity, message, ephemeral, urn) {
      const request = new messages.LogRequest();
      request.setSeverity(messages.LogSeverity[severity]);
      request.setMessage(message);
      request.setEphemeral(ephemeral);
      request.setUrn(urn);
      return new Promise((resolve) => client.log(request, { deadline: Date.now() + LOG_MS }, () => resolve()));
    },
  };
}

interface LogRequest {
  setSeverity(severity: number): void;
  setMessage(message: string): void;
  setEphemeral(ephemeral: boolean): void;
  setUrn(urn: string): void;
}

interface Protocol {
  grpc: { credentials: { createInsecure(): unknown } };
  messages: { LogRequest: new () => LogRequest; LogSeverity: Record<Severity, number> };
  services: {
    EngineClient: new (
      address: string,
      credentials: unknown,
    ) => { log(request: LogRequest, options: { deadline: number }, done: (error: unknown) => void): void };
  };
}

function loadProtocol(): Protocol {
  const sdk = pulumiRequire();
  return {
    grpc: sdk("@grpc/grpc-js") as Protocol["grpc"],
    messages: sdk("./proto/engine_pb") as Protocol["messages"],
    services: sdk("./proto/engine_grpc_pb") as Protocol["services"],
  };
}
