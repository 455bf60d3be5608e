import { join } from "node:path";
import { run } from "../../tools/run";

const root = join(__dirname, "..", "..");

/** Runs a script in its own process until Node.js exits: with the built package and one SDK. */
const runScript = (sdk: string, ...lines: string[]) => {
  const script = [
    'const Module = require("node:module");',
    "const resolve = Module._resolveFilename;",
    `Module._resolveFilename = (name, ...rest) => resolve(name === "@pulumi/pulumi" ? "${sdk}" : name, ...rest);`,
    'const pulumi = require("@pulumi/pulumi");',
    'const zenlayer = require("pulumi-zenlayer");',
    ...lines,
  ];
  return run(process.execPath, ["-e", script.join("\n")], { cwd: root });
};

const later = "await new Promise((resolve) => setTimeout(resolve, 50));";
const names = ["getImage", "getImages", "getImageQuota", "getImageUsers"];
const failingMocks = (...lines: string[]) => [
  "(async () => {",
  "  await pulumi.runtime.setMocks({",
  "    newResource: ({ name, inputs }) => ({ id: name, state: inputs }),",
  '    call: () => { throw Object.assign(new Error(), { details: "mocked" }); },',
  "  });",
  ...lines,
  "})();",
];

describe.each(["@pulumi/pulumi", "pulumi-newest"])("with %s", (sdk) => {
  test.each(names.flatMap((name) => [name, `${name}Output`]))(
    "a %s that a mock rejects and nothing uses does not end the process",
    async (name) => {
      const { code, output } = await runScript(
        sdk,
        ...failingMocks(
          `  const failed = zenlayer.${name}({ zoneIds: ["SIN-A"] });`,
          `  ${later}`,
          `  await (failed.promise?.() ?? failed).catch(({ message }) => console.log("caught " + message));`,
          `  ${later}`,
        ),
      );
      expect({ code, output }).toEqual({ code: 0, output: "caught mocked\n" });
    },
  );

  test("a rejected call that a test does not handle ends the process like any error", async () => {
    const { code, output } = await runScript(sdk, ...failingMocks("  zenlayer.getImage({}).then(String);"));
    expect(code).toBe(1);
    expect(output).toContain("mocked");
  });

  test("Node's warning about promises that are handled late is kept for other errors", async () => {
    const { code, output } = await runScript(
      sdk,
      'process.on("unhandledRejection", () => undefined);',
      "(async () => {",
      '  const ours = zenlayer.getImage({ imageNam: "misspelled" });',
      '  const others = Promise.reject(new Error("of the program"));',
      `  ${later}`,
      '  await others.catch(() => console.error("others handled"));',
      `  ${later}`,
      '  await ours.catch(() => console.error("ours handled"));',
      `  ${later}`,
      "})();",
    );
    expect(code).toBe(0);
    expect(output).toMatch(/ours handled/);
    expect(output.match(/PromiseRejectionHandledWarning/g)).toHaveLength(1);
    expect(output.indexOf("PromiseRejectionHandledWarning")).toBeLessThan(output.indexOf("ours handled"));
  });
});
