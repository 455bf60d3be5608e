import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { FakeEngine } from "./fakeEngine";
import { Host, HostError, type Dialect, type InitFailure, type Options, type Properties } from "./host";

/** A resource as the engine stores it. */
interface Stored {
  id: string;
  inputs: Properties;
  outs: Properties;
  initErrors: string[];
}

/** One response or error of a host. */
type Entry = { verb: string } & Record<string, unknown>;

/**
 * The lifecycle of one image, run over gRPC as Pulumi's engine does. Records the responses in a form that does not depend on
 * the kind of host: two kinds with the same behavior have the same transcript.
 */
export class Life {
  readonly #dialect: Dialect;
  readonly #engine: FakeEngine;
  #host: Host;
  readonly #config: Record<string, string>;

  stored?: Stored;
  readonly #entries: Entry[] = [];

  private constructor(
    readonly emulator: Emulator,
    dialect: Dialect,
    engine: FakeEngine,
    host: Host,
    config: Record<string, string>,
  ) {
    this.#dialect = dialect;
    this.#engine = engine;
    this.#host = host;
    this.#config = config;
  }

  static async begin(dialect: Dialect, options: EmulatorOptions = {}, settings = {}): Promise<Life> {
    const emulator = createEmulator(options);
    const endpoint = await emulator.start();
    const { accessKeyId, accessKeyPassword } = emulator;
    const pace = { pollIntervalSeconds: "0.02", maxRequestsPerSecond: "1000", settleSeconds: "0.5" };
    const config = { endpoint, accessKeyId, accessKeyPassword, ...pace, ...settings };
    const engine = await FakeEngine.start();
    const host = await Host.start(dialect, { config, engine: engine.address });
    return new Life(emulator, dialect, engine, host, config);
  }

  async end(): Promise<void> {
    await this.#host.stop();
    this.#engine.stop();
    await this.emulator.stop();
  }

  /** Responses and warnings so far, with ids and times replaced by placeholders. */
  transcript(): unknown {
    const warnings = this.#engine.warnings.map((text) =>
      text.replace(/^(CustomImage|ImageFamily|ZecImage|ZecImageFamily) "web": /, ""),
    );
    return normalized([...this.#entries, { verb: "warnings", warnings }]);
  }

  /** Changes a setting for the following commands. */
  set(setting: string, value: string): void {
    this.#config[setting] = value;
  }

  /** `pulumi preview` of an image that does not exist yet. */
  async preview(program: Properties, options: Options = {}): Promise<void> {
    const asked = { ...options, preview: true };
    const { inputs, failures } = await this.#host.check(program, undefined, asked);
    const reasons = failures.map(({ reason }) => reason);
    if (reasons.length === 0 && this.#dialect.previewsCreate) {
      await this.#host.create(inputs, asked).catch((error: unknown) => {
        if (!(error instanceof HostError)) throw error;
        reasons.push(error.message);
      });
    }
    // One kind of host finds it in its check, the other in its create.
    this.#write("preview", { inputs, reasons });
  }

  /** `pulumi preview` of a resource that exists. */
  async previewUpdate(program: Properties): Promise<void> {
    const { id, inputs: olds, outs } = this.stored!;
    const asked = { preview: true };
    const { inputs, failures } = await this.#host.check(program, olds, asked);
    const reasons = failures.map(({ reason }) => reason);
    const before = this.#engine.informed.length;
    if (reasons.length === 0) {
      // One kind of host finds it in its diff, the other in its update.
      const look = async () => {
        const { changes } = await this.#host.diff(id, outs, inputs, asked);
        if (changes && this.#dialect.previewsCreate) await this.#host.update(id, outs, inputs, asked);
      };
      await look().catch((error: unknown) => {
        if (!(error instanceof HostError)) throw error;
        reasons.push(error.message);
      });
    }
    const informed = this.#engine.informed.slice(before).map((text) => text.replace(/^(Zec)?ImageFamily "web": /, ""));
    this.#write("preview", { reasons, informed });
  }

  /** `pulumi up` of a program that declares the image with these inputs. */
  async up(program: Properties, options: Options = {}): Promise<void> {
    const inputs = await this.#check(program, this.stored?.inputs, options);
    if (!inputs) return;
    if (!this.stored) return this.#create(inputs, options);
    const { id, outs, initErrors } = this.stored;
    const answer = await this.#host.diff(id, outs, inputs, options);
    this.#write("diff", answer);
    if (answer.replaces.length > 0) return this.#replace(program, answer.deleteBeforeReplace, options);
    if (answer.changes || initErrors.length > 0) return this.#update(inputs, options);
    this.stored.inputs = inputs;
  }

  /** `pulumi refresh --expect-no-changes`: fails the test if there is drift. */
  async refreshUnchanged(): Promise<void> {
    await this.refresh();
    expect(this.#entries.at(-1)).toMatchObject({ verb: "drift", changes: false });
  }

  /** `pulumi refresh`, in a new provider process as with the engine. */
  async refresh(): Promise<void> {
    await this.#restart();
    const { id, outs } = this.stored!;
    await this.#attempt("read", async () => {
      const found = await this.#read(id, outs);
      this.#write("read", { found });
      // The engine computes drift as the diff from the new state to the stored inputs.
      if (found) this.#write("drift", await this.#host.diff(id, found.outs, this.stored!.inputs));
      this.stored = found && { ...found, initErrors: this.stored!.initErrors };
    });
  }

  /** `pulumi destroy`. */
  async destroy(options: Options = {}): Promise<void> {
    await this.#delete(this.stored!, options);
  }

  /** Ctrl-C. */
  cancel(): Promise<void> {
    return this.#host.cancel();
  }

  /** Resolves when the emulator receives a call of the action, or has processed it. */
  called(action: string, phase: "before" | "after" = "after"): Promise<void> {
    return new Promise((resolve) => {
      this.emulator.onCall = (event) => {
        if (event.action === action && event.phase === phase) resolve();
      };
    });
  }

  async #restart(): Promise<void> {
    this.#host.signal("SIGINT"); // as the engine ends its providers
    await this.#host.exited;
    await this.#host.stop();
    this.#host = await Host.start(this.#dialect, { config: this.#config, engine: this.#engine.address });
  }

  /** Returns the checked inputs, or undefined if they have errors. */
  async #check(program: Properties, olds: Properties | undefined, options: Options) {
    const { inputs, failures } = await this.#host.check(program, olds, options);
    this.#write("check", { inputs, failures });
    return failures.length === 0 ? inputs : undefined;
  }

  async #create(inputs: Properties, options: Options): Promise<void> {
    await this.#attempt(
      "create",
      async () => {
        const { id, outs } = await this.#host.create(inputs, options);
        this.#write("create", { id, outs });
        this.stored = { id, inputs, outs, initErrors: [] };
      },
      inputs,
    );
  }

  async #update(inputs: Properties, options: Options): Promise<void> {
    const { id, outs } = this.stored!;
    await this.#attempt(
      "update",
      async () => {
        const updated = await this.#host.update(id, outs, inputs, options);
        this.#write("update", { outs: updated });
        this.stored = { id, inputs, outs: updated, initErrors: [] };
      },
      this.stored!.inputs,
    );
  }

  async #replace(program: Properties, deleteFirst: boolean, options: Options): Promise<void> {
    const old = this.stored!;
    if (deleteFirst) await this.#delete(old, options);
    const inputs = await this.#check(program, undefined, options);
    if (!inputs) return;
    this.stored = undefined;
    await this.#create(inputs, options);
    if (!deleteFirst && this.stored) {
      const made = this.stored;
      await this.#delete(old, options);
      this.stored = made;
    }
  }

  async #delete({ id, outs }: Stored, options: Options): Promise<void> {
    await this.#attempt("delete", async () => {
      await this.#host.delete(id, outs, options);
      this.#write("delete", {});
      this.stored = undefined;
    });
  }

  /** Reads the image. A host may return the result in a partial failure that reports unfinished work. */
  async #read(id: string, outs: Properties) {
    try {
      return await this.#host.readState(id, outs);
    } catch (error) {
      const { failure } = error as HostError;
      if (failure?.inputs === undefined) throw error;
      return { id: failure.id, outs: failure.properties, inputs: failure.inputs };
    }
  }

  /** Stores the properties of a partial failure, as the engine does. Other failures change nothing. */
  async #attempt(verb: string, work: () => Promise<void>, inputs?: Properties): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      const { message, failure } = error;
      this.#write(verb, { error: message, failure });
      if (failure && inputs) this.stored = this.#saved(failure, inputs);
    }
  }

  #saved({ id, properties, reasons }: InitFailure, inputs: Properties): Stored {
    return { id, inputs, outs: properties, initErrors: reasons };
  }

  #write(verb: string, answer: object): void {
    this.#entries.push({ verb, ...answer });
  }
}

/** Keys that only one kind of host stores in the inputs. */
const HIDDEN = ["__timeouts"];
/** Keys whose values are random. */
const RANDOM = ["generation"];

/** Replaces what differs between runs, and omits intended differences between hosts. */
function normalized(entries: Entry[]): unknown {
  const names = new Map<string, string>();
  const nameOf = (kind: string) => (found: string) => {
    if (!names.has(found)) names.set(found, `${kind} ${names.size + 1}`);
    return names.get(found)!;
  };
  const text = JSON.stringify(entries, (key, value: unknown) =>
    [...HIDDEN, ...RANDOM].includes(key) ? undefined : value,
  )
    .replace(/\bim(?:g|age)-[A-Za-z0-9]{8}\b/g, nameOf("image"))
    .replace(/-z1[sn](?:[a-z2-7]{32}|[a-z2-7]{16})/g, "-a working name")
    .replace(/T[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/g, nameOf("request"))
    .replace(/(-z1[sn][a-z2-7]{12})[a-z2-7]{4}\b/g, "$1…") // each run has an attempt of its own
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "a moment")
    .replace(/127\.0\.0\.1:\d+/g, "the endpoint")
    .replace(/after \d+ s/g, "after a while");
  return JSON.parse(text);
}
