import { mkdtempSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serializedProvider } from "../../test/support/serializedProvider";
import { run } from "../run";
import { ok } from "./fleet";
import type { Measured } from "./results";

export interface SizeData {
  serializedProviderBytes: number;
  /** The package and what it brings along, without `@pulumi/pulumi`, which a program has anyway. */
  installed: { bytes: number; packages: number };
}

const root = join(__dirname, "..", "..");
const MB = 1_000_000;

export async function measureSize(): Promise<Measured<SizeData>> {
  const serializedProviderBytes = Buffer.byteLength(await serializedProvider());
  const installed = await installedSize();
  return {
    data: { serializedProviderBytes, installed },
    figures: [
      {
        name: "Size of the serialized provider",
        bar: "under 2,200 bytes",
        measured: `${serializedProviderBytes} bytes`,
        met: serializedProviderBytes < 2200,
      },
      {
        name: "Installed size with dependencies, `@pulumi/pulumi` aside",
        bar: "under 12 MB, at most 40 packages",
        measured: `${(installed.bytes / MB).toFixed(1)} MB, ${installed.packages} packages`,
        met: installed.bytes < 12 * MB && installed.packages <= 40,
      },
    ],
  };
}

/** Packs and installs the package as a user would, then counts. */
async function installedSize(): Promise<SizeData["installed"]> {
  const folder = mkdtempSync(join(tmpdir(), "installed-"));
  try {
    const archive = await ok(run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root }));
    const [name = ""] = /\S+\.tgz/.exec(archive) ?? [];
    // Peers are what `legacy-peer-deps` leaves out.
    const options = ["--legacy-peer-deps", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
    await ok(run("npm", ["install", "--silent", "--prefix", folder, ...options, join(folder, name)], { cwd: folder }));
    const modules = join(folder, "node_modules");
    const files = (await readdir(modules, { recursive: true })).filter((path) => !path.startsWith("."));
    const sizes = await Promise.all(files.map(async (path) => stat(join(modules, path))));
    return {
      bytes: sizes.reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0),
      packages: files.filter((path) => /^(.*node_modules\/)?(@[^/]+\/)?[^@/][^/]*\/package\.json$/.test(path)).length,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
