import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isolatedEnvironment } from "../../tools/engine/environment";
import { findEngine } from "../../tools/engine/findEngine";
import { run, type Finished } from "../../tools/run";

const root = join(__dirname, "..", "..");

/** Packs the package as `npm publish` would, into a folder. Returns the path of the tarball. */
export async function pack(into: string): Promise<string> {
  const stdout = await must("npm", ["pack", "--silent", "--pack-destination", into], root);
  return join(into, stdout.trim());
}

/** Runs a command that has to succeed. Returns its output. */
export async function must(command: string, args: string[], cwd: string, env = process.env): Promise<string> {
  const { code, stdout, output } = await run(command, args, { cwd, env });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} failed with status ${code}:\n${output}`);
  return stdout;
}

/** A user's project: a folder outside the repository that has only what npm installs of the package. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "zenlayer-user-"));

  constructor(name: string) {
    this.write("package.json", JSON.stringify({ name, version: "0.0.0", private: true, main: "index.ts" }));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** @param cache a folder for npm's cache, if the computer's own is not to be used */
  install(packages: string[], cache?: string, ...options: string[]): Promise<string> {
    const env = { ...process.env, ...(cache && { npm_config_cache: cache }) };
    return must("npm", ["install", "--no-audit", "--no-fund", ...options, ...packages], this.folder, env);
  }

  /** A command of the real engine, with no environment but `env`. */
  async pulumi(args: string[], env: NodeJS.ProcessEnv): Promise<Finished> {
    const engine = await findEngine();
    if (!engine) throw new Error("There is no Pulumi engine yet: run `make engine`.");
    return run("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: { ...isolatedEnvironment(engine, join(this.folder, "isolated")), ...env },
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
