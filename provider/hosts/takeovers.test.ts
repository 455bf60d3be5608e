import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Takeover } from "../customImage";
import { isAlive, SharedTakeovers, takeoverFolders, type Surroundings } from "./takeovers";

const HOUR = 60 * 60_000;
const ADDRESS = "127.0.0.1:40001";
const wanted: Takeover = { imageId: "img-1", resource: 'CustomImage "new"', status: "wanted" };
const held: Takeover = { ...wanted, status: "held" };

let base: string;
let folders: string[];
let dead: boolean;
let later: number;
let warnings: string[];
let cleanUps: (() => void)[];

beforeEach(() => {
  base = fs.mkdtempSync(join(tmpdir(), "takeovers-"));
  folders = [join(base, "home", "zenlayer-runs"), join(base, "tmp")];
  fs.mkdirSync(join(base, "home"));
  [dead, later, warnings, cleanUps] = [false, 0, [], []];
});
afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

/** What a provider process of the run has. */
const open = (more: Partial<Surroundings> = {}): SharedTakeovers =>
  new SharedTakeovers({
    address: ADDRESS,
    folders,
    warn: (text) => void warnings.push(text),
    now: () => Date.now() + later,
    isAlive: () => !dead,
    atExit: (cleanUp) => void cleanUps.push(cleanUp),
    ...more,
  });

const files = (folder = folders[0]!) => (fs.existsSync(folder) ? fs.readdirSync(folder) : []);
const fileOf = () => join(folders[0]!, files()[0]!);

test("a process that has nothing to record touches no disk, and asks for no clean-up", () => {
  expect(open().of("img-1")).toEqual([]);
  expect(fs.readdirSync(base)).toEqual(["home"]);
  expect(fs.readdirSync(join(base, "home"))).toEqual([]);
  expect(cleanUps).toEqual([]);
});

test("what one process records, another one of the run finds; the latest of each resource counts", () => {
  const one = open();
  one.record(wanted);
  one.record({ ...wanted, imageId: "img-2" });
  one.record(held);
  const expected = [{ ...held, abandoned: false }];
  expect(open().of("img-1")).toEqual(expected);
  expect(open({ folders: [...folders].reverse() }).of("img-1")).toEqual(expected);
  expect(one.of("img-1")).toEqual([held]);
  expect({
    own: one.statusOf("img-1", wanted.resource),
    other: open().statusOf("img-1", wanted.resource),
  }).toEqual({ own: "held", other: undefined });
  expect(warnings).toEqual([]);
});

test("the same again is not written again", () => {
  const one = open();
  one.record(held);
  const size = fs.statSync(fileOf()).size;
  one.record(held);
  expect(fs.statSync(fileOf()).size).toBe(size);
});

test("another run's process finds nothing, and one without an engine keeps to itself", () => {
  open().record(wanted);
  expect(open({ address: "127.0.0.1:40002" }).of("img-1")).toEqual([]);
  const alone = open({ address: undefined });
  expect(alone.of("img-1")).toEqual([]);
  alone.record(held);
  expect(alone.of("img-1")).toEqual([held]);
  expect(files()).toHaveLength(1);
});

test("only its user can read and write what is recorded", () => {
  open().record(wanted);
  const modeOf = (path: string) => fs.statSync(path).mode & 0o777;
  expect({ folder: modeOf(folders[0]!), file: modeOf(fileOf()) }).toEqual({ folder: 0o700, file: 0o600 });
});

describe("at the end of a process", () => {
  test("its file goes, and takes nothing of others with it", () => {
    const one = open();
    one.record(wanted);
    open().record({ ...held, resource: "other" });
    cleanUps[0]!();
    expect(open().of("img-1")).toEqual([{ ...held, resource: "other", abandoned: false }]);
    one.end();
  });

  test("one that was killed leaves its file, whose takeovers are known to be nobody's", () => {
    open().record(held);
    dead = true;
    expect(open().of("img-1")).toEqual([{ ...held, abandoned: true }]);
  });

  test("a file of days ago is nobody's, even if a process has that number now, and is removed in the end", () => {
    open().record(held);
    later = 25 * HOUR;
    expect(open().of("img-1")).toEqual([{ ...held, abandoned: true }]);
    open({ address: "127.0.0.1:40002" }).record(wanted);
    expect(files()).toHaveLength(2);
    later = 8 * 24 * HOUR;
    open({ address: "127.0.0.1:40003" }).record(wanted);
    expect(files()).toHaveLength(1);
  });

  test("whether a process lives", () => {
    expect({ own: isAlive(process.pid), parent: isAlive(process.ppid), none: isAlive(2 ** 30) }).toEqual({
      own: true,
      parent: true,
      none: false,
    });
  });
});

describe("folders", () => {
  test("of Pulumi's home, wherever that is, else one of the user's own in the temporary folder", () => {
    const ofUser = join(tmpdir(), `pulumi-zenlayer-${process.getuid!()}`);
    expect(takeoverFolders({}, "/home/me")).toEqual(["/home/me/.pulumi/zenlayer-runs", ofUser]);
    expect(takeoverFolders({ PULUMI_HOME: "/pulumi" }, "/home/me")).toEqual(["/pulumi/zenlayer-runs", ofUser]);
  });

  test("the second is taken where Pulumi has no home", () => {
    fs.rmdirSync(join(base, "home"));
    open().record(wanted);
    expect({ first: files(), second: files(folders[1]) }).toEqual({ first: [], second: [expect.any(String)] });
    expect(open().of("img-1")).toHaveLength(1);
  });

  const spoilt: [string, (folder: string) => void][] = [
    ["a link", (folder) => fs.symlinkSync(fs.mkdtempSync(join(base, "theirs-")), folder)],
    ["a file", (folder) => fs.writeFileSync(folder, "")],
    [
      "writable for others",
      (folder) => {
        fs.mkdirSync(folder);
        fs.chmodSync(folder, 0o777);
      },
    ],
  ];
  test.each(spoilt)("one that is %s is neither read nor written", (_, spoil) => {
    open({ folders: [join(base, "ours")] }).record(held);
    const [name] = files(join(base, "ours"));
    spoil(folders[0]!);
    if (fs.statSync(folders[0]!).isDirectory()) fs.copyFileSync(join(base, "ours", name!), join(folders[0]!, name!));
    expect(open().of("img-1")).toEqual([]);
    const before = files(fs.realpathSync(base));
    open().record(wanted);
    expect(files(folders[1])).toHaveLength(1);
    expect(files(fs.realpathSync(base))).toEqual([...before, "tmp"].sort());
  });

  test("where none can be written, the process keeps to itself and says so once, if it matters", () => {
    const nowhere = open({ folders: [join(base, "no", "where")] });
    nowhere.record({ ...held, imageId: "img-0" });
    expect(warnings).toEqual([]);
    const other = open({ folders: [join(base, "no", "where")] });
    other.record(wanted);
    other.record({ ...wanted, imageId: "img-2" });
    expect(warnings).toEqual([expect.stringMatching(/ CustomImage "new" adopts image img-1, .*ENOENT/)]);
    expect(other.of("img-1")).toEqual([wanted]);
  });
});

describe("a file that cannot be made out lets no image go", () => {
  test.each<[string, (path: string) => void, RegExp]>([
    ["half a line", (path) => fs.appendFileSync(path, '{"imageId":"img-1",'), /Its last line is not whole/],
    ["garbage", (path) => fs.appendFileSync(path, "garbage\n"), /JSON/],
    [
      "a link",
      (path) => {
        fs.renameSync(path, join(base, "elsewhere"));
        fs.symlinkSync(join(base, "elsewhere"), path);
      },
      /ELOOP/,
    ],
  ])("%s", (_, spoil, why) => {
    open().record({ ...held, imageId: "img-2" });
    spoil(fileOf());
    expect(() => open().of("img-1")).toThrow(why);
    expect(() => open().of("img-1")).toThrow(/^Image img-1 was not deleted and stays in state: .*zenlayer-runs/);
  });
});
