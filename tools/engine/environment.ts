import { mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** Passphrase of the stacks that tests and demo make; they hold no secrets worth one. */
export const passphrase = "test";

/**
 * Environment of `pulumi` commands that keep to themselves: state and home under `folder` (made if absent), no
 * credentials or proxies of the person who runs them, no downloads, no question whether there is a newer version.
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
