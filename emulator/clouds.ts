import type { VmCloud } from "./vm/cloud";

/** The state of each product. */
export interface Clouds {
  vm: VmCloud;
}
