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

/** What the API cannot tell again. Part of users' state: names are frozen. */
export interface ImageRecord {
  /** A list of the service has shown the image at least once. */
  seen?: boolean;
  /** The image was usable at least once, so a failure of it is not a failure to make it. */
  wasAvailable?: boolean;
  /** A machine that we stopped for the image and have not started again yet. */
  stoppedInstance?: string;
  /**
   * The name that CreateImage was sent with, until the image is known to have its real name. The image is ours only as
   * long as it carries this very name.
   */
  workingName?: string;
  /** The real name, if a rename to it was sent and what became of that is not known. */
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
   * Whose image it is and of what, in 12 characters, or in 8 while there is nothing to create: create is told nothing
   * else. It never makes a difference.
   */
  __owner?: string;
}

/** Outputs as the engine stores them. */
export interface ImageState extends CustomImageOutputs {
  __timeouts?: Timeouts;
  __givenName?: string;
  __record?: ImageRecord;
}

/** True while `adoptImageId` is set: the image is somebody else's, and we neither change nor delete it. */
export const isBorrowed = (of: { adoptImageId?: string }): boolean => of.adoptImageId !== undefined;

/** Inputs that every verb echoes into the outputs, since diff, read and delete see nothing else. */
export function echoInputs(inputs: CheckedInputs): Partial<ImageState> {
  const { instanceId, stopInstance, forceShutdown, adoptImageId, __timeouts, __givenName } = inputs;
  return { instanceId, stopInstance, forceShutdown, adoptImageId, __timeouts, __givenName };
}

/** What was known, with what the service tells of the image now, and the account and endpoint it was told by. */
export function observe(known: Partial<ImageState>, image: ImageInfo, zoneId: string, session: Session): ImageState {
  const record = known.__record ?? {};
  const seen: ImageRecord = {
    seen: true,
    // An image is finished once it has its real name; one that fails before was never of use to anybody.
    wasAvailable: record.wasAvailable || (image.imageStatus === "AVAILABLE" && record.workingName === undefined),
    keyFingerprint: session.keyFingerprint,
  };
  // Outputs show the real name only.
  const isUnfinished = record.workingName !== undefined && isWorkingName(image.imageName);
  const told: Partial<ImageState> = {
    // A description that is gone from the service must go from the outputs, too.
    imageDescription: undefined,
    // Not known where lists cover the account.
    ...(zoneId && { zoneId }),
    endpoint: session.settings.endpoint,
    __record: compact(record, seen),
  };
  const imageName = isUnfinished ? known.imageName : image.imageName;
  return compact<Partial<ImageState>>(known, told, image, { imageName }) as ImageState;
}

/**
 * One object of several, of which the later ones win, without keys whose value is undefined: the engine's wire format
 * has no such value. Not written with `...`: V8 makes new hidden classes for each object that is spread into another,
 * and keeps them long. With a thousand images that is megabytes.
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
