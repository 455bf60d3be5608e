import * as messages from "../messages";
import type { Context } from "./context";

/** Name of the resource's type, for the messages. */
export const typeOf = ({ type = "CustomImage" }: Pick<Context, "type">): string => type;

/**
 * How takeovers name the resource: resources of different types may have the same logical name. Absent where the name is
 * not known.
 */
export const qualifiedNameOf = (ctx: Pick<Context, "resource" | "type">): string | undefined =>
  ctx.resource === undefined ? undefined : messages.resourceNamed(ctx.resource, typeOf(ctx));
