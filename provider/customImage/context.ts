import type { ProviderContext } from "../resource";
import type { ProcessState } from "./processState";

/** Everything a verb needs from outside. */
export interface Context extends ProviderContext {
  /** What this process has done and plans to do, shared by all resources of the provider. */
  process: ProcessState;
}
