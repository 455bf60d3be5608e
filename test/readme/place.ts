import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { isolatedEnvironment } from "../../tools/engine/environment";
import { findEngine } from "../../tools/engine/findEngine";
import { run } from "../../tools/run";
import { fastStart } from "../support/engine";
import { Running } from "../support/running";
import { root } from "./blocks";

/** What the package's name in `npm install` stands for until it is published, and a port that is free for certain. */
const stubs = {
  npm: `for word do shift; [ "$word" = pulumi-zenlayer ] && word="$TARBALL"; set -- "$@" "$word"; done
exec "${join(dirname(process.execPath), "npm")}" "$@"`,
  npx: `[ "$1" = zenlayer-emulator ] && set -- "$@" --port 0
exec "${join(dirname(process.execPath), "npx")}" "$@"`,
};

/** Environment in which Pulumi checks types, and in which it does not, which halves the time of a run. */
export const checked = { PULUMI_NODEJS_TRANSPILE_ONLY: "false" };
export const unchecked = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };

/** A folder in which a reader follows the README. */
export class Place {
  readonly #env: NodeJS.ProcessEnv;

  readonly #running: Running[] = [];

  private constructor(
    readonly folder: string,
    env: NodeJS.ProcessEnv,
  ) {
    this.#env = env;
  }

  /** A clone of the repository, as far as the README needs it: what is only read is linked. */
  static async clone(): Promise<Place> {
    mkdirSync(join(root, ".work", "test"), { recursive: true });
    const folder = mkdtempSync(join(root, ".work", "test", "clone-"));
    for (const entry of readdirSync(root, { withFileTypes: true })) {
      const [from, to] = [join(root, entry.name), join(folder, entry.name)];
      if (entry.name.startsWith(".") || entry.name === "examples") continue;
      if (entry.isDirectory()) symlinkSync(from, to);
      else {
        cpSync(from, to);
        // Older than the build, so that make neither installs packages nor builds.
        utimesSync(to, 0, 0);
      }
    }
    const withoutPackages = (path: string) => !path.endsWith("node_modules");
    cpSync(join(root, "examples", "typescript"), join(folder, "examples", "typescript"), {
      recursive: true,
      filter: withoutPackages,
    });
    return new Place(folder, await environment(folder));
  }

  /** An empty project outside the repository; npm gives it this package from its tarball. */
  static async project(): Promise<Place> {
    const folder = mkdtempSync(join(tmpdir(), "readme-project-"));
    const bin = join(folder, ".bin");
    mkdirSync(bin);
    for (const [name, text] of Object.entries(stubs)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    }
    const packed = await run("npm", ["pack", "--silent", "--pack-destination", bin], { cwd: root });
    if (packed.code !== 0) throw new Error(packed.output);
    const env = await environment(folder);
    const TARBALL = join(bin, packed.stdout.trim());
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    return new Place(folder, { ...env, TARBALL, PATH: [bin, env.PATH].join(delimiter) });
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  /** Runs commands in a shell, as a reader pastes them. Returns their output; throws if one fails. */
  async run(commands: string, folder = this.folder): Promise<string> {
    const { code, output } = await run("bash", ["-e", "-c", commands], { cwd: folder, env: this.#env });
    if (code !== 0) throw new Error(`${commands}\nended with ${code}:\n${output}`);
    return output;
  }

  /** The same for npm, with the cache, the registry and the proxies of the user who runs the tests. */
  async install(commands: string): Promise<void> {
    const settings = Object.entries(process.env).filter(([name]) => /_proxy$|^npm_config_registry$/i.test(name));
    const npm = {
      ...Object.fromEntries(settings),
      npm_config_cache: process.env.npm_config_cache ?? join(homedir(), ".npm"),
      npm_config_userconfig: process.env.npm_config_userconfig ?? join(homedir(), ".npmrc"),
      npm_config_prefer_offline: "true",
    };
    const env = { ...this.#env, ...npm };
    const { code, output } = await run("bash", ["-e", "-c", commands], { cwd: this.folder, env });
    if (code !== 0) throw new Error(`${commands}\nended with ${code}:\n${output}`);
  }

  /** Starts the emulator, and uses the settings that it prints in later shells. */
  async start(commands: string): Promise<void> {
    const emulator = new Running("bash", ["-e", "-c", commands], { cwd: this.folder, env: this.#env });
    this.#running.push(emulator);
    await emulator.until(/export ZENLAYER_ACCESS_KEY_SECRET=\S+\n/);
    for (const [, name = "", value] of emulator.output.matchAll(/^export (\w+)=(\S+)$/gm)) this.#env[name] = value;
  }

  /** Runs something, then ends the processes that it started and drops the settings that it pasted. */
  async apart(work: () => Promise<unknown>): Promise<void> {
    const before = { running: this.#running.length, env: { ...this.#env } };
    await work();
    await Promise.all(this.#running.splice(before.running).map((command) => command.dispose()));
    Object.assign(this.#env, before.env);
  }

  /** Adds variables to the environment of later commands. */
  set(variables: Record<string, string>): void {
    Object.assign(this.#env, variables);
  }

  async leave(): Promise<void> {
    await Promise.all(this.#running.map((command) => command.dispose()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function environment(folder: string): Promise<NodeJS.ProcessEnv> {
  const engine = await findEngine();
  if (!engine) throw new Error("There is no Pulumi engine yet: run `make engine`.");
  // `make emulator` passes ARGS on: a port that is free for certain.
  return { ...isolatedEnvironment(engine, join(folder, ".pulumi")), ...fastStart, ARGS: "--port 0" };
}
