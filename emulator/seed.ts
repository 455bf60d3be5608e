import { readFileSync } from "node:fs";

import { completeImage, completeInstance, completeZone } from "./defaults";
import type { EmulatorOptions } from "./types";
import { isObject, list, object, readParams, required, text } from "./validate";

const name = required(text());
const zone = object({ zoneId: name });
const instance = object({ instanceId: name, zoneId: name });
const publicImage = object({ imageId: name, imageName: name });
const image = object({ zoneId: name, imageName: name });
const key = object({ account: text() });

/** What each entry of a seed file must say at least; everything else has a default. */
const SEEDS = {
  zones: list(required(zone)),
  instances: list(required(instance)),
  publicImages: list(required(publicImage)),
  images: list(required(image)),
  keys: list(required(key)),
};

/** Every field that an entry may have: those that it gets if it leaves them out. */
const FIELDS: Record<keyof typeof SEEDS, string[]> = {
  zones: Object.keys(completeZone({ zoneId: "" })),
  instances: Object.keys(completeInstance({ instanceId: "", zoneId: "" }, [])),
  publicImages: ["imageId", "imageName", "imageSize", "imageVersion", "category", "osType"],
  images: ["zoneId", "imageName", ...Object.keys(completeImage({ zoneId: "", imageName: "" }, "", 0))],
  keys: ["accessKeyId", "accessKeyPassword", "token", "account"],
};

export type Seeds = Pick<EmulatorOptions, "zones" | "instances" | "publicImages" | "images" | "keys">;

/** Reads a seed file. Throws one clear sentence when it is missing, not JSON, or says something unknown. */
export function readSeedFile(path: string): Seeds {
  try {
    const seeds: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (!isObject(seeds)) throw new Error("it must hold an object");
    const unknown = Object.keys(seeds).find((key) => !Object.hasOwn(SEEDS, key));
    if (unknown !== undefined) throw new Error(`unknown key "${unknown}", known are ${Object.keys(SEEDS).join(", ")}`);
    readParams(SEEDS, seeds);
    refuseUnknownFields(seeds);
    return seeds;
  } catch (error) {
    throw new Error(`The seed file ${path} cannot be used: ${(error as Error).message}.`, { cause: error });
  }
}

/** A misspelt field would be a default that nobody asked for. */
function refuseUnknownFields(seeds: Record<string, unknown>): void {
  for (const [name, fields] of Object.entries(FIELDS)) {
    for (const entry of (seeds[name] ?? []) as object[]) {
      const unknown = Object.keys(entry).find((field) => !fields.includes(field));
      if (unknown !== undefined) {
        throw new Error(`unknown field "${unknown}" in ${name}, known are ${[...new Set(fields)].join(", ")}`);
      }
    }
  }
}
