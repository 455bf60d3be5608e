import type { ImageInfo } from "../zenlayer/types";
import type { Session } from "../session";
import type { CustomImageInputs, CustomImageOutputs } from "../schemaTypes";
import { isWorkingName } from "./workingName";

/** Seconds that the user allows each verb (`customTimeouts`). */
export interface Timeouts {
  create?: number;
  update?: number;
  delete?: number;
}

/** What the API does not return. Part of users' state: names are frozen. */
export interface ImageRecord {
  /** A list of the service has shown the image at least once. */
  seen?: boolean;
  /** The image was usable at least once, so a later failure is not a failed creation. */
  wasAvailable?: boolean;
  /** An instance that we stopped for the image and have not started again yet. */
  stoppedInstance?: string;
  /**
   * The name that CreateImage was sent with, until the image is known to have its real name. The image is ours only as
   * long as it carries this name.
   */
  workingName?: string;
  /** The real name, if a rename to it was sent and its outcome is unknown. */
  renameSent?: string;
  /** Fingerprint of the key that the image was last seen with. */
  keyFingerprint?: string;
}

/** Inputs as check leaves them and as the engine stores them. Hidden names are frozen. */
export interface CheckedInputs extends CustomImageInputs {
  __timeouts?: Timeouts;
  /** The name that we gave the image, whatever a refresh found since. */
  __givenName?: string;
  /**
   * The owner of the image, in 12 characters (24 for `zec`), or in 8 (16) if nothing is to be created. Create receives
   * inputs only, so it is one of them. It never causes a difference.
   */
  __owner?: string;
}

/** Outputs as the engine stores them. */
export interface ImageState extends CustomImageOutputs {
  __timeouts?: Timeouts;
  __givenName?: string;
  __record?: ImageRecord;
}

/** True while `adoptImageId` is set: the resource does not own the image, and neither changes nor deletes it. */
export const isBorrowed = (of: { adoptImageId?: string }): boolean => of.adoptImageId !== undefined;

/** Inputs that every verb echoes into the outputs, since diff, read and delete see nothing else. */
const ECHOED = ["instanceId", "stopInstance", "forceShutdown", "adoptImageId", "__timeouts", "__givenName"] as const;

export const echoInputs = (inputs: CheckedInputs): Partial<ImageState> =>
  Object.fromEntries(ECHOED.map((name) => [name, inputs[name]]));

/** The outputs of which no input is an echo. */
export const withoutEchoes = (state: ImageState): ImageState =>
  compact(state, Object.fromEntries(ECHOED.map((name) => [name, undefined])));

/** What was known, with what the service returns now, and the endpoint and key that it was read with. */
export function observe(known: Partial<ImageState>, image: ImageInfo, zoneId: string, session: Session): ImageState {
  const record = known.__record ?? {};
  const seen: ImageRecord = {
    seen: true,
    // An image is finished once it has its real name; one that fails before that was never usable.
    wasAvailable: record.wasAvailable || (image.imageStatus === "AVAILABLE" && record.workingName === undefined),
    keyFingerprint: session.keyFingerprint,
  };
  // Outputs show the real name only.
  const isUnfinished = record.workingName !== undefined && isWorkingName(image.imageName);
  const service: Partial<ImageState> = {
    // A description that is gone from the service must go from the outputs, too.
    imageDescription: undefined,
    // Not known where lists cover the account.
    ...(zoneId && { zoneId }),
    endpoint: session.settings.endpoint,
    __record: compact(record, seen),
  };
  const imageName = isUnfinished ? known.imageName : image.imageName;
  return compact<Partial<ImageState>>(known, service, image, { imageName }) as ImageState;
}

/**
 * Merges objects (later ones win), without keys whose value is undefined: the engine's wire format has no such
 * value. Not written with `...`: V8 creates hidden classes for objects that are spread into another, which takes
 * megabytes for a thousand images.
 */
export function compact<T extends object>(value: T, ...changes: Partial<T>[]): T {
  const kept: Record<string, unknown> = {};
  for (const part of [value, ...changes]) {
    for (const [key, entry] of Object.entries<unknown>(part)) {
      if (entry === undefined || entry === null) delete kept[key];
      else kept[key] = typeof entry === "object" && !Array.isArray(entry) ? compact(entry) : entry;
    }
  }
  return kept as T;
}
