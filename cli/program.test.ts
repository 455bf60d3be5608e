import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildSync } from "esbuild";
import { commandLine } from "../test/support/commandLine";
import { COMMANDS } from "./commands";
import { OWN } from "./packages";

const execute = promisify(execFile);

test("--help names every command, --version the version", async () => {
  const { code, out, err } = await commandLine(["--help"]);
  expect([code, err]).toEqual([0, ""]);
  for (const { name, summary } of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name}.*${summary.slice(0, 20)}`, "m"));
  expect(out).toContain("Exit status: 0");
  expect(await commandLine(["--version"])).toEqual({ code: 0, out: `${OWN.version}\n`, err: "" });
});

test.each(COMMANDS.map(({ name }) => name))("%s --help and help %s show options and examples", async (name) => {
  const { code, out } = await commandLine([name, "--help"]);
  expect(code).toBe(0);
  expect(out).toMatch(/Options:/);
  expect(out).toMatch(/Examples:/);
  expect((await commandLine(["help", name])).out).toBe(out);
});

test.each([
  ["an unknown command", ["auditt"], /unknown command 'auditt'/],
  ["a misspelled command", ["docter"], /Did you mean doctor\?/],
  ["a misspelled option", ["doctor", "--jsn"], /unknown option '--jsn'\n\(Did you mean --json\?\)/],
  ["a misspelled option of the emulator", ["emulator", "--prot", "1"], /Did you mean --port\?/],
  ["a format that there is not", ["doctor", "--format", "yaml"], /Allowed choices are text, json\./],
  ["too many arguments", ["doctor", "now"], /too many arguments/],
  ["no command", [], /Usage: pulumi-zenlayer/],
])("%s: exit status 2, on stderr", async (_, args, says) => {
  const { code, out, err } = await commandLine(args);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(says);
});

describe("as a process", () => {
  const root = join(__dirname, "..");
  /** The start alone, without the commands, which are loaded when they are used. */
  const main = join(root, ".work", `cli-${process.pid}.cjs`);
  beforeAll(() =>
    buildSync({
      entryPoints: [join(root, "cli/main.ts")],
      bundle: true,
      platform: "node",
      outfile: main,
      external: ["pulumi-zenlayer/*", "./*/command", "../emulator/command"],
      logLevel: "error",
    }),
  );
  afterAll(() => rmSync(main, { force: true }));
  const node = (args: string[]) => execute(process.execPath, args);

  test("--help and --version start fast", async () => {
    /** Processor time, which does not depend on what else runs on the machine. */
    const measure = `process.on("exit", () => console.error((({ user, system }) => user + system)(process.cpuUsage())))`;
    const preload = `data:text/javascript,${encodeURIComponent(measure)}`;
    const best = async (args: string[]): Promise<number> => {
      let best = Infinity;
      for (let n = 0; n < 4; n++) best = Math.min(best, Number((await node(["--import", preload, ...args])).stderr));
      return best / 1000;
    };
    const bare = await best(["-e", "0"]);
    // On a quiet machine `--help` takes 80 ms, of which Node.js itself takes 45. It may take 150.
    expect(await best([main, "--help"])).toBeLessThan(3.3 * bare);
    expect(await best([main, "--version"])).toBeLessThan(3.3 * bare);
  });

  test("a reader that exits early is no error", async () => {
    const { stdout } = await execute("sh", ["-c", `"${process.execPath}" "${main}" --help | head -n 1; echo ended`]);
    expect(stdout).toMatch(/^Usage: pulumi-zenlayer .*\nended\n$/);
  });
});
