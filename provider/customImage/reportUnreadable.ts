import { placeOf, unreadableImages } from "../messages";
import type { Session } from "../session";
import type { ProviderContext } from "../resource";
import { describeError } from "./describeError";

/**
 * Warns of images that the latest list of a zone holds and that cannot be read, once per zone and process. Most belong
 * to others: only commands that need such an image fail.
 */
export function reportUnreadable(ctx: ProviderContext, session: Session, zoneId: string): void {
  const [first, ...others] = session.images.takeUnreadable(zoneId);
  if (first)
    ctx.report.warn(
      unreadableImages(placeOf(session.scope, zoneId), describeError(first.error, session), others.length),
    );
}
