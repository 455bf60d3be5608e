import { UserError } from "../provider/messages";
import { runPulumi } from "./pulumi";
import type { Config } from "./session";
import type { World } from "./world";

/** The `zenlayer:` keys of a stack's configuration. */
export interface StackConfiguration {
  /** By name without `zenlayer:`, secrets decrypted. */
  config: Config;
  /** Names of those that are encrypted. */
  encrypted: string[];
}

const PREFIX = "zenlayer:";

/**
 * Reads the configuration of a stack through Pulumi. Secrets of other providers are not decrypted.
 * @throws UserError if Pulumi cannot read it
 */
export async function readStackConfiguration(world: World, stack: string): Promise<StackConfiguration> {
  const listed = await pulumi(world, stack, ["config", "--json"]);
  const entries = Object.entries(JSON.parse(listed) as Record<string, { value?: string; secret?: boolean }>);
  const ours = entries.filter(([key]) => key.startsWith(PREFIX));
  const encrypted = ours.filter(([, { secret }]) => secret).map(([key]) => key);
  const values = await Promise.all(
    ours.map(async ([key, { value }]): Promise<[string, string | undefined]> => {
      const isSecret = encrypted.includes(key);
      const text = isSecret ? (await pulumi(world, stack, ["config", "get", key])).replace(/\r?\n$/, "") : value;
      return [key.slice(PREFIX.length), text];
    }),
  );
  return { config: Object.fromEntries(values), encrypted: encrypted.map((key) => key.slice(PREFIX.length)) };
}

async function pulumi(world: World, stack: string, args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runPulumi(world, [...args, "--stack", stack]);
  if (code === 0) return stdout;
  throw new UserError(
    code === undefined
      ? `Could not read stack ${stack}: the program pulumi is not on PATH. Install it: https://www.pulumi.com/docs/install`
      : `Could not read stack ${stack}: pulumi ${args.slice(0, 2).join(" ")} failed with ${stderr.trim() || `status ${code}`}`,
  );
}
