import { rmSync } from "node:fs";
import { createEmulator, type Emulator } from "../../emulator";
import { ACTIONS, type Action } from "../../provider/zenlayer/actions";
import { commandLine, emptyFolder, fakePulumi } from "../../test/support/commandLine";
import type { CheckResult } from "./checks/checkResult";

let emulator: Emulator;
let folder: string;
beforeEach(async () => {
  folder = emptyFolder();
  emulator = createEmulator();
  await emulator.start();
});
afterEach(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true });
});

const PULUMI = { version: "v3.259.0", "plugin ls": [], "config --json": {} };
const VM = ["DescribeZones", "DescribeImageQuota", "DescribeImages", "DescribeInstances", "quota"];
const ZEC = [
  "zec DescribeZones",
  "zec DescribeRegions",
  "zec DescribeCustomImages",
  "zec DescribeInstances",
  "zec DescribeZoneGpuInstanceConfigInfos",
  "zec DescribeImageCopyProgress",
  "zrm ModifyResourceTags",
  "user AddResourceResourceGroup",
];

/** Only the tests against a real account use these. */
const ONLY_PROBED: Action[] = ["DescribeImage", "DescribeInstancesStatus"];

test("every action that the provider reads with has a line", () => {
  const reads = (Object.keys(ACTIONS) as Action[]).filter((action) => !ACTIONS[action].writes);
  const lines = [...VM, ...ZEC].filter((name) => Object.hasOwn(ACTIONS, name));
  expect(lines.filter((name) => !ACTIONS[name as Action].writes).sort()).toEqual(
    reads.filter((action) => !ONLY_PROBED.includes(action)).sort(),
  );
});

/** @param types type tokens of the stack's resources */
async function doctor(args: string[], types?: string[]): Promise<{ code: number; access: CheckResult[] }> {
  const resources = types?.map((type) => ({ urn: `urn:pulumi:dev::test::${type}::x`, type }));
  const answers = resources === undefined ? {} : { "stack export": { deployment: { resources } } };
  const { code, out } = await commandLine(["doctor", "--json", ...args], {
    folder,
    env: {
      PATH: fakePulumi(folder, { ...PULUMI, ...answers }),
      ZENLAYER_ENDPOINT: emulator.url,
      ZENLAYER_ACCESS_KEY_ID: emulator.accessKeyId,
      ZENLAYER_ACCESS_KEY_SECRET: emulator.accessKeyPassword,
    },
  });
  const { checks } = JSON.parse(out) as { checks: CheckResult[] };
  return { code, access: checks.slice(checks.findIndex(({ name }) => name === "access key") + 1) };
}

test.each<[string, string[], string[] | undefined, string[]]>([
  ["nothing is known", [], undefined, VM],
  ["the stack has images of vm", ["--stack", "dev"], ["zenlayer:index:CustomImage"], VM],
  [
    "the stack has images of both",
    ["--stack", "dev"],
    ["zenlayer:index:ZecImage", "zenlayer:index:ImageFamily"],
    [...VM, ...ZEC],
  ],
  ["the stack has images of Elastic Compute", ["--stack", "dev"], ["pulumi-nodejs:dynamic/zenlayer:ZecImage"], ZEC],
  ["the stack has other resources", ["--stack", "dev"], ["random:index:Pet"], VM],
  ["the stack's state cannot be read", ["--stack", "dev"], undefined, VM],
  ["it is asked for", ["--product", "zec"], undefined, ZEC],
  ["it is asked for, and the stack has others", ["--stack", "dev", "--product", "vm"], ["zenlayer:index:ZecImage"], VM],
])("%s: the actions that are needed are checked", async (_, args, types, names) => {
  const { code, access } = await doctor(args, types);
  expect({ code, checks: access.map(({ name }) => name) }).toEqual({ code: 0, checks: names });
});

test("each read is sent once, and none that changes anything", async () => {
  emulator.zec.addImage({ sourceRegionId: "asia-east-1", imageName: "web" });
  const { access } = await doctor(["--product", "zec"]);
  expect(access.map(({ status }) => status)).toEqual([...Array<string>(6).fill("ok"), "skipped", "skipped"]);
  expect(emulator.calls().map(({ service, action }) => `${service} ${action}`)).toEqual([
    "zec DescribeZones",
    "zec DescribeCustomImages",
    "zec DescribeRegions",
    "zec DescribeInstances",
    "zec DescribeZoneGpuInstanceConfigInfos",
    "zec DescribeImageCopyProgress",
  ]);
});

test.each(ZEC.slice(0, 6))("a permission missing for %s has its own line and remedy", async (name) => {
  emulator.zec.addImage({ sourceRegionId: "asia-east-1", imageName: "web" });
  const body = { requestId: "T", code: "AUTHFAILURE_UNAUTHORIZED_OPERATION", message: "no permission" };
  emulator.faults.add({ service: "zec", action: name.split(" ")[1]!, kind: "body", status: 401, body });
  const { code, access } = await doctor(["--product", "zec"]);
  const failures = access.filter(({ status }) => status === "failure");
  expect({ code, failures: failures.map((each) => each.name) }).toEqual({ code: 1, failures: [name] });
  expect(failures[0]?.text).toMatch(new RegExp(`do not allow ${name}.*Grant their member that permission`));
});
