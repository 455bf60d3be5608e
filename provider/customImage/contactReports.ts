import * as messages from "../messages";
import type { ProviderContext } from "../resource";
import { toWallTime } from "../zenlayer/clock";

/** @param until when polling ends at the earliest, by the monotonic clock */
export function reportLost(ctx: ProviderContext, what: string, until?: number): void {
  ctx.report.progress(messages.contactLost(what, until && toWallTime(ctx.clock, until)));
}

export function reportBack(ctx: ProviderContext, what: string): void {
  ctx.report.progress(messages.contactBack(what));
}
