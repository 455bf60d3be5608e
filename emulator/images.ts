import { randomBytes } from "node:crypto";

import type { EmulatedImage } from "./types";

/**
 * Every custom image ever made, of all accounts. A status changes by itself when its time has come: that is
 * worked out whenever somebody looks, so no timer is needed and any clock will do.
 */
export class Images {
  readonly #ever: EmulatedImage[] = [];
  readonly #live = new Map<string, EmulatedImage>();

  constructor(private readonly now: () => number) {}

  /** Every image ever made, deleted ones included, in the order of their making. */
  ever(): EmulatedImage[] {
    this.#ever.forEach((image) => this.#settle(image));
    return this.#ever;
  }

  /** The images that exist now, in the order of their making. */
  live(): EmulatedImage[] {
    return [...this.#live.values()].map((image) => this.#settle(image));
  }

  get(imageId: string): EmulatedImage | undefined {
    const image = this.#live.get(imageId);
    return image && this.#settle(image);
  }

  add(image: EmulatedImage): EmulatedImage {
    if (this.#live.has(image.imageId)) throw new Error(`There is an image ${image.imageId} already.`);
    this.#ever.push(image);
    if (image.deletedAt === undefined) this.#live.set(image.imageId, image);
    return this.#settle(image);
  }

  /** @param call number of the call that asked for it, if one did */
  remove(image: EmulatedImage, call?: number): void {
    this.#settle(image);
    image.deletedAt = this.now();
    image.deletedBy = call;
    this.#live.delete(image.imageId);
  }

  #settle(image: EmulatedImage): EmulatedImage {
    const isDue = image.deletedAt === undefined && image.imageStatus === "CREATING" && this.now() >= image.readyAt;
    if (isDue) image.imageStatus = image.outcome;
    return image;
  }
}

/** An id that looks like the service's: `img-` and eight letters and digits. */
export function newImageId(): string {
  return `img-${randomBytes(6).toString("base64").replaceAll("+", "x").replaceAll("/", "y")}`;
}
