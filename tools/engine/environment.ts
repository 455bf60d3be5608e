import { mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** Passphrase of the stacks of tests and demo. It protects no real secrets. */
const passphrase = "test";

/**
 * Environment that isolates `pulumi` commands: state and home under `folder` (created if absent), none of the user's
 * credentials or proxies, no plugin downloads and no check for a newer version.
 */
export function isolatedEnvironment(engine: string, folder: string): NodeJS.ProcessEnv {
  const [state, home] = [join(folder, "state"), join(folder, "home")];
  for (const path of [state, home]) mkdirSync(path, { recursive: true });
  return {
    PATH: [engine, dirname(process.execPath), process.env.PATH].join(delimiter),
    TMPDIR: process.env.TMPDIR,
    LANG: process.env.LANG,
    HOME: home,
    PULUMI_HOME: join(home, ".pulumi"),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}
