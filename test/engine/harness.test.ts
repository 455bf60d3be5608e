import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { Stack } from "../support/engine";

/** An unrelated dynamic resource: these tests are about the harness itself. */
const program = (size: string) => `
  import * as pulumi from "@pulumi/pulumi";
  interface Size { size: string }
  const provider: pulumi.dynamic.ResourceProvider<Size, Size> = {
    check: async (olds, news) => ({ inputs: news }),
    diff: async (id, olds, news) => ({ changes: olds.size !== news.size }),
    create: async (inputs) => {
      while (inputs.size === "endless") await new Promise((resolve) => setTimeout(resolve, 100));
      return { id: "box-1", outs: inputs };
    },
    update: async (id, olds, news) => ({ outs: news }),
  };
  class Box extends pulumi.dynamic.Resource {}
  new Box(provider, "box", { size: ${JSON.stringify(size)} });
  const config = new pulumi.Config("zenlayer");
  export const greeting = config.get("greeting");
  export const loud = config.getSecret("word")?.apply((text) => text.toUpperCase());
  export const home = process.env.HOME;
`;

let stack: Stack;
afterEach(() => stack.cleanup());

test("a lifecycle with a TypeScript program and a secret: preview, up, changed program, refresh, destroy", async () => {
  const config = { "zenlayer:greeting": "hello" };
  stack = await Stack.create({ program: program("small"), typescript: true, config });
  await stack.setSecret("zenlayer:word", "psst");
  expect((await stack.preview()).stdout).toContain("2 to create");
  expect(await stack.resource("box")).toBeUndefined();

  // The preview has compiled the program.
  stack.env.PULUMI_NODEJS_TRANSPILE_ONLY = "true";
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(await stack.resource("box")).toMatchObject({ id: "box-1", inputs: { size: "small" } });
  const { loud, ...outputs } = await stack.outputs();
  expect(outputs).toEqual({ greeting: "hello", home: stack.env.HOME });
  expect(loud).toHaveProperty("ciphertext");
  expect(stack.stateText()).not.toMatch(/psst/i);

  await stack.setProgram(program("large"));
  expect((await stack.up()).stdout).toContain("1 updated");
  expect(stack.stateText()).toContain('"large"');
  expect(await stack.refresh()).toMatchObject({ code: 0 });
  expect((await stack.destroy()).stdout).toContain("2 deleted");
  expect((await stack.state()).resources).toEqual([]);
});

test("a program that fails is a result, not an exception", async () => {
  // With Node 20 the SDK takes a minute to print an error whose stack leads through its own source maps.
  stack = await Stack.create({ program: 'throw Object.assign(new Error("broken on purpose"), { stack: "" });' });
  const { code, output } = await stack.up();
  expect(code).not.toBe(0);
  expect(output).toContain("broken on purpose");
});

test("a running command can be watched and killed, and cleanup ends what it started", async () => {
  const env = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
  stack = await Stack.create({ program: program("endless"), typescript: true, env });
  const up = stack.start("up", "--yes", "--skip-preview");
  await up.until(/box creating/);
  const started = up.descendants();
  expect(started.length).toBeGreaterThan(1);
  up.kill();
  expect(await up.finished).toMatchObject({ code: 137 });
  await stack.cleanup();
  await ended(started);
  expect(existsSync(stack.folder)).toBe(false);
});

/** Waits until none of `pids` runs: killed processes do not end at once. */
async function ended(pids: number[]): Promise<void> {
  while (running(pids).length > 0) await setImmediate();
}

/** Those of `pids` that run. Zombies do not count. */
function running(pids: number[]): string[] {
  const { stdout } = spawnSync("ps", ["-o", "pid=,stat=,args=", "-p", pids.join(",")], { encoding: "utf8" });
  return stdout.split("\n").filter((row) => row !== "" && !/^\s*\d+\s+Z/.test(row));
}
