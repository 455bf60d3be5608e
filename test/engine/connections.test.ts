import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";
import { yamlImage } from "../support/yamlProject";

// What SECURITY.md says: the provider connects to the configured endpoint and to the engine that started it, nowhere else.

let place: EmulatedStack;
afterEach(() => place?.cleanup());

/** A stack whose Node.js processes record their connections. */
async function open(): Promise<string> {
  place = await emulatedStack({ program: program(image("web", { instanceId: "i-web" })) });
  const file = join(place.stack.folder, "connections");
  const recorder = join(__dirname, "..", "support", "recordConnections.cjs");
  Object.assign(place.stack.env, { CONNECTIONS: file, NODE_OPTIONS: `--require ${recorder}` });
  return file;
}

test.each(["dynamic", "plugin"])(
  "%s: no process connects to anything but the endpoint and the engine",
  async (host) => {
    const file = await open();
    if (host === "plugin") await place.stack.setProject(yamlImage({ instanceId: "i-web" }));
    const { stack, emulator } = place;
    await succeeds(stack.preview());
    await succeeds(stack.up());
    await succeeds(stack.refresh());
    await succeeds(stack.destroy());
    expect(emulator.history()).toHaveLength(1);

    expect(existsSync(file)).toBe(true);
    const records = readFileSync(file, "utf8").trim().split("\n");
    const connections = records.map((line) => JSON.parse(line) as { to: string; argv: string[] });
    const endpoint = new URL(emulator.url).host;
    const isEngine = ({ to, argv }: (typeof connections)[number]) =>
      to.startsWith("127.0.0.1:") && argv.some((argument) => argument.endsWith(to));
    expect(connections.filter(({ to }) => to === endpoint)).not.toEqual([]);
    expect(connections.filter(isEngine)).not.toEqual([]);
    expect(connections.filter((each) => each.to !== endpoint && !isEngine(each))).toEqual([]);
  },
);
