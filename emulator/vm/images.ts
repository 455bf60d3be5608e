import { randomBytes } from "node:crypto";

import type { EmulatedImage } from "./types";

/**
 * The custom images of all accounts, deleted ones included. A pending status change is applied when the image is next
 * read, so no timers are needed and any clock works.
 */
export class Images {
  readonly #now: () => number;
  readonly #all: EmulatedImage[] = [];
  readonly #existing = new Map<string, EmulatedImage>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** All images, deleted ones included, in order of creation. */
  all(): EmulatedImage[] {
    this.#all.forEach((image) => this.#updateStatus(image));
    return this.#all;
  }

  /** The images that exist now, in order of creation. */
  existing(): EmulatedImage[] {
    return [...this.#existing.values()].map((image) => this.#updateStatus(image));
  }

  get(imageId: string): EmulatedImage | undefined {
    const image = this.#existing.get(imageId);
    return image && this.#updateStatus(image);
  }

  add(image: EmulatedImage): EmulatedImage {
    if (this.#existing.has(image.imageId)) throw new Error(`Image ${image.imageId} already exists.`);
    this.#all.push(image);
    if (image.deletedAt === undefined) this.#existing.set(image.imageId, image);
    return this.#updateStatus(image);
  }

  /** @param call number of the DeleteImages call, if there was one */
  remove(image: EmulatedImage, call?: number): void {
    this.#updateStatus(image);
    image.deletedAt = this.#now();
    image.deletedBy = call;
    this.#existing.delete(image.imageId);
  }

  #updateStatus(image: EmulatedImage): EmulatedImage {
    const isDue = image.deletedAt === undefined && image.imageStatus === "CREATING" && this.#now() >= image.readyAt;
    if (isDue) image.imageStatus = image.outcome;
    return image;
  }
}

/** An id in the format of the service: `img-` and eight letters and digits. */
export function newImageId(): string {
  return `img-${randomBytes(6).toString("base64").replaceAll("+", "x").replaceAll("/", "y")}`;
}
