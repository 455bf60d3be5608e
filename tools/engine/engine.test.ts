import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Finished } from "../run";
import { buildEngine } from "./build";
import { downloadFrom } from "./download";
import { ensureEngine } from "./ensureEngine";
import { engineVariable, findEngine, installFolder } from "./findEngine";
import { executables, type EngineSource, type Machine } from "./machine";

let folder: string;
let logged: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "engine-"));
  logged = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const finished = (code: number, stdout = ""): Finished => ({ code, stdout, stderr: "", output: stdout });

/** A machine that runs commands with `runCommand`; a `pulumi` file contains the version that it prints. */
function machineWith(env: NodeJS.ProcessEnv = {}, runCommand?: (command: string, args: string[]) => Finished): Machine {
  return {
    env,
    platform: "linux-x64",
    enginesFolder: join(folder, "engines"),
    log: (line) => logged.push(line),
    run: async (command, args) =>
      args[0] === "version" && command.endsWith("/pulumi")
        ? finished(0, `${readFileSync(command, "utf8")}\n`)
        : (runCommand?.(command, args) ?? finished(127)),
  };
}

/** Writes the executables of an engine into a folder. */
function writeEngine(path: string, version = "v3.259.0", names = executables): string {
  mkdirSync(path, { recursive: true });
  for (const name of names) {
    writeFileSync(join(path, name), version);
    chmodSync(join(path, name), 0o755);
  }
  return path;
}

const failing: EngineSource = async () => ({ failed: "offline" });
const unused: EngineSource = async () => {
  throw new Error("must not be used");
};
const working: EngineSource = async (target) => {
  writeEngine(target);
  return "done";
};

describe("findEngine", () => {
  test("the folder that the variable names takes precedence over PATH", async () => {
    const named = writeEngine(join(folder, "named"));
    const machine = machineWith({ [engineVariable]: named, PATH: writeEngine(join(folder, "path")) });
    expect(await findEngine(machine)).toBe(named);
  });

  test("a named folder that is unusable is an error", async () => {
    const env = {
      [engineVariable]: writeEngine(join(folder, "old"), "v3.100.0"),
      PATH: writeEngine(join(folder, "path")),
    };
    await expect(findEngine(machineWith(env))).rejects.toThrow(/old, which has version 3\.100\.0, not 3\.216\.0/);
    await expect(findEngine(machineWith({ [engineVariable]: join(folder, "absent") }))).rejects.toThrow(
      /absent, which has no pulumi, /,
    );
  });

  test("a pulumi on PATH takes precedence over an installed engine", async () => {
    const machine = machineWith({ PATH: [join(folder, "empty"), writeEngine(join(folder, "path"))].join(delimiter) });
    writeEngine(installFolder(machine));
    expect(await findEngine(machine)).toBe(join(folder, "path"));
  });

  test.each(["3.216.0", "v3.216.1", "3.1000.0", "4.0.0", "v3.260.0-dev.1"])(
    "version %s is new enough",
    async (version) => {
      expect(await findEngine(machineWith({ PATH: writeEngine(join(folder, "path"), version) }))).toBe(
        join(folder, "path"),
      );
    },
  );

  test.each(["v3.215.9", "2.999.0", "", "nonsense"])("version %p is too old, and that is logged", async (version) => {
    const machine = machineWith({ PATH: writeEngine(join(folder, "path"), version) });
    const installed = writeEngine(installFolder(machine));
    expect(await findEngine(machine)).toBe(installed);
    expect(logged).toEqual([expect.stringContaining("not 3.216.0 or newer")]);
  });

  test("a pulumi without its Node.js host is not used", async () => {
    expect(
      await findEngine(machineWith({ PATH: writeEngine(join(folder, "path"), "v3.259.0", ["pulumi"]) })),
    ).toBeUndefined();
    expect(logged).toEqual([expect.stringContaining("has no pulumi-language-nodejs, pulumi-resource-pulumi-nodejs")]);
  });

  test("the hosts may be in the folder that a link on PATH points to", async () => {
    const real = writeEngine(join(folder, "real"));
    mkdirSync(join(folder, "links"));
    symlinkSync(join(real, "pulumi"), join(folder, "links", "pulumi"));
    expect(await findEngine(machineWith({ PATH: join(folder, "links") }))).toBe(real);
  });
});

describe("ensureEngine", () => {
  test("nothing is installed if an engine is found", async () => {
    const machine = machineWith({ PATH: writeEngine(join(folder, "path")) });
    expect(await ensureEngine(machine, [unused])).toBe(join(folder, "path"));
  });

  test("sources are tried in order until one works, and the engine that it installed is used afterwards", async () => {
    const machine = machineWith();
    expect(await ensureEngine(machine, [failing, working, unused])).toBe(installFolder(machine));
    expect(logged).toEqual(["Pulumi was not installed this way: offline."]);
    expect(await ensureEngine(machine, [unused])).toBe(installFolder(machine));
  });

  test("the error says what was tried and how to install Pulumi", async () => {
    const message =
      "Pulumi was not found and could not be installed: no usable pulumi on PATH; offline; offline. Install Pulumi 3.216.0";
    await expect(ensureEngine(machineWith(), [failing, failing])).rejects.toThrow(message);
  });

  test("an interrupted installation is not used and does not disturb the next one", async () => {
    const machine = machineWith();
    const interrupted: EngineSource = async (target) => {
      writeEngine(target);
      throw new Error("killed");
    };
    await expect(ensureEngine(machine, [interrupted])).rejects.toThrow("killed");
    expect(await findEngine(machine)).toBeUndefined();

    const next: EngineSource = async (target, m) => {
      expect(existsSync(join(target, "pulumi"))).toBe(false);
      return working(target, m);
    };
    expect(await ensureEngine(machine, [next])).toBe(installFolder(machine));
  });

  test("a source that installs only part of the engine fails", async () => {
    const incomplete: EngineSource = async (target) => {
      writeEngine(target, "v3.259.0", ["pulumi"]);
      return "done";
    };
    await expect(ensureEngine(machineWith(), [incomplete])).rejects.toThrow(
      /the installation lacks pulumi-language-nodejs/,
    );
  });

  test("of two processes one installs the engine and the other waits", async () => {
    const machine = machineWith();
    let installations = 0;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const slow: EngineSource = async (target, m) => {
      installations++;
      await released;
      return working(target, m);
    };
    const first = ensureEngine(machine, [slow]);
    const second = ensureEngine({ ...machine, log: (line) => (logged.push(line), release()) }, [slow]);
    expect(await Promise.all([first, second])).toEqual([installFolder(machine), installFolder(machine)]);
    expect(installations).toBe(1);
    expect(logged).toEqual([expect.stringContaining(`Waiting for process ${process.pid}, which installs the engine`)]);
  });

  test("the lock of a process that has ended is removed", async () => {
    const machine = machineWith();
    mkdirSync(machine.enginesFolder);
    const endedPid = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).trim();
    writeFileSync(`${installFolder(machine)}.lock`, endedPid);
    expect(await ensureEngine(machine, [working])).toBe(installFolder(machine));
    expect(existsSync(`${installFolder(machine)}.lock`)).toBe(false);
  });
});

describe("buildEngine", () => {
  /** A fake `go` that writes the tools of a module into the folder of `-o`. */
  function fakeGo(args: string[], status = 0): Finished {
    if (args[0] === "build") {
      const isHosts = !args.some((arg) => arg.includes("version.Version=v3.259.0"));
      writeEngine(args[args.indexOf("-o") + 1]!, "v3.259.0", [isHosts ? "pulumi-language-nodejs" : "pulumi"]);
      return finished(status, "go: compile error\n");
    }
    if (args[0] !== "list") return finished(0);
    const scripts = join(folder, "sdk", "python", "cmd");
    writeEngine(scripts, "", ["pulumi-language-python-exec"]);
    return finished(0, `${join(folder, "sdk")}\n`);
  }

  test("builds both modules and copies the scripts", async () => {
    const machine = machineWith({}, (command, args) => (command === "go" ? fakeGo(args) : finished(127)));
    expect(await ensureEngine(machine, [buildEngine])).toBe(installFolder(machine));
    expect(existsSync(join(installFolder(machine), "pulumi-language-python-exec"))).toBe(true);
    expect(logged[0]).toMatch(/Building Pulumi 3\.259\.0 with Go, only once: 5 to 10 minutes/);
  });

  test("reports that Go is missing", async () => {
    await expect(ensureEngine(machineWith(), [buildEngine])).rejects.toThrow("Go is not installed");
  });

  test("a failed build shows the output of Go and installs nothing", async () => {
    const machine = machineWith({}, (_, args) => fakeGo(args, args[0] === "build" ? 1 : 0));
    await expect(ensureEngine(machine, [buildEngine])).rejects.toThrow("Go could not build the engine (see above)");
    expect(logged).toContain("go: compile error");
    expect(await findEngine(machine)).toBeUndefined();
  });
});

describe("downloadFrom", () => {
  let server: Server;
  let archive: Buffer;

  beforeEach(async () => {
    writeEngine(join(folder, "release", "pulumi"));
    archive = execFileSync("tar", ["-cz", "-C", join(folder, "release"), "pulumi"]);
    server = createServer((request, response) =>
      request.url === "/pulumi-v3.259.0-linux-x64.tar.gz" ? response.end(archive) : response.writeHead(404).end(),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const site = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sha256 = () => createHash("sha256").update(archive).digest("hex");
  const sourceOf =
    (release: { site: string; sha256: Record<string, string> }): EngineSource =>
    (target, machine) =>
      downloadFrom(release, target, machine);
  const machineWithTar = (): Machine =>
    machineWith({}, (command, args) => finished(0, execFileSync(command, args, { encoding: "utf8" })));

  test("an archive with the pinned checksum is unpacked", async () => {
    const source = sourceOf({ site: site(), sha256: { "linux-x64": sha256() } });
    const machine = machineWithTar();
    expect(await ensureEngine(machine, [source])).toBe(installFolder(machine));
  });

  test("an archive with the wrong checksum is rejected and not installed", async () => {
    const source = sourceOf({ site: site(), sha256: { "linux-x64": "0".repeat(64) } });
    const machine = machineWithTar();
    await expect(ensureEngine(machine, [source])).rejects.toThrow("has the wrong checksum");
    expect(await findEngine(machine)).toBeUndefined();
  });

  test("reports a platform without a release, a missing archive and an unreachable site", async () => {
    await expect(ensureEngine(machineWith(), [sourceOf({ site: site(), sha256: {} })])).rejects.toThrow(
      "no release for linux-x64",
    );
    const missing = sourceOf({ site: `${site()}/elsewhere`, sha256: { "linux-x64": sha256() } });
    await expect(ensureEngine(machineWith(), [missing])).rejects.toThrow(/127\.0\.0\.1:\d+ cannot be reached \(.*404/);
    const unreachable = sourceOf({ site: "http://127.0.0.1:9", sha256: { "linux-x64": sha256() } });
    await expect(ensureEngine(machineWith(), [unreachable])).rejects.toThrow(/127\.0\.0\.1:9 cannot be reached/);
  });
});
