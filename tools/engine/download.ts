import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { HttpsProxyAgent } from "hpagent";
import { getProxyForUrl } from "proxy-from-env";
import type { EngineSource, Machine } from "./machine";
import { archiveSha256, archiveSite, pulumiVersion } from "./pinned";

/** Base URL of a release, and the checksums of its archives by platform. */
export interface Release {
  site: string;
  sha256: Record<string, string>;
}

/** Downloads the official release archive. Fails within seconds if the site cannot be reached. */
export const downloadEngine: EngineSource = (folder, machine) =>
  downloadFrom({ site: archiveSite, sha256: archiveSha256 }, folder, machine);

/** Downloads, verifies and unpacks the archive of a release. */
export async function downloadFrom(release: Release, folder: string, machine: Machine): ReturnType<EngineSource> {
  const sha256 = release.sha256[machine.platform];
  if (!sha256) return { failed: `no release for ${machine.platform}` };
  const url = `${release.site}/pulumi-v${pulumiVersion}-${machine.platform}.tar.gz`;
  const archive = join(folder, "archive.tar.gz");
  machine.log(`Downloading Pulumi ${pulumiVersion} from ${new URL(url).host}: about 100 MB, only once.`);
  try {
    await downloadFile(url, archive);
  } catch (error) {
    return { failed: `${new URL(url).host} cannot be reached (${(error as Error).message})` };
  }
  if ((await sha256Of(archive)) !== sha256)
    return { failed: `the archive from ${new URL(url).host} has the wrong checksum` };
  const untar = await machine.run("tar", ["-xzf", archive, "-C", folder, "--strip-components=1"]);
  rmSync(archive);
  return untar.code === 0 ? "done" : { failed: `tar could not unpack the archive (${untar.stderr.trim()})` };
}

async function downloadFile(url: string, path: string): Promise<void> {
  const { got } = await import("got");
  const proxy = getProxyForUrl(url);
  const stream = got.stream(url, {
    agent: proxy ? { https: new HttpsProxyAgent({ proxy }) } : {},
    // Detects an unreachable site quickly, but allows a slow download as long as data arrives.
    timeout: { lookup: 3000, connect: 3000, secureConnect: 3000, response: 10_000, socket: 20_000 },
    retry: { limit: 0 },
  });
  await pipeline(stream, createWriteStream(path));
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
