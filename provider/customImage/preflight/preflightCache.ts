import type { Session } from "../../session";
import { Facts } from "./facts";
import { QuotaPlan } from "./quotaPlan";

/** What the preflight of this process has read, and planned. */
export class PreflightCache {
  readonly plan = new QuotaPlan();
  #gathered: Facts | undefined;
  /** The checks failed once: reported once, and not retried for every resource. */
  skipped = false;

  facts(session: Session, signal: AbortSignal): Facts {
    return (this.#gathered ??= new Facts(session, signal));
  }
}
