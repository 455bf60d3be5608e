import { ImageUsers } from "./imageUsers";
import { InstanceLeases } from "./instanceLease";
import { PreflightCache } from "./preflight/preflightCache";
import { LocalTakeovers, type Takeovers } from "./takeovers";
import { Semaphore } from "./semaphore";

/** A replacement that diff has decided on, before the image that replaces the old one is checked and created. */
export interface Replacement {
  imageId: string;
  zoneId: string;
  /** The old image is deleted first, so its slot is free when the new one is created. */
  deleteFirst: boolean;
}

/** Who owns an image, or will after this run. */
interface Owners {
  resources: Set<string>;
  /** One of them has only borrowed it until now. */
  isTakenOver: boolean;
  isReported: boolean;
}

/** Maximum number of simultaneous CreateImage calls. More would only wait in the rate limit's queue. */
const MOST_CREATE_IMAGE_CALLS = 50;

/** What this process has done and plans to do. One for all resources of a provider process. */
export class ProcessState {
  /** @param takeovers images that resources of this run take over, of all its provider processes */
  constructor(readonly takeovers: Takeovers = new LocalTakeovers()) {}

  /** Images that this process has created or continued with. */
  readonly created = new Set<string>();
  /** Images that are about to be replaced, by id. */
  readonly replaced = new Map<string, Replacement>();
  readonly #owners = new Map<string, Owners>();

  /**
   * Notes a resource that owns the image after this run.
   * @param before `borrowed` if the resource has not owned it until now
   * @returns all owners, once, when an image that is taken over turns out to have several
   */
  noteOwner(imageId: string, resource: string, before: "borrowed" | "owned"): string[] | undefined {
    const owners = this.#owners.get(imageId) ?? { resources: new Set(), isTakenOver: false, isReported: false };
    this.#owners.set(imageId, owners);
    owners.resources.add(resource);
    owners.isTakenOver ||= before === "borrowed";
    if (owners.isReported || !owners.isTakenOver || owners.resources.size < 2) return undefined;
    owners.isReported = true;
    return [...owners.resources].sort();
  }

  readonly instances = new InstanceLeases();
  /**
   * Creates wait here before their CreateImage call, not in the queue of requests, where their list of the zone would
   * be outdated before the call is sent.
   */
  readonly createImageSemaphore = new Semaphore(MOST_CREATE_IMAGE_CALLS);
  readonly preflight = new PreflightCache();
  readonly imageUsers = new ImageUsers();
}
