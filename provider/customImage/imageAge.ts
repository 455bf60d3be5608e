import type { ProviderContext } from "../resource";
import type { Session } from "../session";
import type { ImageState } from "./state";

/** How long the service may take to list an image that it has just made. Our guess; it is documented nowhere. */
const UNSEEN_MS = 2 * 60_000;

/** When the image was created, by the monotonic clock; now, where that is not known. */
export function creationTime(
  ctx: ProviderContext,
  session: Session,
  { createdAt }: Pick<ImageState, "createdAt">,
): number {
  const age = session.serviceTime.ageOf(Date.parse(createdAt ?? "")) || 0;
  return ctx.clock.now() - Math.max(0, age);
}

/**
 * An image that no list has shown yet, and so recently asked for that the service may not list it yet.
 * @param now by the service's clock, as `createdAt` is: another machine may have written that
 */
export function isYoungAndUnseen(state: Pick<ImageState, "createdAt" | "__record">, now: number): boolean {
  if (state.__record?.seen || state.createdAt === undefined) return false;
  return now - Date.parse(state.createdAt) < UNSEEN_MS;
}
