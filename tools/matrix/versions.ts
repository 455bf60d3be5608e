import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { devDependencies, peerDependencies } from "../../package.json";
import { run } from "../run";

const root = join(__dirname, "..", "..");
const folder = join(root, ".work", "matrix");

/** Major versions of Node.js. */
export const nodes = ["20", "22", "24", "26"];

/** Versions of `@pulumi/pulumi`: the oldest that will do, the one that this repository uses, the newest known to it. */
export const sdks = [
  peerDependencies["@pulumi/pulumi"],
  devDependencies["@pulumi/pulumi"],
  devDependencies["pulumi-newest"],
].map((range) => /[\d.]+$/.exec(range)![0]);

/**
 * Gets Node.js from npm, which has a package of it per platform.
 * @param version for example `22`, for the newest of that line
 * @returns path of the executable
 */
export async function getNode(version: string): Promise<string> {
  const place = join(folder, `node-${version}`);
  const name = `node-${process.platform}-${process.arch}`;
  mkdirSync(place, { recursive: true });
  await must("npm", ["install", "--prefix", place, "--no-save", "--no-package-lock", `${name}@${version}`], place);
  return join(place, "node_modules", name, "bin", "node");
}

/**
 * Copies the checkout, with what was built in it, and gives the copy its own packages: those of the lock file, and this
 * version of `@pulumi/pulumi`. What was built is what users get, whatever they run it with.
 * @returns the copy's folder
 */
export async function checkoutWith(sdk: string): Promise<string> {
  const place = join(folder, `pulumi-${sdk}`);
  rmSync(place, { recursive: true, force: true });
  const listed = await must("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], root);
  for (const path of [...listed.split("\0").filter((each) => each !== ""), "dist"]) {
    cpSync(join(root, path), join(place, path), { recursive: true });
  }
  await must("npm", ["ci", "--prefer-offline"], place);
  await must("npm", ["install", "--no-save", "--no-package-lock", "--prefer-offline", `@pulumi/pulumi@${sdk}`], place);
  return place;
}

/** Version that a program says of itself, without the `v`. */
export const versionOf = async (program: string): Promise<string> =>
  (await must(program, ["--version"], root)).trim().replace(/^v/, "");

async function must(command: string, args: string[], cwd: string): Promise<string> {
  const { code, stdout, output } = await run(command, args, { cwd });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} failed with status ${code}:\n${output}`);
  return stdout;
}
