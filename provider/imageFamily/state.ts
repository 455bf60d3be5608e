import type { ImageState, Timeouts } from "../customImage";
import type { FamilyVersion, ImageFamilyInputs, ImageFamilyOutputs } from "../schemaTypes";

/** Inputs as check leaves them and as the engine stores them. Hidden names are frozen. */
export interface FamilyInputs extends ImageFamilyInputs {
  familyName: string;
  __timeouts?: Timeouts;
  /** Whose family it is: hashes of the stack and of the resource, of 4 characters each. */
  __owner?: string;
}

/** A version of a family: an image, and when it came into the family. */
export interface Version {
  /** The label. It never changes its image. */
  version: string;
  /** Versions are numbered in the order in which they came into the family: neither clocks nor names tell their age. */
  sequence: number;
  /** The description that it was created or adopted with, whatever a refresh found since. */
  imageDescription?: string;
  image: ImageState;
}

/** What a family remembers beside its versions. Part of users' state: names are frozen. */
export interface FamilyRecord {
  /** Number of the next version. */
  nextSequence: number;
  /** Labels of versions that were pruned or deleted, the latest last: at most 100. */
  forgotten: string[];
  /** Tells families of one name apart, so that a replacement does not delete what the new one has taken over. */
  generation?: string;
  /** Versions beyond `keep` are still there because pruning failed, or had no part in a rollback: the next update prunes. */
  isPruningDue?: boolean;
}

/** Outputs that a family has only once a version is usable. */
type LaterOutputs = "imageId" | "imageName" | "version" | "currentVersion";

/** Outputs as the engine stores them. */
export interface FamilyState
  extends Omit<ImageFamilyOutputs, LaterOutputs>, Partial<Pick<ImageFamilyOutputs, LaterOutputs>> {
  __timeouts?: Timeouts;
  __owner?: string;
  /** Oldest first. */
  __versions: Version[];
  __record: FamilyRecord;
}

export type { FamilyVersion };
