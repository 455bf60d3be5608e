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
import { copyFolder, engineVariable, findEngine } from "./findEngine";
import { executables, type Machine, type Source } from "./machine";
import { provideEngine } from "./provideEngine";

let folder: string;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "engine-"));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const finished = (code: number, stdout = ""): Finished => ({ code, stdout, stderr: "", output: stdout });

/** A machine whose commands are answered by `answer`; a `pulumi` answers with the version written in its file. */
function machineWith(env: NodeJS.ProcessEnv = {}, answer?: (command: string, args: string[]) => Finished): Machine {
  return {
    env,
    platform: "linux-x64",
    copies: join(folder, "copies"),
    say: (line) => said.push(line),
    run: async (command, args) =>
      args[0] === "version" && command.endsWith("/pulumi")
        ? finished(0, `${readFileSync(command, "utf8")}\n`)
        : (answer?.(command, args) ?? finished(127)),
  };
}

/** Lays down the executables of an engine. */
function engineIn(path: string, version = "v3.259.0", names = executables): string {
  mkdirSync(path, { recursive: true });
  for (const name of names) {
    writeFileSync(join(path, name), version);
    chmodSync(join(path, name), 0o755);
  }
  return path;
}

const nothing: Source = async () => ({ failed: "nothing came" });
const never: Source = async () => {
  throw new Error("must not be asked");
};
const delivering: Source = async (target) => {
  engineIn(target);
  return "done";
};

describe("finding", () => {
  test("the folder named by the variable wins over PATH", async () => {
    const named = engineIn(join(folder, "named"));
    const machine = machineWith({ [engineVariable]: named, PATH: engineIn(join(folder, "path")) });
    expect(await findEngine(machine)).toBe(named);
  });

  test("a named folder that will not do is an error, not a reason to look elsewhere", async () => {
    const env = { [engineVariable]: engineIn(join(folder, "old"), "v3.100.0"), PATH: engineIn(join(folder, "path")) };
    await expect(findEngine(machineWith(env))).rejects.toThrow(/old, which holds version 3\.100\.0, not 3\.216\.0/);
    await expect(findEngine(machineWith({ [engineVariable]: join(folder, "absent") }))).rejects.toThrow(
      /absent, which has no pulumi, /,
    );
  });

  test("a pulumi on PATH wins over a copy", async () => {
    const machine = machineWith({ PATH: [join(folder, "empty"), engineIn(join(folder, "path"))].join(delimiter) });
    engineIn(copyFolder(machine));
    expect(await findEngine(machine)).toBe(join(folder, "path"));
  });

  test.each(["3.216.0", "v3.216.1", "3.1000.0", "4.0.0", "v3.260.0-dev.1"])(
    "version %s is new enough",
    async (version) => {
      expect(await findEngine(machineWith({ PATH: engineIn(join(folder, "path"), version) }))).toBe(
        join(folder, "path"),
      );
    },
  );

  test.each(["v3.215.9", "2.999.0", "", "nonsense"])("version %p is not, and that is said", async (version) => {
    const machine = machineWith({ PATH: engineIn(join(folder, "path"), version) });
    const copy = engineIn(copyFolder(machine));
    expect(await findEngine(machine)).toBe(copy);
    expect(said).toEqual([expect.stringContaining("not 3.216.0 or newer")]);
  });

  test("a pulumi without its Node.js host is left aside", async () => {
    expect(
      await findEngine(machineWith({ PATH: engineIn(join(folder, "path"), "v3.259.0", ["pulumi"]) })),
    ).toBeUndefined();
    expect(said).toEqual([expect.stringContaining("has no pulumi-language-nodejs, pulumi-resource-pulumi-nodejs")]);
  });

  test("the hosts may stand beside what a link on PATH points to", async () => {
    const real = engineIn(join(folder, "real"));
    mkdirSync(join(folder, "links"));
    symlinkSync(join(real, "pulumi"), join(folder, "links", "pulumi"));
    expect(await findEngine(machineWith({ PATH: join(folder, "links") }))).toBe(real);
  });
});

describe("getting", () => {
  test("nothing is got when something is there", async () => {
    const machine = machineWith({ PATH: engineIn(join(folder, "path")) });
    expect(await provideEngine(machine, [never])).toBe(join(folder, "path"));
  });

  test("sources are asked in order until one delivers, why another did not is said, and then none is asked again", async () => {
    const machine = machineWith();
    expect(await provideEngine(machine, [nothing, delivering, never])).toBe(copyFolder(machine));
    expect(said).toEqual(["Not this way: nothing came."]);
    expect(await provideEngine(machine, [never])).toBe(copyFolder(machine));
  });

  test("one sentence tells what was tried and how to install Pulumi", async () => {
    const message = "No Pulumi engine: none on PATH, nothing came, nothing came. Install Pulumi 3.216.0 or newer";
    await expect(provideEngine(machineWith(), [nothing, nothing])).rejects.toThrow(message);
  });

  test("a source cut short leaves nothing that is taken for an engine", async () => {
    const machine = machineWith();
    const cutShort: Source = async (target) => {
      engineIn(target);
      throw new Error("killed");
    };
    await expect(provideEngine(machine, [cutShort])).rejects.toThrow("killed");
    expect(await findEngine(machine)).toBeUndefined();

    const careful: Source = async (target, m) => {
      expect(existsSync(join(target, "pulumi"))).toBe(false);
      return delivering(target, m);
    };
    expect(await provideEngine(machine, [careful])).toBe(copyFolder(machine));
  });

  test("a source that says done but did not deliver all is passed over", async () => {
    const half: Source = async (target) => {
      engineIn(target, "v3.259.0", ["pulumi"]);
      return "done";
    };
    await expect(provideEngine(machineWith(), [half])).rejects.toThrow(/what was got lacks pulumi-language-nodejs/);
  });

  test("two at once: one gets it, the other waits", async () => {
    const machine = machineWith();
    let asked = 0;
    let release: () => void = () => undefined;
    const waitedFor = new Promise<void>((resolve) => (release = resolve));
    const slow: Source = async (target, m) => {
      asked++;
      await waitedFor;
      return delivering(target, m);
    };
    const first = provideEngine(machine, [slow]);
    const second = provideEngine({ ...machine, say: (line) => (said.push(line), release()) }, [slow]);
    expect(await Promise.all([first, second])).toEqual([copyFolder(machine), copyFolder(machine)]);
    expect(asked).toBe(1);
    expect(said).toEqual([expect.stringContaining(`Process ${process.pid} is getting the engine`)]);
  });

  test("the lock of a process that is gone is taken over", async () => {
    const machine = machineWith();
    mkdirSync(machine.copies);
    const gone = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).trim();
    writeFileSync(`${copyFolder(machine)}.lock`, gone);
    expect(await provideEngine(machine, [delivering])).toBe(copyFolder(machine));
    expect(existsSync(`${copyFolder(machine)}.lock`)).toBe(false);
  });
});

describe("building with Go", () => {
  /** Go as the build sees it: puts the tools of a module where `-o` says. */
  function go(args: string[], status = 0): Finished {
    if (args[0] === "build") {
      const hosts = !args.some((arg) => arg.includes("version.Version=v3.259.0"));
      engineIn(args[args.indexOf("-o") + 1]!, "v3.259.0", [hosts ? "pulumi-language-nodejs" : "pulumi"]);
      return finished(status, "go: words\n");
    }
    if (args[0] !== "list") return finished(0);
    const scripts = join(folder, "sdk", "python", "cmd");
    engineIn(scripts, "", ["pulumi-language-python-exec"]);
    return finished(0, `${join(folder, "sdk")}\n`);
  }

  test("builds both modules and adds the scripts", async () => {
    const machine = machineWith({}, (command, args) => (command === "go" ? go(args) : finished(127)));
    expect(await provideEngine(machine, [buildEngine])).toBe(copyFolder(machine));
    expect(existsSync(join(copyFolder(machine), "pulumi-language-python-exec"))).toBe(true);
    expect(said[0]).toMatch(/Building Pulumi 3\.259\.0 with Go: once, about 5 to 8 minutes/);
  });

  test("without Go it says so", async () => {
    await expect(provideEngine(machineWith(), [buildEngine])).rejects.toThrow("there is no Go to build it with");
  });

  test("a failed build shows what Go said and leaves no engine", async () => {
    const machine = machineWith({}, (_, args) => go(args, args[0] === "build" ? 1 : 0));
    await expect(provideEngine(machine, [buildEngine])).rejects.toThrow("Go could not build the engine (see above)");
    expect(said).toContain("go: words");
    expect(await findEngine(machine)).toBeUndefined();
  });
});

describe("downloading", () => {
  let server: Server;
  let archive: Buffer;

  beforeEach(async () => {
    engineIn(join(folder, "release", "pulumi"));
    archive = execFileSync("tar", ["-cz", "-C", join(folder, "release"), "pulumi"]);
    server = createServer((request, response) =>
      request.url === "/pulumi-v3.259.0-linux-x64.tar.gz" ? response.end(archive) : response.writeHead(404).end(),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const site = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sha256 = () => createHash("sha256").update(archive).digest("hex");
  const downloading =
    (release: { site: string; sha256: Record<string, string> }): Source =>
    (target, machine) =>
      downloadFrom(release, target, machine);
  const withTar = (): Machine =>
    machineWith({}, (command, args) => finished(0, execFileSync(command, args, { encoding: "utf8" })));

  test("an archive with the pinned checksum is unpacked", async () => {
    const source = downloading({ site: site(), sha256: { "linux-x64": sha256() } });
    const machine = withTar();
    expect(await provideEngine(machine, [source])).toBe(copyFolder(machine));
  });

  test("another checksum is refused, and nothing of it is kept", async () => {
    const source = downloading({ site: site(), sha256: { "linux-x64": "0".repeat(64) } });
    const machine = withTar();
    await expect(provideEngine(machine, [source])).rejects.toThrow("has another checksum");
    expect(await findEngine(machine)).toBeUndefined();
  });

  test("a platform without a release, a missing file, a silent site: said in a few words", async () => {
    await expect(provideEngine(machineWith(), [downloading({ site: site(), sha256: {} })])).rejects.toThrow(
      "no release for linux-x64",
    );
    const missing = downloading({ site: `${site()}/elsewhere`, sha256: { "linux-x64": sha256() } });
    await expect(provideEngine(machineWith(), [missing])).rejects.toThrow(/127\.0\.0\.1:\d+ cannot be reached \(.*404/);
    const silent = downloading({ site: "http://127.0.0.1:9", sha256: { "linux-x64": sha256() } });
    await expect(provideEngine(machineWith(), [silent])).rejects.toThrow(/127\.0\.0\.1:9 cannot be reached/);
  });
});
