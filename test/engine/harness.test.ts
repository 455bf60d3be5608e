import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { Stack } from "../support/engine";

/** A dynamic resource with nothing to do with ours: the harness is tested before what is tested with it. */
const program = (size: string) => `
  const pulumi = require("@pulumi/pulumi");
  const provider = {
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
  exports.greeting = new pulumi.Config("zenlayer").get("greeting");
  exports.home = process.env.HOME;
`;

let stack: Stack;
afterEach(() => stack.cleanup());

test("a life: preview, up, changed program, refresh, destroy", async () => {
  stack = await Stack.create({ program: program("small"), config: { "zenlayer:greeting": "hello" } });
  expect((await stack.preview()).stdout).toContain("2 to create");
  expect(await stack.resource("box")).toBeUndefined();

  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(await stack.resource("box")).toMatchObject({ id: "box-1", inputs: { size: "small" } });
  expect(await stack.outputs()).toEqual({ greeting: "hello", home: stack.env.HOME });

  await stack.setProgram(program("large"));
  expect((await stack.up()).stdout).toContain("1 updated");
  expect(stack.stateText()).toContain('"large"');
  expect(await stack.refresh()).toMatchObject({ code: 0 });
  expect((await stack.destroy()).stdout).toContain("2 deleted");
  expect((await stack.state()).resources).toEqual([]);
});

test("a program that fails is an answer, not an exception", async () => {
  // With Node 20 the SDK takes a minute to print an error whose stack leads through its own source maps.
  stack = await Stack.create({ program: 'throw Object.assign(new Error("broken on purpose"), { stack: "" });' });
  const { code, output } = await stack.up();
  expect(code).not.toBe(0);
  expect(output).toContain("broken on purpose");
});

test("TypeScript programs and secrets", async () => {
  const program = `
    import * as pulumi from "@pulumi/pulumi";
    const greeting: pulumi.Output<string> = new pulumi.Config("zenlayer").requireSecret("greeting");
    export const loud = greeting.apply((text) => text.toUpperCase());`;
  stack = await Stack.create({ program, typescript: true });
  await stack.setSecret("zenlayer:greeting", "psst");
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(stack.stateText()).toContain("ciphertext");
  expect(stack.stateText()).not.toMatch(/psst/i);
});

test("a command under way can be watched and killed, and cleanup ends what it started", async () => {
  stack = await Stack.create({ program: program("endless") });
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

/** Waits until none of `pids` runs: the system takes its time to end what was killed. */
async function ended(pids: number[]): Promise<void> {
  while (running(pids).length > 0) await setImmediate();
}

/** Those of `pids` that run; one that ended but was not yet collected by its parent does not. */
function running(pids: number[]): string[] {
  const { stdout } = spawnSync("ps", ["-o", "pid=,stat=,args=", "-p", pids.join(",")], { encoding: "utf8" });
  return stdout.split("\n").filter((row) => row !== "" && !/^\s*\d+\s+Z/.test(row));
}
