import { createHash } from "node:crypto";
import type { ImageState } from "./state";

/** The state of the adoption, import or read of an image by a resource of this run. */
export interface Takeover {
  imageId: string;
  /** Type and logical name of the resource, where the host knows it. */
  resource?: string;
  /**
   * `wanted`: to be adopted or imported, not done yet; `held`: the image is the resource's in state; `failed`: it will
   * not be, in this run; `read`: the program only reads the image (`get`).
   */
  status: "wanted" | "held" | "failed" | "read";
  /** Why it failed. */
  reason?: string;
  /** {@link fingerprintOf} the resource's stored outputs, by which a delete recognizes its own. */
  outputs?: string;
  /** Of the resource, if its stored outputs are known and the host is given it. */
  urn?: string;
}

/** Distinguishes the stored outputs of two resources with the same image: a delete is not given the resource's name. */
export function fingerprintOf({ __timeouts: _, ...outputs }: ImageState): string {
  return createHash("sha256").update(canonical(outputs)).digest("hex").slice(0, 16);
}

/** JSON with sorted keys: the engine's order varies. */
function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value);
  const entries = Object.entries(value as Record<string, unknown>).filter(([, entry]) => entry !== undefined);
  return JSON.stringify(entries.map(([key, entry]) => [key, canonical(entry)]).sort());
}

/** A takeover as a delete of the image finds it. */
export interface FoundTakeover extends Takeover {
  /** Its provider process has ended, so the outcome is unknown. */
  abandoned?: boolean;
}

/**
 * Images that resources of this engine run take over. No other resource of the run may delete them, whichever provider
 * process it belongs to.
 */
export interface Takeovers {
  /**
   * A later takeover of the same image by the same resource replaces the earlier one.
   * @param isLocal other provider processes need not know: nothing is written
   */
  record(takeover: Takeover, isLocal?: boolean): void;
  /** The status that this process has recorded for one of its resources. */
  statusOf(imageId: string, resource: string | undefined): Takeover["status"] | undefined;
  /**
   * Notes the outputs of a resource that had the image before this run, after an update. One that takes it over has none:
   * they may be equal to those of the resource that lets it go.
   */
  noteOutputs(imageId: string, resource: string | undefined, outputs: string): void;
  /**
   * Drops what was recorded of the resource's stored outputs: the engine replaces it, and deletes its image, under its
   * old name if it was renamed by alias.
   */
  release(urn: string): void;
  /**
   * All takeovers of the image in this run.
   * @throws UserError when that cannot be determined
   */
  of(imageId: string): FoundTakeover[];
}

/** Takeovers of one process. */
export class LocalTakeovers implements Takeovers {
  readonly #byImage = new Map<string, Map<string | undefined, Takeover>>();

  /** @returns whether it is news */
  record(takeover: Takeover): boolean {
    const { imageId, resource } = takeover;
    const known = this.#byImage.get(imageId) ?? new Map<string | undefined, Takeover>();
    if (JSON.stringify(known.get(resource)) === JSON.stringify(takeover)) return false;
    known.set(resource, takeover);
    this.#byImage.set(imageId, known);
    return true;
  }

  statusOf(imageId: string, resource: string | undefined): Takeover["status"] | undefined {
    return this.#byImage.get(imageId)?.get(resource)?.status;
  }

  noteOutputs(imageId: string, resource: string | undefined, outputs: string): void {
    const known = this.#byImage.get(imageId)?.get(resource);
    if (known?.status === "held" && known.outputs !== undefined) this.record({ ...known, outputs });
  }

  release(urn: string): void {
    for (const known of this.#byImage.values()) {
      for (const [resource, takeover] of known) if (takeover.urn === urn) known.delete(resource);
    }
  }

  of(imageId: string): Takeover[] {
    return [...(this.#byImage.get(imageId)?.values() ?? [])];
  }
}
