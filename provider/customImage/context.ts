import type { ProviderContext } from "../resource";
import type { ProcessState } from "./processState";

/** Everything a verb needs from outside. */
export interface Context extends ProviderContext {
  /** Name of the resource's type; absent for a `CustomImage`. */
  type?: string;
  /** What this process has done and plans to do, shared by all resources of the provider. */
  process: ProcessState;
}
