/** How far a resource of this run has come with an image that it did not create. */
export interface Takeover {
  imageId: string;
  /** Logical name of the resource, where the host knows it. */
  resource?: string;
  /**
   * `wanted`: to be adopted or imported, not done yet; `held`: the image is the resource's in state; `failed`: it will
   * not be, in this run; `read`: the program only reads the image (`get`).
   */
  status: "wanted" | "held" | "failed" | "read";
  /** Why it failed. */
  reason?: string;
}

/** A takeover as somebody who wants to delete the image finds it. */
export interface FoundTakeover extends Takeover {
  /** Its provider process has ended, so what became of it is unknown. */
  abandoned?: boolean;
}

/**
 * Images that resources of this engine run take over. No other resource of the run may delete them, whichever provider
 * process it belongs to.
 */
export interface Takeovers {
  /** A later takeover of the same image by the same resource replaces the earlier one. */
  record(takeover: Takeover): void;
  /** How far this process knows a resource of its own to be. */
  statusOf(imageId: string, resource: string | undefined): Takeover["status"] | undefined;
  /**
   * Everybody in this run who takes the image over.
   * @throws UserError when that cannot be found out
   */
  of(imageId: string): FoundTakeover[];
}

/** Takeovers of one process. */
export class LocalTakeovers implements Takeovers {
  private readonly byImage = new Map<string, Map<string | undefined, Takeover>>();

  /** @returns whether it is news */
  record(takeover: Takeover): boolean {
    const { imageId, resource, status, reason } = takeover;
    const known = this.byImage.get(imageId) ?? new Map<string | undefined, Takeover>();
    const before = known.get(resource);
    if (before?.status === status && before.reason === reason) return false;
    known.set(resource, takeover);
    this.byImage.set(imageId, known);
    return true;
  }

  statusOf(imageId: string, resource: string | undefined): Takeover["status"] | undefined {
    return this.byImage.get(imageId)?.get(resource)?.status;
  }

  of(imageId: string): Takeover[] {
    return [...(this.byImage.get(imageId)?.values() ?? [])];
  }
}
