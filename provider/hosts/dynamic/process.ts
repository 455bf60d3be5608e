import schema from "../../../schema.json";
import { PartialFailure, type Context, type Reporter } from "../../customImage";
import { finding, presentable } from "../../messages";
import { Cancellation } from "../cancellation";
import { processEnvironment } from "../processEnvironment";
import { ProviderState } from "../providerState";
import { Engine } from "../engine";
import { engineAddress } from "../engineAddress";
import { takeoversOfRun } from "../takeovers";
import { hookCancel } from "./cancelHook";
import { printOnce } from "./printOnce";

/** Properties of the resource as the host hands them over, the serialized provider among them. */
export type Properties = Record<string, unknown> & { __provider?: unknown };

// One per process, like the provider itself: the host may load several texts of our provider, all of them share this.
const address = engineAddress(process.argv);
const engine = new Engine(address);
const cancellation = new Cancellation();
const report: Reporter = {
  progress: (text) => engine.log("INFO", text, { ephemeral: true }),
  inform: (text) => engine.log("INFO", text),
  warn: (text) => engine.log("WARNING", text),
};
const memory = new ProviderState(
  processEnvironment(() => engine.ensureAlive()),
  takeoversOfRun(address, (text) => report.warn(text)),
);

hookCancel(() => cancellation.cancel());
// A provider whose engine was killed has nobody to report to: it ends by itself instead of living on as an orphan.
engine.watch(() => process.exit(1));

/** Takes the configuration, key by key as schema.json names them. */
export function take(get: (name: string) => string | undefined): void {
  const names = Object.keys(schema.config.variables);
  memory.configure(Object.fromEntries(names.map((name) => [name, get(name)])));
}

/**
 * Runs a verb and turns what it throws into what the host can show and the engine can save.
 * @param of type of the resource, and its logical name if that is known; the host cannot show a message on its row, so its
 * text names it
 */
export async function answer<T>(
  properties: Properties,
  { type, name }: { type: string; name?: string },
  verb: (ctx: Context) => Promise<T>,
): Promise<T> {
  const ofResource: Reporter = {
    ...report,
    inform: (text) => report.inform(finding(name, text, type)),
    warn: (text) => report.warn(finding(name, text, type)),
  };
  try {
    return await cancellation.during(() => verb(memory.context(cancellation.signal, ofResource, name)));
  } catch (error) {
    if (error instanceof PartialFailure) throw withProvider(error, properties.__provider);
    throw printOnce(presentable(error, memory.credentialSource));
  } finally {
    await engine.flush();
  }
}

/** The host leaves the serialized provider out of a failure's properties; without it the image could not be read again. */
function withProvider(failure: PartialFailure, provider: unknown): Error {
  const { id, reasons, message } = failure;
  const properties = { ...failure.properties, __provider: provider };
  return Object.assign(new Error(message), { id, properties, reasons, name: "", stack: "" });
}
