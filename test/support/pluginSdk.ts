import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/codegen/packageSpec";
import { run } from "../../tools/run";

let compiled: Promise<string> | undefined;
afterAll(async () => {
  if (compiled) rmSync(await compiled, { recursive: true, force: true });
});

/** Compiles the plugin's TypeScript SDK into `node_modules` of `folder`, like an npm installation. */
export async function installPluginSdk(folder: string): Promise<void> {
  compiled ??= compile();
  const target = join(folder, "node_modules", "pulumi-zenlayer-sdk");
  mkdirSync(target, { recursive: true });
  cpSync(await compiled, target, { recursive: true });
}

/** Compiles the SDK once for the test file. Returns the folder of the package. */
async function compile(): Promise<string> {
  const folder = join(root, ".work", "test", `plugin-sdk-${process.pid}`);
  const tsc = join(root, "node_modules", ".bin", "tsc");
  const { code, output } = await run(tsc, ["-p", join(root, "sdk", "nodejs-plugin"), "--outDir", folder]);
  if (code !== 0) throw new Error(output);
  cpSync(join(root, "sdk", "nodejs-plugin", "package.json"), join(folder, "package.json"));
  return folder;
}
