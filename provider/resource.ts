import type { Settings } from "./configuration/settings";
import type { Session } from "./session";
import type { Clock } from "./zenlayer/clock";

/** Messages to the user. Best effort: no method ever throws. */
export interface Reporter {
  /** The status of a long operation, shown while it lasts. Call it only when the text has changed. */
  progress(text: string): void;
  /** Something good to know that stays in the command's summary. */
  inform(text: string): void;
  /** Something the user should know and may have to act on; it does not fail the command. */
  warn(text: string): void;
}

/** What a verb of any resource needs from outside. A verb reads no environment, no clock and no network of its own. */
export interface ProviderContext {
  /** The account and endpoint. Throws a UserError as long as settings or credentials are missing or wrong. */
  session(): Session;
  /** The settings alone, without credentials. Throws a UserError for a wrong one. */
  settings(): Settings;
  clock: Clock;
  /** From 0 to 1: distinguishes the attempts of different runs. */
  random: () => number;
  /** Aborted once the user cancels: waits end at once, a write that is not sent is abandoned, one in flight is finished. */
  signal: AbortSignal;
  /**
   * Logical name of the resource that the verb is about; absent if the host does not know it, and in a refresh's diff.
   */
  resource?: string;
  /** Its URN; absent where the host is not given it. */
  urn?: string;
  report: Reporter;
}
