import { count, list, name, object, optional, strictObject, type Checks } from "./fileChecks";
import type { KeySeed } from "./types";
import { VM_SEEDS, VM_STATE } from "./vm/fileFormat";
import type { VmSeeds, VmState } from "./vm/types";
import { ZEC_SEEDS, ZEC_STATE } from "./zec/fileFormat";
import type { ZecSeeds, ZecState } from "./zec/types";

/** The content of a state file. */
export interface Snapshot extends VmState {
  format: 1;
  /** Number of the last recorded call, so that no number is used twice. */
  lastCall: number;
  /** Absent in a file of an emulator that did not have this service yet. */
  zec?: ZecState;
}

/** The content of a seed file. */
export interface Seeds extends VmSeeds {
  keys?: KeySeed[];
  zec?: ZecSeeds;
}

const key: Checks<KeySeed> = {
  account: optional(name),
  accessKeyId: optional(name),
  accessKeyPassword: optional(name),
  token: optional(name),
};

const state: Checks<Snapshot> = {
  format: count,
  lastCall: count,
  ...VM_STATE,
  zec: ZEC_STATE,
};

const seeds: Checks<Seeds> = {
  ...VM_SEEDS,
  keys: optional(list(strictObject(key))),
  zec: ZEC_SEEDS,
};

/** Checks the content of a state file. Throws an error that names the first key that is missing or invalid. */
export function checkState(value: unknown): asserts value is Snapshot {
  object(state)(value, "");
  const { images, zec } = value as Snapshot;
  checkUniqueIds(images, "images");
  checkUniqueIds(zec?.images ?? [], "zec.images");
}

/** Among the images that exist, no id may occur twice. */
function checkUniqueIds(images: { imageId: string; deletedAt?: number }[], key: string): void {
  const live = images.map((each) => (each.deletedAt === undefined ? each : {}));
  list(() => undefined, "imageId")(live, key);
}

/** Checks the content of a seed file. Throws an error that names the first key that is missing, invalid or unknown. */
export function checkSeeds(value: unknown): asserts value is Seeds {
  strictObject(seeds)(value, "");
}
