import type { Kind, StoredImage } from "../stackState";
import type { ZecChange } from "./zecChange";

/**
 * What happens to the images of a resource:
 * - `create`, `replace`, `delete`: what the words say
 * - `adopt`: an existing image is adopted; `release`: an adopted image is released, or the resource option says that
 * the image stays
 * - `own`: an adopted image becomes the resource's; `resume`: what an interrupted run has begun is finished
 * - `switch`: another version of a family becomes current; `update`: anything else, in place
 */
export type ChangeKind =
  "create" | "replace" | "delete" | "adopt" | "release" | "own" | "resume" | "switch" | "update" | "import";

/** What a run would do with the images of one resource. */
export interface Change {
  change: ChangeKind;
  /** Name of the resource in the program. */
  resource: string;
  kind: Kind;
  urn: string;
  /** The image that is created, if its name is known. */
  creates?: { imageName?: string; version?: string };
  /** Instance that an image is created from. */
  instanceId?: string;
  /** The instance may be stopped for the image. */
  stopInstance: boolean;
  zoneId?: string;
  /** Images that are deleted for certain. */
  deletes: StoredImage[];
  /** Images of a family that are deleted, unless instances were created from them. */
  mayPrune: StoredImage[];
  /** The old image is deleted before the new one is created. */
  deletesFirst: boolean;
  /** Images that stay, whatever the change is called. */
  keeps: StoredImage[];
  /** Inputs that cause it. */
  because: string[];
  /** Version of a family that becomes current, and the one that was; absent if that does not change. */
  current?: { from?: string; to: string };
  /** What else happens to an image of Elastic Compute. */
  zec?: ZecChange;
}
