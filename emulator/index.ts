/**
 * A local emulator of the Zenlayer Cloud API, service `vm`: zones, instances and custom images. It answers as
 * documented and says no where the service says no. Rules that are guesses about the real service are listed in
 * {@link GUESSES}.
 */
import { Emulator } from "./emulator";
import type { EmulatorOptions } from "./types";

export { systemClock, type Clock } from "./clock";
export { STATUS_OF_CODE, type ErrorCode } from "./codes";
export { FAULT_KINDS, type Fault, type FaultKind } from "./faults";
export { GUESSES, type GuessId } from "./guesses";
export type { Emulator } from "./emulator";
export type {
  Call,
  CallEvent,
  CallHook,
  EmulatedImage,
  EmulatedInstance,
  EmulatedZone,
  EmulatorOptions,
  ImageSeed,
  ImageStatus,
  InstanceSeed,
  InstanceStatus,
  KeySeed,
  PublicImage,
  ZoneSeed,
} from "./types";

/**
 * Makes an emulator that is not listening yet: call `start()`. Throws when a state file or seed file cannot be
 * used.
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  return new Emulator(options);
}
