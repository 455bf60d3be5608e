import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { ServiceError } from "@grpc/grpc-js";
import { fastStart } from "./engine";
import { callUnary, connectToProvider, initFailureOf, type ProviderClient, type UnaryVerb } from "./grpcCalls";
import { Empty, messages, Struct } from "./protocol";
import { serializedProvider, type ResourceName } from "./serializedProvider";

const root = join(__dirname, "..", "..");

export type Properties = Record<string, unknown>;

/** What the engine knows about a resource apart from its properties. */
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

/** Differences between the two kinds of host. */
export interface Dialect {
  /** Script that the process runs, relative to the repository. */
  script: string;
  /** Type of the resource in URNs. */
  type: string;
  /** True if the engine calls create in a preview, too. */
  previewsCreate: boolean;
  /** Key of a setting in the Configure request. */
  configKey(setting: string): string;
  /** Properties as sent in a request. */
  send(properties: Properties): Properties;
  /** Properties of a response, without those of the host itself. Throws if these are missing. */
  receive(properties: Properties): Properties;
  /** Inputs as a program sends them. */
  inputs(given: Properties, options: Options): Properties;
}

/**
 * A create timeout, in seconds, before which CreateImage is sent on a busy computer too, but after which an image of the
 * emulator may still be CREATING.
 */
export const TIME_TO_SEND = 4;

const PROJECT = "shop";
const STACK = "dev";

/** Pulumi's host for dynamic providers, which runs the serialized provider in the state of a resource. */
export const dynamicHost = async (resource: ResourceName = "CustomImage"): Promise<Dialect> => {
  const __provider = await serializedProvider(undefined, resource);
  return {
    script: "node_modules/@pulumi/pulumi/cmd/dynamic-provider/index.js",
    type: `pulumi-nodejs:dynamic/zenlayer:${resource}`,
    previewsCreate: false,
    configKey: (setting) => `zenlayer:${setting}`,
    send: (properties) => ({ ...properties, __provider }),
    receive({ __provider: text, ...properties }) {
      // Without it in the state, the engine could neither read nor delete the image.
      if (text !== __provider) throw new Error("the response lacks the serialized provider");
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

/** The plugin. It receives resource options in the requests instead of in hidden properties. */
export const pluginHost = (resource: ResourceName = "CustomImage"): Promise<Dialect> =>
  Promise.resolve({
    script: "dist/provider/hosts/plugin/main.js",
    type: `zenlayer:index:${resource}`,
    previewsCreate: true,
    configKey: (setting) => setting,
    send: (properties) => properties,
    receive: (properties) => properties,
    inputs: (given) => given,
  });

/** A partial failure, decoded. */
export interface InitFailure {
  id: string;
  properties: Properties;
  reasons: string[];
  /** Only in the failure of a read. */
  inputs?: Properties;
}

/** An error response of a host. */
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
  /** Settings without namespace. Absent: no Configure request is sent. */
  config?: Record<string, string>;
  /** Address of the engine. Default: a port on which nothing listens. */
  engine?: string;
  env?: NodeJS.ProcessEnv;
  /** Working folder of the process. Default: this repository. */
  cwd?: string;
}

/** A provider process, called over gRPC as the engine does. Every verb rejects with a {@link HostError}. */
export class Host {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #client: ProviderClient;
  readonly #temporary: string;

  /** What the process has printed, without the port. */
  output = "";
  /** Resolves with the exit status when the process ends. */
  readonly exited: Promise<number | null>;

  private constructor(
    readonly dialect: Dialect,
    child: ChildProcessByStdio<null, Readable, Readable>,
    client: ProviderClient,
    temporary: string,
  ) {
    this.#child = child;
    this.#client = client;
    this.#temporary = temporary;
    this.exited = once(child, "exit").then(([code]) => code as number | null);
  }

  static async start(
    dialect: Dialect,
    { config, engine = "127.0.0.1:1", env = {}, cwd = root }: HostOptions = {},
  ): Promise<Host> {
    const temporary = mkdtempSync(join(tmpdir(), "pulumi-host-"));
    const child = spawn(process.execPath, [join(root, dialect.script), engine], {
      cwd,
      // Nothing else from the developer's environment: the provider would use credentials in it.
      env: {
        PATH: process.env.PATH,
        HOME: "/nonexistent",
        TMPDIR: temporary,
        PULUMI_NODEJS_PROJECT: PROJECT,
        PULUMI_NODEJS_STACK: STACK,
        ...fastStart,
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines = createInterface(child.stdout);
    const [port] = (await once(lines, "line")) as [string];
    const host = new Host(dialect, child, connectToProvider(Number(port)), temporary);
    lines.on("line", (line) => (host.output += `${line}\n`));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (host.output += text));
    if (config) await host.configure(config);
    return host;
  }

  async configure(settings: Record<string, string>): Promise<void> {
    const entries = Object.entries(settings).map(([name, value]) => [this.dialect.configKey(name), value]);
    const request = new messages.ConfigureRequest();
    request.setArgs(Struct.fromJavaScript(Object.fromEntries(entries) as Record<string, string>));
    await this.#call("configure", request);
  }

  /** @param olds stored inputs; undefined for a resource that will be created */
  async check(given: Properties, olds: Properties | undefined, options: Options = {}) {
    const request = new messages.CheckRequest();
    request.setUrn(this.#urn(options));
    request.setOlds(Struct.fromJavaScript(olds ? this.#send(olds) : {}));
    request.setNews(this.#wire(this.dialect.inputs(given, options)));
    const response = await this.#call<InstanceType<typeof messages.CheckResponse>>("check", request);
    return {
      inputs: this.#read(response.getInputs()),
      failures: response.getFailuresList().map((failure) => ({
        property: failure.getProperty(),
        reason: failure.getReason(),
      })),
    };
  }

  async diff(id: string, olds: Properties, news: Properties, options: Options = {}) {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setUrn(this.#urn(options));
    request.setOlds(this.#wire(olds));
    request.setNews(this.#wire(news));
    const response = await this.#call<InstanceType<typeof messages.DiffResponse>>("diff", request);
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
    request.setUrn(this.#urn(options));
    request.setProperties(this.#wire(inputs));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.timeouts?.create ?? 0);
    const response = await this.#call<InstanceType<typeof messages.CreateResponse>>("create", request);
    return { id: response.getId(), outs: this.#read(response.getProperties()) };
  }

  /** @returns undefined if the resource no longer exists */
  async readState(id: string, properties: Properties, options: Options = {}) {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setUrn(this.#urn(options));
    request.setProperties(this.#wire(properties));
    const response = await this.#call<InstanceType<typeof messages.ReadResponse>>("read", request);
    if (response.getId() === "") return undefined;
    return {
      id: response.getId(),
      outs: this.#read(response.getProperties()),
      inputs: this.#read(response.getInputs()),
    };
  }

  async update(id: string, olds: Properties, news: Properties, options: Options = {}): Promise<Properties> {
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setUrn(this.#urn(options));
    request.setOlds(this.#wire(olds));
    request.setNews(this.#wire(news));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.timeouts?.update ?? 0);
    const response = await this.#call<InstanceType<typeof messages.UpdateResponse>>("update", request);
    return this.#read(response.getProperties());
  }

  async delete(id: string, properties: Properties, options: Options = {}): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setUrn(this.#urn(options));
    request.setProperties(this.#wire(properties));
    request.setTimeout(options.timeouts?.delete ?? 0);
    await this.#call("delete", request);
  }

  async cancel(): Promise<void> {
    await this.#call("cancel", new Empty());
  }

  /** Sends a signal, as the engine does at the end of every run. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Kills the process if it is still running. */
  async stop(): Promise<void> {
    this.#client.close();
    this.#child.kill("SIGKILL");
    await this.exited;
    rmSync(this.#temporary, { recursive: true, force: true });
  }

  #urn({ name = "web" }: Options): string {
    return `urn:pulumi:${STACK}::${PROJECT}::${this.dialect.type}::${name}`;
  }

  #send(properties: Properties) {
    return this.dialect.send(properties) as Parameters<typeof Struct.fromJavaScript>[0];
  }

  #wire(properties: Properties) {
    return Struct.fromJavaScript(this.#send(properties));
  }

  #read(struct: InstanceType<typeof Struct> | undefined): Properties {
    return this.dialect.receive(struct?.toJavaScript() ?? {});
  }

  async #call<A>(verb: UnaryVerb, request: unknown): Promise<A> {
    try {
      return await callUnary<A>(this.#client, verb, request);
    } catch (error) {
      throw this.#toError(error as ServiceError);
    }
  }

  #toError(error: ServiceError): HostError {
    const failure = initFailureOf(error);
    if (!failure) return new HostError(error.details, error.code);
    return new HostError(error.details, error.code, {
      id: failure.getId(),
      properties: this.#read(failure.getProperties()),
      reasons: failure.getReasonsList(),
      ...(failure.hasInputs() && { inputs: this.#read(failure.getInputs()) }),
    });
  }
}
