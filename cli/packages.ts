import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What `package.json` of a package says of itself. */
export interface PackageInfo {
  version: string;
  engines?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would need the file to lie below rootDir
const own = require("pulumi-zenlayer/package.json") as PackageInfo;

/** This package's version, and the oldest versions of others that it works with. */
export const OWN = {
  version: own.version,
  oldestNode: minimum(own.engines?.node),
  oldestPulumi: minimum(own.peerDependencies?.["@pulumi/pulumi"]),
};

/** The package that a program in this folder gets, as Node.js looks for it; undefined if there is none. */
export function findPackage(folder: string, name: string): PackageInfo | undefined {
  const path = findUpward(folder, join("node_modules", name, "package.json"));
  return path === undefined ? undefined : (JSON.parse(readFileSync(path, "utf8")) as PackageInfo);
}

/** True if Yarn has installed no `node_modules` for this folder, but a file that says where each package is. */
export const usesPlugNPlay = (folder: string): boolean => findUpward(folder, ".pnp.cjs") !== undefined;

/** The path in this folder or the nearest one above that has it. */
function findUpward(folder: string, path: string): string | undefined {
  for (let place = folder; ; place = dirname(place)) {
    const found = join(place, path);
    if (existsSync(found)) return found;
    if (dirname(place) === place) return undefined;
  }
}

/** The oldest version in a range such as `>=20.19` or `^3.216.0`. */
export function minimum(range = ""): string {
  return /\d+(\.\d+)*/.exec(range)?.[0] ?? "0";
}

/** Compares versions number by number; what follows the numbers does not count. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [found, wanted] = [version, oldest].map((text) => minimum(text).split(".").map(Number));
  const different = wanted!.findIndex((number, at) => number !== (found![at] ?? 0));
  return different < 0 || (found![different] ?? 0) > wanted![different]!;
}
