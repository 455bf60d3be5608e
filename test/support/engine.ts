import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { load } from "js-yaml";
import { isolatedEnvironment } from "../../tools/engine/environment";
import { findEngine } from "../../tools/engine/findEngine";
import type { Finished } from "../../tools/run";
import { Running } from "./running";
import { encrypted, secretsEnvironment, secretsProvider } from "./secretsProvider";
import { nameOf, readDeployment, type Deployment, type ResourceState } from "./state";

export interface StackOptions {
  /** Text of the program: JavaScript, which starts one second faster, unless `typescript` is set. */
  program: string;
  typescript?: boolean;
  /** Stack configuration in plain text, keys with namespace (`zenlayer:endpoint`). For secrets use {@link Stack.setSecret}. */
  config?: Record<string, string>;
  /** Added to the isolated environment of every command. */
  env?: NodeJS.ProcessEnv;
  /** Names of project and stack, which are part of generated image names. Default: `test` and `dev`. */
  project?: string;
  stack?: string;
}

const preloaded = ["lazyModules.cjs", "cachedCode.cjs"].map((name) => JSON.stringify(join(__dirname, name)));

/** Environment in which a command takes half of the CPU time. */
export const fastStart = {
  NODE_OPTIONS: [...preloaded.map((file) => `--require ${file}`), "--v8-pool-size=0"].join(" "),
  // The engine's processes end before they need to collect garbage, and share two cores with other commands.
  GOGC: "off",
  GOMEMLIMIT: "500MiB",
  GOMAXPROCS: "1",
  // Pulumi asks git for the state of the whole repository.
  GIT_DIR: "none",
};

const testFolder = join(__dirname, "..", "..", ".work", "test");

const tsconfig = {
  compilerOptions: { target: "es2022", module: "commonjs", moduleResolution: "node10", strict: true },
};

/**
 * A stack of the real engine. Its project folder is in the repository, so that programs find `pulumi-zenlayer` (built into
 * `dist/`) and `@pulumi/pulumi`. Each stack has its own state and home, so tests can run concurrently. Commands do not
 * throw if they fail: they return status and output.
 */
export class Stack {
  readonly #project: string;
  readonly #stack: string;
  readonly #programFile: string;

  readonly #commands: Running[] = [];

  private constructor(
    /** The project's folder, which contains `state` and `home`. */
    readonly folder: string,
    /** Environment of every command; a test may change it between commands. */
    readonly env: NodeJS.ProcessEnv,
    project: string,
    stack: string,
    programFile: string,
  ) {
    this.#project = project;
    this.#stack = stack;
    this.#programFile = programFile;
  }

  static async create(options: StackOptions): Promise<Stack> {
    const { project = "test", stack = "dev", typescript = false } = options;
    const folder = join(testFolder, randomUUID().slice(0, 8));
    const isolated = isolatedEnvironment(await engineFolder(), folder);
    const env = { ...isolated, ...(await secretsEnvironment()), ...options.env };
    const created = new Stack(folder, env, project, stack, typescript ? "index.ts" : "index.js");
    await created.#writeProject(typescript);
    await created.setProgram(options.program);
    await created.setConfig(options.config ?? {});
    return created;
  }

  /** Replaces the program. */
  async setProgram(text: string): Promise<void> {
    await writeFile(join(this.folder, this.#programFile), text);
  }

  /** Replaces the project file: for another language, for plugins, or for a YAML program. */
  async setProject(project: Record<string, unknown>): Promise<void> {
    await this.#write("Pulumi.yaml", { name: this.#project, ...project });
  }

  /** Replaces the stack's configuration, secrets included. */
  async setConfig(config: Record<string, string>): Promise<void> {
    await this.#write(this.#configFile, { ...secretsProvider, config });
  }

  /** Adds one encrypted key to the stack's configuration, like `pulumi config set --secret`. */
  async setSecret(key: string, value: string): Promise<void> {
    const { config, ...rest } = load(readFileSync(join(this.folder, this.#configFile), "utf8")) as { config: object };
    await this.#write(this.#configFile, { ...rest, config: { ...config, [key]: encrypted(value) } });
  }

  preview(...args: string[]): Promise<Finished> {
    return this.pulumi("preview", ...args);
  }

  /** `pulumi up` without its preview, which takes half of the time; see {@link preview}. */
  up(...args: string[]): Promise<Finished> {
    return this.pulumi("up", "--yes", "--skip-preview", ...args);
  }

  refresh(...args: string[]): Promise<Finished> {
    return this.pulumi("refresh", "--yes", "--skip-preview", ...args);
  }

  destroy(...args: string[]): Promise<Finished> {
    return this.pulumi("destroy", "--yes", "--skip-preview", ...args);
  }

  /** Runs any `pulumi` command on this stack. */
  pulumi(...args: string[]): Promise<Finished> {
    return this.#begin(args).finished;
  }

  /**
   * Starts a `pulumi` command in its own process group, for tests that interrupt it. Adds no arguments such as `--yes`.
   */
  start(...args: string[]): Running {
    return this.#begin(args, { detached: true });
  }

  /** The current state of the stack. */
  state(): Promise<Deployment> {
    return readDeployment(this.#statePath);
  }

  /** The state file as text, to search it for what it must not contain. */
  stateText(): string {
    return readFileSync(this.#statePath, "utf8");
  }

  /** The resource with this name, not the old one of a replacement; undefined if the state has none. */
  async resource(name: string): Promise<ResourceState | undefined> {
    const { resources } = await this.state();
    return resources.find((resource) => nameOf(resource) === name && !resource.delete);
  }

  /** What the program exports, as the state has it. */
  async outputs(): Promise<Record<string, unknown>> {
    const { resources } = await this.state();
    return resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
  }

  /** Ends running commands and removes the folder. */
  async cleanup(): Promise<void> {
    await Promise.all(this.#commands.map((command) => command.dispose()));
    await rm(this.folder, { recursive: true, force: true });
  }

  #begin(args: string[], { detached = false } = {}): Running {
    const all = [...args, "--stack", this.#stack, "--non-interactive", "--color", "never"];
    const command = new Running("pulumi", all, { cwd: this.folder, env: this.env, detached });
    this.#commands.push(command);
    return command;
  }

  /** Writes JSON, which is also valid YAML. */
  #write(name: string, content: unknown): Promise<void> {
    return writeFile(join(this.folder, name), JSON.stringify(content));
  }

  get #configFile(): string {
    return `Pulumi.${this.#stack}.yaml`;
  }

  get #statePath(): string {
    return join(this.folder, "state", ".pulumi", "stacks", this.#project, `${this.#stack}.json`);
  }

  /** Writes project and empty stack as `pulumi new` and `pulumi stack init` do, but faster. */
  async #writeProject(typescript: boolean): Promise<void> {
    await this.setProject({ runtime: { name: "nodejs", options: { typescript } } });
    await this.#write("package.json", { name: this.#project, private: true, main: this.#programFile });
    if (typescript) await this.#write("tsconfig.json", tsconfig);
    await mkdir(join(this.#statePath, ".."), { recursive: true });
    const checkpoint = { stack: `organization/${this.#project}/${this.#stack}` };
    await writeFile(this.#statePath, JSON.stringify({ version: 3, checkpoint }));
  }
}

let engine: Promise<string | undefined> | undefined;

async function engineFolder(): Promise<string> {
  engine ??= findEngine();
  const folder = await engine;
  if (!folder) throw new Error("Pulumi was not found. Run `make engine`.");
  return folder;
}
