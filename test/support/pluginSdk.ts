import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/codegen/packageSpec";
import { run } from "../../tools/run";

/** Compiles the plugin's TypeScript SDK into `node_modules` of `folder`, like an npm installation. */
export async function installPluginSdk(folder: string): Promise<void> {
  const target = join(folder, "node_modules", "pulumi-zenlayer-sdk");
  mkdirSync(target, { recursive: true });
  const tsc = join(root, "node_modules", ".bin", "tsc");
  const { code, output } = await run(tsc, ["-p", join(root, "sdk", "nodejs-plugin"), "--outDir", target]);
  if (code !== 0) throw new Error(output);
  cpSync(join(root, "sdk", "nodejs-plugin", "package.json"), join(target, "package.json"));
}
