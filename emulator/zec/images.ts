import { randomBytes } from "node:crypto";

import type { EmulatedZecImage } from "./types";

/**
 * The custom images of all accounts, deleted ones included. Whatever has become due is applied when an image is next
 * read, so no timers are needed and any clock works.
 */
export class ZecImages {
  readonly #now: () => number;
  readonly #failedCopyStatus: "FAILED" | "AVAILABLE";
  readonly #all: EmulatedZecImage[] = [];
  readonly #existing = new Map<string, EmulatedZecImage>();

  /** @param failedCopyStatus status of an image after a copy has failed */
  constructor(now: () => number, failedCopyStatus: "FAILED" | "AVAILABLE") {
    this.#now = now;
    this.#failedCopyStatus = failedCopyStatus;
  }

  /** All images, deleted ones included, in order of creation. */
  all(): EmulatedZecImage[] {
    this.#all.forEach((image) => this.#update(image));
    return this.#all;
  }

  /** The images that exist now, in order of creation. */
  existing(): EmulatedZecImage[] {
    return [...this.#existing.values()].map((image) => this.#update(image)).filter(exists);
  }

  get(imageId: string): EmulatedZecImage | undefined {
    const image = this.#existing.get(imageId);
    if (image) this.#update(image);
    return this.#existing.get(imageId);
  }

  add(image: EmulatedZecImage): EmulatedZecImage {
    if (this.#existing.has(image.imageId)) throw new Error(`Image ${image.imageId} already exists.`);
    this.#all.push(image);
    if (exists(image)) this.#existing.set(image.imageId, image);
    return this.#update(image);
  }

  /** Deletes an image at once, in all regions. */
  remove(image: EmulatedZecImage): void {
    this.#update(image);
    this.#end(image, this.#now());
  }

  /** Starts to delete an image in all regions: DELETING for `ms`, then gone. */
  delete(image: EmulatedZecImage, { ms, call }: { ms: number; call: number }): void {
    image.imageStatus = "DELETING";
    image.deletedBy = call;
    image.deletingUntil = this.#now() + ms;
    this.#update(image);
  }

  #end(image: EmulatedZecImage, at: number): void {
    image.deletedAt = at;
    this.#existing.delete(image.imageId);
  }

  /** Applies what has become due. */
  #update(image: EmulatedZecImage): EmulatedZecImage {
    const now = this.#now();
    if (!exists(image)) return image;
    if (image.imageStatus === "CREATING" && now >= image.readyAt) {
      image.imageStatus = image.outcome;
      if (image.outcome === "AVAILABLE") image.regionIds = [image.sourceRegionId]; // GUESS Z6
    } else if (image.imageStatus === "SYNCING") {
      this.#finishCopies(image, now);
    } else if (image.imageStatus === "PROCESSING" && image.removal && now >= image.removal.until) {
      const { regionIds } = image.removal;
      image.regionIds = image.regionIds.filter((regionId) => !regionIds.includes(regionId));
      image.removal = undefined;
      image.imageStatus = "AVAILABLE"; // GUESS Z19
    } else if (image.deletingUntil !== undefined && now >= image.deletingUntil) {
      this.#end(image, image.deletingUntil); // GUESS Z12
    }
    return image;
  }

  /** Copies end one by one; the image stays SYNCING until the last (GUESS Z16). */
  #finishCopies(image: EmulatedZecImage, now: number): void {
    const done = image.copies.filter(({ endsAt, error }) => error === undefined && now >= endsAt);
    image.regionIds.push(...done.map(({ regionId }) => regionId));
    image.copies = image.copies.filter((copy) => !done.includes(copy));
    if (image.copies.some(({ endsAt }) => now < endsAt)) return;
    image.failedRegionIds = image.copies.map(({ regionId }) => regionId);
    // A seed that is SYNCING has no copies, and stays so.
    if (done.length === 0 && image.copies.length === 0) return;
    image.imageStatus = image.copies.length > 0 ? this.#failedCopyStatus : "AVAILABLE"; // GUESS Z17
    image.copies = [];
  }
}

const exists = (image: EmulatedZecImage): boolean => image.deletedAt === undefined;

/** An id in the form of the service: `image-` and eight letters and digits (GUESS Z1). */
export function newZecImageId(): string {
  return `image-${randomBytes(6).toString("base64").replaceAll("+", "x").replaceAll("/", "y")}`;
}
