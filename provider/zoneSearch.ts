import type { Session } from "./session";

/** What a search of zones has found. */
export interface ZoneFindings<T> {
  found: T[];
  /** Why a zone could not be searched: it may hold more. Absent if all were searched. */
  failure?: Error;
}

/**
 * Searches one zone, or, since the service lists by zone only, each zone of the account once.
 * @param search throws if the zone cannot be searched
 */
export async function searchZones<T>(
  session: Session,
  { zoneId, signal }: { zoneId?: string; signal?: AbortSignal },
  search: (zoneId: string) => Promise<T[]>,
): Promise<ZoneFindings<T>> {
  const zones = zoneId === undefined ? await session.zones(signal) : [zoneId];
  const results = await Promise.allSettled(zones.map(search));
  const failed = results.find((result) => result.status === "rejected");
  const found = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  return { found, ...(failed && { failure: failed.reason as Error }) };
}
