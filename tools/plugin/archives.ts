import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { create } from "tar";
import { version } from "../../package.json";
import { bundlePlugin } from "./bundle";

const root = join(__dirname, "..", "..");

/** Platforms in Pulumi's notation. The plugin runs on Node.js, so all archives contain the same files. */
const PLATFORMS = ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64", "windows-amd64", "windows-arm64"];

/** Contents of each archive. */
const FILES = ["pulumi-resource-zenlayer", "pulumi-resource-zenlayer.cmd", "LICENSE", "THIRD-PARTY-NOTICES"];

/**
 * Builds the archives that `pulumi plugin install` downloads, and a file with their checksums.
 * @returns paths of the archives
 */
export async function buildArchives(folder: string): Promise<string[]> {
  const staging = join(folder, "staging");
  await fillStaging(staging);
  const names = PLATFORMS.map((platform) => `pulumi-resource-zenlayer-v${version}-${platform}.tar.gz`);
  for (const name of names) {
    // Reproducible: the same sources give the same bytes, without times, owners or host names.
    await create({ cwd: staging, file: join(folder, name), gzip: true, portable: true, mtime: new Date(0) }, FILES);
  }
  const sums = names.map((name) => `${sha256(join(folder, name))}  ${name}\n`);
  writeFileSync(join(folder, "SHA256SUMS"), sums.join(""));
  rmSync(staging, { recursive: true });
  return names.map((name) => join(folder, name));
}

async function fillStaging(staging: string): Promise<void> {
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  const { program, notices } = await bundlePlugin();
  writeFileSync(join(staging, "pulumi-resource-zenlayer"), program, { mode: 0o755 });
  writeFileSync(join(staging, "THIRD-PARTY-NOTICES"), notices);
  cpSync(join(root, "bin", "pulumi-resource-zenlayer.cmd"), join(staging, "pulumi-resource-zenlayer.cmd"));
  cpSync(join(root, "LICENSE"), join(staging, "LICENSE"));
}

const sha256 = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
