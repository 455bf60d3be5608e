import { mkdtempSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serializedProvider } from "../../test/support/serializedProvider";
import { run, succeeds } from "../run";
import type { Measured } from "./measured";

export interface SizeData {
  serializedProviderBytes: number;
  /** The package and its dependencies, without `@pulumi/pulumi`, which every Pulumi program has. */
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
        name: "Installed size with dependencies, without `@pulumi/pulumi`",
        bar: "under 12 MB, at most 40 packages",
        measured: `${(installed.bytes / MB).toFixed(1)} MB, ${installed.packages} packages`,
        met: installed.bytes < 12 * MB && installed.packages <= 40,
      },
    ],
  };
}

/** Packs the package, installs it as a user would, and measures the result. */
async function installedSize(): Promise<SizeData["installed"]> {
  const folder = mkdtempSync(join(tmpdir(), "installed-"));
  try {
    const archive = await succeeds(run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root }));
    const [name = ""] = /\S+\.tgz/.exec(archive) ?? [];
    // `legacy-peer-deps` leaves out peer dependencies.
    const options = ["--legacy-peer-deps", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
    await succeeds(
      run("npm", ["install", "--silent", "--prefix", folder, ...options, join(folder, name)], { cwd: folder }),
    );
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
