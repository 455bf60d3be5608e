import { readFileSync } from "node:fs";

import { checkSeeds, type Seeds } from "./fileFormat";
import type { KeySeed } from "./types";
import { DEFAULT_ZONES } from "./vm/defaults";
import type { ZoneSeed } from "./vm/types";
import { checkZecPlaces } from "./zec/options";

/**
 * Reads a seed file. Throws an error that names the file and the key if the file is missing or invalid.
 * @param zones overrides the zones of the file
 */
export function readSeedFile(path: string, zones?: ZoneSeed[]): Seeds {
  try {
    const seeds: unknown = JSON.parse(readFileSync(path, "utf8"));
    checkSeeds(seeds);
    checkZonesOf(seeds, zones ?? seeds.zones ?? DEFAULT_ZONES);
    if (seeds.zec) checkZecPlaces(seeds.zec);
    seeds.keys?.forEach(checkKey);
    return seeds;
  } catch (error) {
    throw new Error(`The seed file ${path} cannot be used: ${(error as Error).message}.`, { cause: error });
  }
}

function checkZonesOf(seeds: Seeds, zones: ZoneSeed[]): void {
  const known = new Set(zones.map(({ zoneId }) => zoneId));
  for (const key of ["instances", "images"] as const) {
    seeds[key]?.forEach(({ zoneId }, index) => {
      if (known.has(zoneId)) return;
      throw new Error(`\`${key}.${index}.zoneId\` is "${zoneId}", and there is no such zone`);
    });
  }
}

function checkKey({ accessKeyId, accessKeyPassword, token }: KeySeed, index: number): void {
  const isHalf = (accessKeyId === undefined) !== (accessKeyPassword === undefined);
  if (!isHalf && (accessKeyId !== undefined || token !== undefined)) return;
  throw new Error(`\`keys.${index}\` needs \`accessKeyId\` and \`accessKeyPassword\`, or \`token\``);
}
