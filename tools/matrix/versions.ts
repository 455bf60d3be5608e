import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { devDependencies, peerDependencies } from "../../package.json";
import { runOrThrow } from "../run";

const root = join(__dirname, "..", "..");
/** Everything that the matrix installs. */
export const matrixFolder = join(root, ".work", "matrix");

/** Supported major versions of Node.js. */
export const nodeVersions = ["20", "22", "24", "26"];

/** Versions of `@pulumi/pulumi`: the oldest supported one, the one that this repository uses, and the newest tested one. */
export const sdkVersions = [
  peerDependencies["@pulumi/pulumi"],
  devDependencies["@pulumi/pulumi"],
  devDependencies["pulumi-newest"],
].map((range) => /[\d.]+$/.exec(range)![0]);

/**
 * Installs Node.js from npm, which has one package of it per platform.
 * @param version for example `22`, for the newest 22.x
 * @returns path of the executable
 */
export async function installNode(version: string): Promise<string> {
  const folder = join(matrixFolder, `node-${version}`);
  const name = `node-${process.platform}-${process.arch}`;
  mkdirSync(folder, { recursive: true });
  const options = ["--prefix", folder, "--no-save", "--no-package-lock"];
  await runOrThrow("npm", ["install", ...options, `${name}@${version}`], { cwd: folder });
  return join(folder, "node_modules", name, "bin", "node");
}

/**
 * Copies the checkout with its build output, which is what users run with any version, and installs the packages of the lock
 * file and this version of `@pulumi/pulumi` into the copy.
 * @returns the copy's folder
 */
export async function createCheckout(sdkVersion: string): Promise<string> {
  const folder = join(matrixFolder, `pulumi-${sdkVersion}`);
  rmSync(folder, { recursive: true, force: true });
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const paths = (await runOrThrow("git", args, { cwd: root })).split("\0").filter((path) => path !== "");
  for (const path of [...paths, "dist"]) cpSync(join(root, path), join(folder, path), { recursive: true });
  await runOrThrow("npm", ["ci", "--prefer-offline"], { cwd: folder });
  const options = ["--no-save", "--no-package-lock", "--prefer-offline"];
  await runOrThrow("npm", ["install", ...options, `@pulumi/pulumi@${sdkVersion}`], { cwd: folder });
  return folder;
}

/** The version that a program prints, without the leading `v`. */
export const versionOf = async (program: string): Promise<string> =>
  (await runOrThrow(program, ["--version"])).trim().replace(/^v/, "");
