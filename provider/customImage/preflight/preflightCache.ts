import type { Session } from "../../session";
import { Facts } from "./facts";
import { QuotaPlan } from "./quotaPlan";

/** What the preflight of this process knows; made at the first image that is to be made. */
export class PreflightCache {
  readonly plan = new QuotaPlan();
  #gathered: Facts | undefined;
  /** Looking failed once: said once, and not tried again for every resource. */
  skipped = false;

  facts(session: Session, signal: AbortSignal): Facts {
    return (this.#gathered ??= new Facts(session, signal));
  }
}
