import { cp, mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { EmulatedStack } from "../support/emulatedStack";
import { isLong } from "./support/long";
import { at, type Moment } from "./support/moments";
import { realLife, untilDone } from "./support/realLife";

const root = join(__dirname, "../..");

/** The SDKs that the hook into their gRPC server is tested with: package names in this repository. */
const sdks = ["@pulumi/pulumi", "pulumi-newest"].map((name) => {
  const { version } = jest.requireActual<{ version: string }>(join(root, "node_modules", name, "package.json"));
  return { name, version };
});

const third: Moment = { action: "DescribeImages", nth: 3, after: "CreateImage", phase: "before" };
/** Much longer than any of the commands takes if it does not wait. */
const patience = { createImageMs: 6_000 };

/** A lifecycle whose program and provider use this SDK, resolved as for an installed package. */
async function lifeWith(sdk: string): Promise<EmulatedStack> {
  const life = await realLife("dynamic", patience);
  const modules = join(life.stack.folder, "node_modules");
  await mkdir(join(modules, "@pulumi"), { recursive: true });
  await symlink(join(root, "node_modules", sdk), join(modules, "@pulumi", "pulumi"));
  const own = join(modules, "pulumi-zenlayer");
  for (const part of ["dist", "package.json", "schema.json"])
    await cp(join(root, part), join(own, part), { recursive: true });
  return life;
}

describe.each(sdks)("SDK $version", ({ name }) => {
  let life: EmulatedStack;
  beforeEach(async () => void (life = await lifeWith(name)));
  afterEach(() => life.cleanup());

  test("the first Ctrl-C ends the wait at once, with the id in state", async () => {
    const { stack, emulator } = life;
    const up = stack.start("up", "--yes", "--skip-preview");
    const watch = at(emulator, third, () => up.interrupt());
    const { output } = await up.finished;
    emulator.onCall = undefined;
    expect(watch.met).toBe(true);
    expect(output).toContain("was interrupted. It is kept");
    const [image] = emulator.images();
    expect(image?.imageStatus).toBe("CREATING"); // it did not wait for the image
    expect((await stack.resource("golden"))?.id).toBe(image?.imageId);
    expect(await sdkInUse(life)).toBe(name);
    await untilDone(() => stack.destroy(), 1);
    expect(emulator.history()).toHaveLength(1);
  });

  // Otherwise every other test with the engine would fail, too.
  (isLong ? test : test.skip)(
    "the engine's own end is no cancel: a whole life passes without a word of it",
    async () => {
      const { stack } = life;
      const outputs = [...(await untilDone(() => stack.up(), 1)), (await stack.refresh()).output];
      outputs.push(...(await untilDone(() => stack.destroy(), 1)));
      expect(outputs.join()).not.toMatch(/interrupt|cancel|error/i);
    },
  );

  test("where the hook does not fit, a Ctrl-C waits for the end, without an error", async () => {
    const { stack, emulator } = life;
    // Loaded into every process of the run before anything else: a gRPC library without that private function.
    stack.env["NODE_OPTIONS"] = `--require ${join(__dirname, "support", "withoutHook.cjs")}`;
    const up = stack.start("up", "--yes", "--skip-preview");
    const watch = at(emulator, third, () => up.interrupt());
    const { output } = await up.finished;
    emulator.onCall = undefined;
    expect(watch.met).toBe(true);
    expect(output).not.toMatch(/interrupted|TypeError|mistake/);
    const [image] = emulator.images();
    expect(image?.imageStatus).toBe("AVAILABLE");
    expect((await stack.resource("golden"))?.outputs["imageStatus"]).toBe("AVAILABLE");
  });
});

/** The package that a module of the stack's folder gets for `@pulumi/pulumi`. */
async function sdkInUse({ stack }: EmulatedStack): Promise<string> {
  const path = require.resolve("@pulumi/pulumi/package.json", {
    paths: [join(stack.folder, "node_modules", "pulumi-zenlayer")],
  });
  return sdks.find(({ name }) => dirname(path) === join(root, "node_modules", name))?.name ?? path;
}
