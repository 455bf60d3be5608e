import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { create } from "tar";
import { version } from "../../package.json";
import { bundlePlugin } from "./bundle";

const root = join(__dirname, "..", "..");

/** Platforms as Pulumi names them. The plugin runs on Node.js, so their archives hold the same files. */
const PLATFORMS = ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64", "windows-amd64", "windows-arm64"];

/** In the archives, and nothing else. */
const FILES = ["pulumi-resource-zenlayer", "pulumi-resource-zenlayer.cmd", "LICENSE", "THIRD-PARTY-NOTICES"];

/**
 * Makes the archives that `pulumi plugin install` takes, and their checksums.
 * @returns paths of the archives
 */
export async function makeArchives(folder: string): Promise<string[]> {
  const staging = join(folder, "staging");
  await stage(staging);
  const names = PLATFORMS.map((platform) => `pulumi-resource-zenlayer-v${version}-${platform}.tar.gz`);
  for (const name of names) {
    // The same sources make the same bytes: no times, owners or names of this machine.
    await create({ cwd: staging, file: join(folder, name), gzip: true, portable: true, mtime: new Date(0) }, FILES);
  }
  const sums = names.map((name) => `${sha256(join(folder, name))}  ${name}\n`);
  writeFileSync(join(folder, "SHA256SUMS"), sums.join(""));
  rmSync(staging, { recursive: true });
  return names.map((name) => join(folder, name));
}

async function stage(staging: string): Promise<void> {
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  const { program, notices } = await bundlePlugin();
  writeFileSync(join(staging, "pulumi-resource-zenlayer"), program, { mode: 0o755 });
  writeFileSync(join(staging, "THIRD-PARTY-NOTICES"), notices);
  cpSync(join(root, "bin", "pulumi-resource-zenlayer.cmd"), join(staging, "pulumi-resource-zenlayer.cmd"));
  cpSync(join(root, "LICENSE"), join(staging, "LICENSE"));
}

const sha256 = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
