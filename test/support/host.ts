import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { ServiceError } from "@grpc/grpc-js";
import { serializedProvider } from "./serializedProvider";
import { Empty, grpc, messages, ResourceProviderClient, Status, Struct } from "./protocol";

const root = join(__dirname, "..", "..");

export type Properties = Record<string, unknown>;

/** What the engine knows of a resource beside its properties. */
export interface Options {
  /** Logical name. Default: `web`. */
  name?: string;
  /** The operation belongs to a preview. */
  preview?: boolean;
  /** Resource option `customTimeouts`, in seconds. */
  timeouts?: { create?: number; update?: number; delete?: number };
  /** Resource option. */
  deleteBeforeReplace?: boolean;
}

/** How one kind of host wants to be spoken to, where the two kinds differ. */
export interface Dialect {
  /** Program of the process, relative to the repository, and the type of our resource in URNs. */
  script: string;
  type: string;
  /** Creates are called in a preview, too. */
  previewsCreate: boolean;
  /** A setting's key in the configuration that the engine sends. */
  configKey(setting: string): string;
  /** Properties as they go over the wire. */
  send(properties: Properties): Properties;
  /** Properties of an answer, without what belongs to the host itself. Throws when that is missing. */
  receive(properties: Properties): Properties;
  /** Inputs as they come from a program. */
  inputs(given: Properties, options: Options): Properties;
}

const PROJECT = "shop";
const STACK = "dev";

/** Pulumi's own host for dynamic providers, which runs the text that is stored with every resource. */
export const dynamicHost = async (): Promise<Dialect> => {
  const __provider = await serializedProvider();
  return {
    script: "node_modules/@pulumi/pulumi/cmd/dynamic-provider/index.js",
    type: "pulumi-nodejs:dynamic/zenlayer:CustomImage",
    previewsCreate: false,
    configKey: (setting) => `zenlayer:${setting}`,
    send: (properties) => ({ ...properties, __provider }),
    receive({ __provider: text, ...properties }) {
      // Without it the engine could neither read nor delete the image.
      if (text !== __provider) throw new Error("the answer lacks the serialized provider");
      return properties;
    },
    inputs: (given, { name = "web", preview, timeouts, deleteBeforeReplace }) => ({
      ...given,
      __logicalName: { project: PROJECT, stack: STACK, name },
      ...(preview && { __preview: true }),
      ...(timeouts && { __timeouts: timeouts }),
      ...(deleteBeforeReplace && { __deleteBeforeReplace: true }),
    }),
  };
};

/** Our own plugin. Resource options reach it by the protocol, and nothing is hidden in the properties. */
export const pluginHost = (): Promise<Dialect> =>
  Promise.resolve({
    script: "dist/provider/hosts/plugin/main.js",
    type: "zenlayer:index:CustomImage",
    previewsCreate: true,
    configKey: (setting) => setting,
    send: (properties) => properties,
    receive: (properties) => properties,
    inputs: (given) => given,
  });

/** A partial failure, as the engine unpacks it. */
export interface InitFailure {
  id: string;
  properties: Properties;
  reasons: string[];
  /** Of a read. */
  inputs?: Properties;
}

/** What a host answers instead of a result. */
export class HostError extends Error {
  override readonly name = "HostError";

  constructor(
    message: string,
    readonly code: number,
    readonly failure?: InitFailure,
  ) {
    super(message);
  }
}

export interface HostOptions {
  /** Settings by their own names. Left out: the process is not configured. */
  config?: Record<string, string>;
  /** Address of the engine. Default: one where nobody listens. */
  engine?: string;
  env?: NodeJS.ProcessEnv;
  /** The folder that it runs in, as it does in that of the program. Default: this repository. */
  cwd?: string;
}

/** A provider process, spoken to over gRPC as the engine does it. Every verb rejects with a {@link HostError}. */
export class Host {
  /** What it has printed, the port aside. */
  output = "";
  /** Resolves with its exit status once it has ended. */
  readonly exited: Promise<number | null>;

  private constructor(
    readonly dialect: Dialect,
    private readonly child: ChildProcessByStdio<null, Readable, Readable>,
    private readonly client: InstanceType<typeof ResourceProviderClient>,
    private readonly temporary: string,
  ) {
    this.exited = once(child, "exit").then(([code]) => code as number | null);
  }

  static async start(
    dialect: Dialect,
    { config, engine = "127.0.0.1:1", env = {}, cwd = root }: HostOptions = {},
  ): Promise<Host> {
    const temporary = mkdtempSync(join(tmpdir(), "pulumi-host-"));
    const child = spawn(process.execPath, [join(root, dialect.script), engine], {
      cwd,
      // Nothing of whoever runs the tests: a key in the environment would be used.
      env: {
        PATH: process.env.PATH,
        HOME: "/nonexistent",
        TMPDIR: temporary,
        PULUMI_NODEJS_PROJECT: PROJECT,
        PULUMI_NODEJS_STACK: STACK,
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines = createInterface(child.stdout);
    const [port] = (await once(lines, "line")) as [string];
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const host = new Host(dialect, child, client, temporary);
    lines.on("line", (line) => (host.output += `${line}\n`));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (host.output += text));
    if (config) await host.configure(config);
    return host;
  }

  async configure(settings: Record<string, string>): Promise<void> {
    const entries = Object.entries(settings).map(([name, value]) => [this.dialect.configKey(name), value]);
    const request = new messages.ConfigureRequest();
    request.setArgs(Struct.fromJavaScript(Object.fromEntries(entries) as Record<string, string>));
    await this.call("configure", request);
  }

  /** @param olds stored inputs; none for a resource that is to be made */
  async check(given: Properties, olds: Properties | undefined, options: Options = {}) {
    const request = new messages.CheckRequest();
    request.setUrn(this.urn(options));
    request.setOlds(Struct.fromJavaScript(olds ? this.send(olds) : {}));
    request.setNews(this.wire(this.dialect.inputs(given, options)));
    const response = await this.call<InstanceType<typeof messages.CheckResponse>>("check", request);
    return {
      inputs: this.read(response.getInputs()),
      failures: response.getFailuresList().map((failure) => ({
        property: failure.getProperty(),
        reason: failure.getReason(),
      })),
    };
  }

  async diff(id: string, olds: Properties, news: Properties, options: Options = {}) {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setUrn(this.urn(options));
    request.setOlds(this.wire(olds));
    request.setNews(this.wire(news));
    const response = await this.call<InstanceType<typeof messages.DiffResponse>>("diff", request);
    const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
    const changes = response.getChanges();
    return {
      changes: changes === DIFF_SOME ? true : changes === DIFF_NONE ? false : undefined,
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    };
  }

  async create(inputs: Properties, options: Options = {}) {
    const request = new messages.CreateRequest();
    request.setUrn(this.urn(options));
    request.setProperties(this.wire(inputs));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.timeouts?.create ?? 0);
    const response = await this.call<InstanceType<typeof messages.CreateResponse>>("create", request);
    return { id: response.getId(), outs: this.read(response.getProperties()) };
  }

  /** @returns nothing if the resource is gone. */
  async readState(id: string, properties: Properties, options: Options = {}) {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setUrn(this.urn(options));
    request.setProperties(this.wire(properties));
    const response = await this.call<InstanceType<typeof messages.ReadResponse>>("read", request);
    if (response.getId() === "") return undefined;
    return {
      id: response.getId(),
      outs: this.read(response.getProperties()),
      inputs: this.read(response.getInputs()),
    };
  }

  async update(id: string, olds: Properties, news: Properties, options: Options = {}): Promise<Properties> {
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setUrn(this.urn(options));
    request.setOlds(this.wire(olds));
    request.setNews(this.wire(news));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.timeouts?.update ?? 0);
    const response = await this.call<InstanceType<typeof messages.UpdateResponse>>("update", request);
    return this.read(response.getProperties());
  }

  async delete(id: string, properties: Properties, options: Options = {}): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setUrn(this.urn(options));
    request.setProperties(this.wire(properties));
    request.setTimeout(options.timeouts?.delete ?? 0);
    await this.call("delete", request);
  }

  async cancel(): Promise<void> {
    await this.call("cancel", new Empty());
  }

  /** Sends a signal, as the engine does at the end of every run. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends the process, if it has not ended by itself. */
  async stop(): Promise<void> {
    this.client.close();
    this.child.kill("SIGKILL");
    await this.exited;
    rmSync(this.temporary, { recursive: true, force: true });
  }

  private urn({ name = "web" }: Options): string {
    return `urn:pulumi:${STACK}::${PROJECT}::${this.dialect.type}::${name}`;
  }

  private send(properties: Properties) {
    return this.dialect.send(properties) as Parameters<typeof Struct.fromJavaScript>[0];
  }

  private wire(properties: Properties) {
    return Struct.fromJavaScript(this.send(properties));
  }

  private read(struct: InstanceType<typeof Struct> | undefined): Properties {
    return this.dialect.receive(struct?.toJavaScript() ?? {});
  }

  private call<A>(verb: Verb, request: unknown): Promise<A> {
    const method = this.client[verb].bind(this.client) as unknown as UnaryMethod<A>;
    return new Promise((resolve, reject) => {
      method(request, (error, answer) => (error ? reject(this.toError(error)) : resolve(answer)));
    });
  }

  private toError({ details, code, metadata }: ServiceError): HostError {
    const [packed] = metadata.get("grpc-status-details-bin");
    if (packed === undefined) return new HostError(details, code);
    const [any] = Status.deserializeBinary(packed as Buffer).getDetailsList();
    const detail = messages.ErrorResourceInitFailed.deserializeBinary(any!.getValue_asU8());
    return new HostError(details, code, {
      id: detail.getId(),
      properties: this.read(detail.getProperties()),
      reasons: detail.getReasonsList(),
      ...(detail.hasInputs() && { inputs: this.read(detail.getInputs()) }),
    });
  }
}

type Verb = "configure" | "check" | "diff" | "create" | "read" | "update" | "delete" | "cancel";
type UnaryMethod<A> = (request: unknown, callback: (error: ServiceError | null, answer: A) => void) => void;
