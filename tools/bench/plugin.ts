import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Stack } from "../../test/support/engine";
import { messages } from "../../test/support/protocol";
import { PluginClient, wire } from "../../test/support/pluginClient";
import { createEmulator, type Emulator } from "../../emulator";
import { bundlePlugin } from "../plugin/bundle";
import { succeeds } from "../run";
import { range, stoppedInstances } from "./fleet";
import type { Figure, Measured } from "./measured";
import { interleaved, ratios, showSpread, spread, timed, type Pairs } from "./pairs";
import { buildTrivialPlugin } from "./trivialPlugin";

export const PLUGIN_COMMANDS = ["up", "preview", "refresh", "destroy"] as const;
type Command = (typeof PLUGIN_COMMANDS)[number];

/** Milliseconds of the plugin with YAML programs, and of a Go plugin that does nothing; without Go, `floor` is empty. */
export interface PluginData {
  count: number;
  commands: Record<Command, Pairs>;
  /** From the start of the process until its response to the first Check. */
  start: Pairs;
  /** Why nothing was compared. */
  missing?: string;
}

const [COUNT, PAIRS, STARTS] = [200, 3, 15];

export async function measurePlugin(count = COUNT, pairs = PAIRS, starts = STARTS): Promise<Measured<PluginData>> {
  const built = await buildTrivialPlugin();
  const trivial = "path" in built ? built.path : undefined;
  const plugin = await buildPlugin();
  const start = await measureStarts(plugin, trivial, starts);
  const commands: PluginData["commands"] = {
    up: noPairs(),
    preview: noPairs(),
    refresh: noPairs(),
    destroy: noPairs(),
  };
  const emulator = createEmulator({ quota: count, instances: stoppedInstances(count, 4) });
  await emulator.start();
  try {
    for (let n = 0; n < pairs; n++) await measureCommands(commands, emulator, count, { plugin, trivial });
  } finally {
    await emulator.stop();
  }
  const data = { count, commands, start, ...("missing" in built && { missing: built.missing }) };
  return { data, figures: figuresOf(data) };
}

function figuresOf({ count, commands, start, missing }: PluginData): Figure[] {
  const shown = (pairs: Pairs) => {
    const alone = `${seconds(spread(pairs.ours).median)} s`;
    if (missing !== undefined) return `${alone}; not compared with a Go plugin: ${missing}`;
    return `${alone}, a Go plugin that does nothing ${seconds(spread(pairs.floor).median)} s, ratio ${showSpread(ratios(pairs))}`;
  };
  return [
    { name: "Start of the plugin's process until the response to its first Check", measured: shown(start) },
    ...PLUGIN_COMMANDS.map((command) => ({
      name: `The plugin: \`${command}\` of ${count} images in a YAML program`,
      measured: shown(commands[command]),
    })),
  ];
}

const noPairs = (): Pairs => ({ floor: [], ours: [] });
const seconds = (ms: number): string => (ms / 1000).toFixed(2);

/** Builds the executable of the release archives. @returns its path */
async function buildPlugin(): Promise<string> {
  const folder = join(__dirname, "..", "..", ".work", "bench", "plugin");
  const path = join(folder, "pulumi-resource-zenlayer");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, (await bundlePlugin()).program, { mode: 0o755 });
  return path;
}

async function measureCommands(
  commands: PluginData["commands"],
  emulator: Emulator,
  count: number,
  { plugin, trivial }: { plugin: string; trivial: string | undefined },
): Promise<void> {
  const ours = await yamlStack("zenlayer:CustomImage", { name: "zenlayer", path: dirname(plugin) }, count, {
    ZENLAYER_ENDPOINT: emulator.url,
    ZENLAYER_ACCESS_KEY_ID: emulator.accessKeyId,
    ZENLAYER_ACCESS_KEY_SECRET: emulator.accessKeyPassword,
  });
  const floor = trivial
    ? await yamlStack("trivial:Thing", { name: "trivial", path: dirname(trivial) }, count)
    : undefined;
  const time = (stack: Stack, command: Command) => timed(() => succeeds(stack[command]("--parallel", String(count))));
  try {
    for (const command of PLUGIN_COMMANDS) {
      if (floor) commands[command].floor.push(await time(floor, command));
      commands[command].ours.push(await time(ours, command));
    }
  } finally {
    await ours.cleanup();
    await floor?.cleanup();
  }
}

/** A stack with a YAML program of `count` resources. */
async function yamlStack(type: string, plugin: object, count: number, env?: NodeJS.ProcessEnv): Promise<Stack> {
  const config: Record<string, string> = env ? { "zenlayer:maxRequestsPerSecond": "1000" } : {};
  const stack = await Stack.create({ program: "", config, env });
  const resources = range(count).map((n) => {
    const properties = { instanceId: `i-${n}`, imageDescription: "one of a fleet" };
    return [`img-i-${n}`, { type, properties }] as const;
  });
  await stack.setProject({
    runtime: "yaml",
    plugins: { providers: [plugin] },
    resources: Object.fromEntries(resources),
  });
  return stack;
}

async function measureStarts(plugin: string, trivial: string | undefined, starts: number): Promise<Pairs> {
  const ours = startTime(plugin, "zenlayer:index:CustomImage");
  if (trivial) return interleaved(starts, startTime(trivial, "trivial:index:Thing"), ours);
  const pairs = noPairs();
  for (let n = 0; n < starts; n++) pairs.ours.push(await ours());
  return pairs;
}

function startTime(path: string, type: string): () => Promise<number> {
  return async () => {
    let client: PluginClient | undefined;
    try {
      return await timed(async () => {
        client = await PluginClient.start(["127.0.0.1:1"], path);
        const configure = new messages.ConfigureRequest();
        configure.setArgs(wire({ endpoint: "http://127.0.0.1:1", accessKeyId: "k", accessKeyPassword: "p" }));
        await client.call("configure", configure);
        const check = new messages.CheckRequest();
        check.setUrn(`urn:pulumi:dev::shop::${type}::web`);
        check.setOlds(wire({}));
        check.setNews(wire({ instanceId: "i-web", imageDescription: "one of a fleet" }));
        await client.call("check", check);
      });
    } finally {
      await client?.stop();
    }
  };
}
