import type { ImageState, Timeouts } from "../customImage";
import type {
  FamilyVersion,
  ImageFamilyInputs,
  ImageFamilyOutputs,
  ZecFamilyVersion,
  ZecImageFamilyInputs,
} from "../schemaTypes";

/** Inputs of Elastic Compute that hold for the image of every version, and outputs that tell them of the current one. */
export const DECLARABLE = ["regions", "tags", "resourceGroupId"] as const;
export type Declarable = (typeof DECLARABLE)[number];

/** The image of a version. Those of the service `vm` have neither regions nor tags nor a group. */
export type FamilyImage = ImageState & Pick<ZecImageFamilyInputs, Declarable>;

/** Inputs as check leaves them and as the engine stores them. Hidden names are frozen. */
export interface FamilyInputs extends ImageFamilyInputs, Pick<ZecImageFamilyInputs, Declarable> {
  familyName: string;
  __timeouts?: Timeouts;
  /** Whose family it is: hashes of the stack and of the resource, of `hashLength` characters each. */
  __owner?: string;
}

/** A version of a family: an image, and when it came into the family. */
export interface Version {
  /** The label. It never changes its image. */
  version: string;
  /** Versions are numbered in the order in which they came into the family: neither clocks nor names are used. */
  sequence: number;
  /** The description that it was created or adopted with, whatever a refresh found since. */
  imageDescription?: string;
  image: FamilyImage;
  /** Not yet in all declared regions, or without the declared tags or group. */
  isIncomplete?: boolean;
}

/** What a family remembers beside its versions. Part of users' state: names are frozen. */
export interface FamilyRecord {
  /** Number of the next version. */
  nextSequence: number;
  /** Labels of versions that were pruned or deleted, the latest last: at most 100. */
  forgotten: string[];
  /**
   * Distinguishes families of one name, so that a replacement does not delete images that the new one has taken over.
   */
  generation?: string;
  /** Versions beyond `keep` are still there because pruning failed, or had no part in a rollback: the next update prunes. */
  isPruningDue?: boolean;
  /** Inputs among `regions`, `tags` and `resourceGroupId` that the program declares; absent where there are none of these. */
  declared?: string[];
}

/** Outputs that a family has only once a version is usable. */
type LaterOutputs = "imageId" | "imageName" | "version" | "currentVersion";

/** Outputs as the engine stores them. */
export interface FamilyState
  extends
    Omit<ImageFamilyOutputs, LaterOutputs | "zoneId" | "versions">,
    Partial<Pick<ImageFamilyOutputs, LaterOutputs>>,
    Pick<ZecImageFamilyInputs, Declarable> {
  /** Absent where images belong to the account. */
  zoneId?: string;
  versions: (FamilyVersion & Partial<ZecFamilyVersion>)[];
  __timeouts?: Timeouts;
  __owner?: string;
  /** Oldest first. */
  __versions: Version[];
  __record: FamilyRecord;
}
