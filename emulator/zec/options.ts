import type { VmOptions } from "../vm/types";
import type { CompleteZecOptions } from "./cloud";
import { DEFAULT_REGIONS, DEFAULT_RESOURCE_GROUPS, DEFAULT_ZEC_INSTANCES } from "./defaults";
import { DEFAULT_ZEC_PUBLIC_IMAGES, DEFAULT_ZEC_ZONES } from "./defaults";
import type { ZecOptions, ZecSeeds } from "./types";

/**
 * Options take precedence over the seed file, and the seed file over the defaults. Built-in zones and instances whose
 * region or zone was replaced are left out.
 * @param vm options of the service `vm`, which are the defaults for durations
 */
export function completeZecOptions(given: ZecOptions, seeds: ZecSeeds, vm: VmOptions) {
  const regions = given.regions ?? seeds.regions ?? DEFAULT_REGIONS;
  const zones = given.zones ?? seeds.zones ?? DEFAULT_ZEC_ZONES.filter((zone) => hasId(regions, "regionId", zone));
  const builtIn = DEFAULT_ZEC_INSTANCES.filter((instance) => hasId(zones, "zoneId", instance));
  return {
    ...given,
    regions,
    zones,
    instances: given.instances ?? seeds.instances ?? builtIn,
    publicImages: given.publicImages ?? seeds.publicImages ?? DEFAULT_ZEC_PUBLIC_IMAGES,
    images: given.images ?? seeds.images ?? [],
    resourceGroups: given.resourceGroups ?? seeds.resourceGroups ?? DEFAULT_RESOURCE_GROUPS,
    createImageMs: given.createImageMs ?? vm.createImageMs ?? 0,
    stopInstanceMs: given.stopInstanceMs ?? vm.stopInstanceMs ?? 0,
    startInstanceMs: given.startInstanceMs ?? vm.startInstanceMs ?? 0,
    visibleAfterMs: given.visibleAfterMs ?? vm.visibleAfterMs ?? 0,
    ignoredShutdownStatus: given.ignoredShutdownStatus ?? vm.ignoredShutdownStatus ?? "STOPPING",
  } satisfies CompleteZecOptions;
}

/** Throws an error that names the first key of a seed file with a region or zone that does not exist. */
export function checkZecPlaces(seeds: ZecSeeds): void {
  const { regions, zones } = completeZecOptions({}, seeds, {});
  const check = (key: string, id: string, kind: "region" | "zone"): void => {
    const isKnown = kind === "zone" ? zones.some(({ zoneId }) => zoneId === id) : regions.some(hasRegionId(id));
    if (!isKnown) throw new Error(`\`zec.${key}\` is "${id}", and there is no such ${kind}`);
  };
  seeds.zones?.forEach(({ regionId }, index) => check(`zones.${index}.regionId`, regionId, "region"));
  seeds.instances?.forEach(({ zoneId }, index) => check(`instances.${index}.zoneId`, zoneId, "zone"));
  seeds.images?.forEach(({ sourceRegionId, regionIds = [] }, index) => {
    check(`images.${index}.sourceRegionId`, sourceRegionId, "region");
    regionIds.forEach((regionId, nth) => check(`images.${index}.regionIds.${nth}`, regionId, "region"));
  });
}

const hasRegionId =
  (id: string) =>
  ({ regionId }: { regionId: string }): boolean =>
    regionId === id;

const hasId = <K extends string>(list: Record<K, string>[], key: K, item: Record<K, string>): boolean =>
  list.some((known) => known[key] === item[key]);
