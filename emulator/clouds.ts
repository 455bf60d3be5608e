import type { ZecCloud } from "./zec/cloud";
import type { VmCloud } from "./vm/cloud";

/** The state of each product. */
export interface Clouds {
  vm: VmCloud;
  zec: ZecCloud;
}
