import type { ProviderContext } from "../resource";
import type { Session } from "../session";
import type { InstanceOrigin } from "../zenlayer/types";
import { untilDeadline } from "./deadline";

/** The zone whose instances can have been created from an image: absent where that may be any. */
export const instancesZone = ({ scope }: Session, zoneId: string | undefined): string | undefined =>
  scope === "account" ? undefined : zoneId;

/** Timeout of the list: it is needed for a warning only. */
const LOOK_MS = 10_000;

/**
 * Instances that were created from images, as warnings name them: one list per zone (or account) and run, however many
 * images are deleted or replaced. Best effort: what cannot be read is not warned of.
 */
export class ImageUsers {
  readonly #lists = new Map<string | undefined, Promise<readonly InstanceOrigin[]>>();

  /** Instances that are known to have been created from the image; none if their zone's list cannot be read. */
  async of(
    ctx: ProviderContext,
    session: Session,
    image: { imageId: string; zoneId: string },
  ): Promise<InstanceOrigin[]> {
    const { imageId, zoneId } = image;
    const zone = instancesZone(session, zoneId);
    const list = this.#lists.get(zone) ?? this.#list(ctx, session, zone);
    this.#lists.set(zone, list);
    return (await list).filter((instance) => instance.imageId === imageId);
  }

  #list(ctx: ProviderContext, session: Session, zoneId: string | undefined): Promise<readonly InstanceOrigin[]> {
    const late = () => new Error("the list of instances takes too long");
    const list = (signal: AbortSignal) => session.instances.list(zoneId, { signal });
    return untilDeadline(ctx, ctx.clock.now() + LOOK_MS, late, list).catch(() => []);
  }
}
