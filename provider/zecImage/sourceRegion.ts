import type { ZecContext } from "./context";
import type { ZecState } from "./state";

/** Region of an instance; nothing for one that does not exist, or whose zone is unknown. */
export async function sourceRegionOf(ctx: ZecContext, instanceId: string): Promise<string | undefined> {
  const session = ctx.session();
  const [instance] = await session.api.describeInstances([instanceId], ctx.signal);
  return instance && session.regionOf(instance.zoneId, ctx.signal);
}

/** Region that the image was created in: as recorded, else by its zone or its source instance, if that exists. */
export async function sourceRegionOfImage(ctx: ZecContext, state: ZecState): Promise<string | undefined> {
  const { zoneId, instanceId, __record: record } = state;
  if (record?.sourceRegion !== undefined) return record.sourceRegion;
  if (zoneId !== undefined) return ctx.session().regionOf(zoneId, ctx.signal);
  return instanceId === undefined ? undefined : sourceRegionOf(ctx, instanceId);
}
