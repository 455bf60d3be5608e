import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The Go modules that pin the sources of a build: the engine, and the language hosts. */
export const modules = {
  engine: join(__dirname, "modules", "engine"),
  hosts: join(__dirname, "modules", "hosts"),
};

/** Version of Pulumi that is downloaded or built, for example `3.259.0`. */
export const pulumiVersion = replacedVersion(modules.engine, "pkg");

/** Version of the language hosts in a build. A download contains hosts of its own version. */
export const hostsVersion = replacedVersion(modules.hosts, "pkg");

/** The oldest supported `pulumi`, the same as the oldest supported `@pulumi/pulumi`. */
export const oldestVersion = "3.216.0";

/**
 * SHA-256 of the release archives of {@link pulumiVersion} by platform, from Pulumi's Homebrew tap
 * (`pulumi/homebrew-tap`, Formula/pulumi.rb). Update them with the version in go.mod: an archive with another checksum is
 * rejected, and the engine is built with Go instead.
 */
export const archiveSha256: Record<string, string> = {
  "linux-x64": "94ba357acac23d01474084c4b00098dc0f7bc70ce13f34c777459254a5f718e5",
  "linux-arm64": "edc8327463a72160bb36cf82cf5062da9c8a244290a706d9980988e7bf486853",
  "darwin-x64": "eaca4c3b8277bfa3ab061fa3b270d1c66358a0b2e613da8c5587a04b7226c534",
  "darwin-arm64": "57c27f179e527e2cf9f62b841a448af72a020e44b2fb4ee0d9bd85556c00c864",
};

/** Base URL of the release archives. */
export const archiveSite = "https://get.pulumi.com/releases/sdk";

/** Reads the version of a `replace` line: go.mod is the only place that pins it. */
function replacedVersion(folder: string, module: "pkg" | "sdk"): string {
  const text = readFileSync(join(folder, "go.mod"), "utf8");
  const version = new RegExp(`pulumi/${module}/v3 => \\S+ v(\\S+)`).exec(text)?.[1];
  if (!version) throw new Error(`${folder}/go.mod has no replace line for github.com/pulumi/pulumi/${module}/v3`);
  return version;
}
