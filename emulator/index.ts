/**
 * A local emulator of the Zenlayer Cloud API: zones, instances and custom images of the services `vm` and `zec` (Elastic
 * Compute), tags and resource groups. It behaves as documented, errors included. Behavior that is not documented is
 * guessed; {@link GUESSES} lists the guesses.
 */
import { Emulator } from "./emulator";
import type { EmulatorOptions } from "./types";

export { systemClock, type Clock } from "./clock";
export { STATUS_OF_CODE, type ErrorCode } from "./errorCodes";
export { FAULT_KINDS, ZEC_FAULT_KINDS, type Fault, type FaultKind } from "./faults/kinds";
export { GUESSES, type GuessId } from "./guesses";
export type { Emulator } from "./emulator";
export type { Call, CallEvent, CallHook, EmulatorOptions, KeySeed } from "./types";
export type { ServiceName } from "./serviceName";
export type {
  EmulatedImage,
  EmulatedInstance,
  EmulatedZone,
  ImageSeed,
  ImageStatus,
  InstanceSeed,
  InstanceStatus,
  PublicImage,
  VmOptions,
  ZoneSeed,
} from "./vm/types";
export type { ZecControl } from "./zec/control";
export type {
  EmulatedRegion,
  EmulatedZecImage,
  EmulatedZecInstance,
  EmulatedZecZone,
  RegionSeed,
  ResourceGroup,
  ZecImageSeed,
  ZecImageStatus,
  ZecInstanceSeed,
  ZecInstanceStatus,
  ZecOptions,
  ZecPublicImage,
  ZecTag,
  ZecZoneSeed,
} from "./zec/types";

/**
 * Creates an emulator. It does not listen yet: call `start()`. Throws if an option is invalid, or if the state file or
 * seed file cannot be used.
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  return new Emulator(options);
}
