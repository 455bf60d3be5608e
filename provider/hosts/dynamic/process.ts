import schema from "../../../schema.json";
import { PartialFailure, type Context, type Reporter } from "../../customImage";
import { finding, presentable } from "../../messages";
import { resourceOf, type FindResource } from "../../registry";
import { Cancellation } from "../cancellation";
import { processEnvironment } from "../processEnvironment";
import { ProviderState } from "../providerState";
import { Engine } from "../engine";
import { takeoversOfRun } from "../takeovers";
import { hookCancel } from "./cancelHook";
import { PrintedErrors } from "./printedErrors";
import { ResourceVerbs, type Properties } from "./verbs";

/**
 * A process of Pulumi's host for dynamic providers. The host may load several serialized texts of our provider; all of
 * them share this.
 */
export class DynamicProcess {
  readonly #engine: Engine;
  readonly #state: ProviderState;
  readonly #findResource: FindResource;
  readonly #cancellation = new Cancellation();
  readonly #printed = new PrintedErrors();
  readonly #report: Reporter = {
    progress: (text) => this.#engine.log("INFO", text, { ephemeral: true }),
    inform: (text) => this.#engine.log("INFO", text),
    warn: (text) => this.#engine.log("WARNING", text),
  };

  /** @param address `host:port` of the engine; absent if there is none, as in some tests */
  constructor(address: string | undefined, findResource: FindResource = resourceOf) {
    this.#engine = new Engine(address);
    this.#findResource = findResource;
    this.#state = new ProviderState(
      processEnvironment(() => this.#engine.ensureAlive()),
      takeoversOfRun(address, (text) => this.#report.warn(text)),
    );
  }

  /** Hooks into the host: to learn of a cancel, to keep errors from being printed twice, and to end with the engine. */
  install(): this {
    hookCancel(() => this.#cancellation.cancel());
    this.#printed.install();
    // A provider whose engine was killed has nobody to report to: it exits instead of living on as an orphan.
    this.#engine.watch(() => process.exit(1));
    return this;
  }

  /** The functions that the host calls for resources of this type. */
  verbsOf(token: string): ReturnType<ResourceVerbs["functions"]> {
    return new ResourceVerbs(this, token, this.#findResource(token)).functions();
  }

  /** Sets the configuration, key by key as schema.json names them. */
  configure(get: (name: string) => string | undefined): void {
    const names = Object.keys(schema.config.variables);
    this.#state.configure(Object.fromEntries(names.map((name) => [name, get(name)])));
  }

  /**
   * Runs a verb and turns what it throws into what the host can show and the engine can save.
   * @param of type of the resource, and its logical name if that is known; the host cannot show a message on its row, so its
   * text names it
   */
  async run<T>(
    properties: Properties,
    { type, name }: { type: string; name?: string },
    verb: (ctx: Context) => Promise<T>,
  ): Promise<T> {
    const report: Reporter = {
      ...this.#report,
      inform: (text) => this.#report.inform(finding(name, text, type)),
      warn: (text) => this.#report.warn(finding(name, text, type)),
    };
    try {
      return await this.#cancellation.during(() =>
        verb(this.#state.context(this.#cancellation.signal, report, { resource: name })),
      );
    } catch (error) {
      if (error instanceof PartialFailure) throw withProvider(error, properties.__provider);
      throw this.#printed.suppress(presentable(error, this.#state.credentialSource));
    } finally {
      await this.#engine.flush();
    }
  }
}

/** The host leaves the serialized provider out of a failure's properties; without it the image could not be read again. */
function withProvider(failure: PartialFailure, provider: unknown): Error {
  const { id, reasons, message } = failure;
  const properties = { ...failure.properties, __provider: provider };
  return Object.assign(new Error(message), { id, properties, reasons, name: "", stack: "" });
}
