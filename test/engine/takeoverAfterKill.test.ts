import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createEmulator, type Emulator, type EmulatedImage } from "../../emulator";
import { isWorkingName } from "../../provider/customImage/workingName";
import { inParallel } from "../reliability/support/inParallel";
import { isLong } from "../reliability/support/long";
import { killAll, onAnotherMachine } from "../reliability/support/machines";
import { hosts, type HostKind } from "../reliability/support/realLife";
import { messagesIn } from "../support/diagnostics";
import { program, succeeds } from "../support/emulatedStack";
import { fastStart, Stack, type StackOptions } from "../support/engine";
import { root } from "../../tools/codegen/packageSpec";
import { pluginOfCheckout } from "../support/yamlProject";

// Pulumi is killed while the images of a program are being created; then `pulumi cancel`, a preview and one `pulumi up`.

const ZONE = "HKG-A";
const createImageMs = 60_000;

/** A resource of the program, and the state of its image before the next `up`. */
interface Row {
  title: string;
  imageName?: string;
  status?: "CREATING" | "AVAILABLE" | "UNAVAILABLE";
  /** It had an image of another instance before, and is replaced. */
  isReplacement?: true;
  deleteBeforeReplace?: true;
  /** Type of the component that it is in. */
  parent?: string;
  /** The killed run stops the instance. `again` is what a user does with it before the next `up`. */
  stops?: { again: "started" | "nothing" };
  /** Logical name, if it is not the key of the row. */
  name?: string;
}

const rows: Record<string, Row> = {
  named: { title: "AVAILABLE, with an imageName", imageName: "golden" },
  unnamed: { title: "AVAILABLE, without an imageName" },
  creating: { title: "still CREATING", imageName: "slow", status: "CREATING" },
  creatingUnnamed: { title: "still CREATING, without an imageName", status: "CREATING" },
  failed: { title: "UNAVAILABLE", imageName: "bad", status: "UNAVAILABLE" },
  replaced: { title: "of a replacement", imageName: "new", isReplacement: true },
  replacedUnnamed: { title: "of a replacement, without an imageName", isReplacement: true },
  deletedFirst: {
    title: "of a replacement with deleteBeforeReplace",
    isReplacement: true,
    deleteBeforeReplace: true,
  },
  blue: { title: "of a component", name: "twin", imageName: "twin", parent: "test:index:Blue" },
  green: {
    title: "of another component, whose child has the same name",
    name: "twin",
    imageName: "twin",
    parent: "test:index:Green",
  },
  stopped: { title: "of an instance that the killed run stopped", stops: { again: "nothing" } },
  started: { title: "of an instance that was started in the meantime", stops: { again: "started" } },
};
const names = Object.keys(rows);
const instanceOf = (name: string) => `i-${name}`;
const formerOf = (name: string) => `i-${name}-former`;

const places = ["same machine", "new home folder", "another machine"] as const;
type Place = (typeof places)[number];

/** A line of the program. @param isBefore true: as before the replacement */
function declare(host: HostKind, key: string, isBefore: boolean): string {
  const { imageName, parent, name = key, isReplacement, deleteBeforeReplace, stops } = rows[key]!;
  const instanceId = isReplacement && isBefore ? formerOf(key) : instanceOf(key);
  const args = JSON.stringify({ instanceId, imageName, stopInstance: stops && true });
  const component = `new pulumi.ComponentResource(${JSON.stringify(parent)}, ${JSON.stringify(key)})`;
  const options = `{ deleteBeforeReplace: ${deleteBeforeReplace ?? false}${parent ? `, parent: ${component}` : ""} }`;
  return host === "dynamic"
    ? `new zenlayer.CustomImage("${name}", ${args}, ${options});`
    : `new pulumi.CustomResource("zenlayer:index:CustomImage", "${name}", ${args}, ${options});`;
}

/** What the next `up` did. */
interface Life {
  emulator: Emulator;
  stack: Stack;
  /** Images of the killed run, by row. */
  images: Record<string, EmulatedImage>;
  previewed: string[];
  warnings: string[];
  /** Instances that the next `up` stopped, and started. */
  stopped: string[];
  started: string[];
}

async function open(host: HostKind): Promise<{ stack: Stack; emulator: Emulator; options: StackOptions }> {
  const ids = [...names.map(instanceOf), ...names.map(formerOf)];
  const instances = ids.map((instanceId) => ({
    ...{ instanceId, zoneId: ZONE },
    instanceStatus: rows[instanceId.slice(2)]?.stops ? ("RUNNING" as const) : ("STOPPED" as const),
  }));
  const emulator = createEmulator({ instances, quota: 100, createImageMs });
  const env = { ...fastStart, ZENLAYER_ENDPOINT: await emulator.start(), ZENLAYER_TOKEN: emulator.token };
  const config = {
    "zenlayer:pollIntervalSeconds": "0.05",
    "zenlayer:settleSeconds": "0.2",
    "zenlayer:maxRequestsPerSecond": "1000",
  };
  const replaced = names.filter((name) => rows[name]!.isReplacement);
  const options = { program: program(...replaced.map((name) => declare(host, name, true))), config, env };
  return { stack: await Stack.create(options), emulator, options };
}

const projectOf = (host: HostKind): object => ({
  runtime: { name: "nodejs", options: { typescript: false } },
  ...(host === "plugin" && { plugins: pluginOfCheckout }),
});

/** Advances the emulator's clock with each call. */
const passing = (emulator: Emulator, ms: number): void => {
  emulator.onCall = ({ phase }) => {
    if (phase === "before") emulator.advance(ms);
  };
};

/** Kills the command once all images are being created. Those that are to be CREATING later are created last. */
async function killWhileCreating({ stack, emulator }: { stack: Stack; emulator: Emulator }): Promise<void> {
  const slow = names.filter((name) => rows[name]!.status === "CREATING").map(instanceOf);
  let letSlowGo!: () => void;
  const othersExist = new Promise<void>((resolve) => (letSlowGo = resolve));
  const command = stack.start("up", "--yes", "--skip-preview", "--parallel", "100");
  let created = 0;
  let killed: Promise<void> | undefined;
  emulator.onCall = async ({ action, params, phase }) => {
    if (action === "CreateImage" && phase === "before" && slow.includes(params.instanceId as string)) await othersExist;
    if (action === "CreateImage" && phase === "after" && ++created === names.length - slow.length) {
      emulator.advance(createImageMs - 1_000);
      letSlowGo();
    }
    if (action === "DescribeImages" && created === names.length) await (killed ??= killAll(command));
  };
  const { output } = await command.finished;
  await killed;
  emulator.onCall = undefined;
  if (!killed) throw new Error(`only ${created} images were created:\n${output}`);
}

async function live(host: HostKind, where: Place): Promise<Life> {
  const place = await open(host);
  const { stack, emulator } = place;
  await stack.setProject({ ...projectOf(host) });
  passing(emulator, createImageMs);
  emulator.pause();
  await succeeds(stack.up());

  const text = program(...names.map((name) => declare(host, name, false)));
  await stack.setProgram(text);
  await killWhileCreating(place);
  const history = emulator.history();
  const images = Object.fromEntries(
    names.map((name) => [name, history.find(({ instanceId }) => instanceId === instanceOf(name))!]),
  );
  emulator.failImage(images.failed!.imageId);
  emulator.advance(2_000); // all are AVAILABLE, except for those that were created last
  emulator.setInstanceStatus(instanceOf("started"), "RUNNING");

  let next = stack;
  if (where === "another machine")
    next = await onAnotherMachine(stack, { ...place.options, program: text }, projectOf(host));
  if (where === "new home folder") {
    const home = join(stack.folder, "home-2");
    mkdirSync(home);
    Object.assign(stack.env, { HOME: home, PULUMI_HOME: join(home, ".pulumi") });
  }
  await succeeds(next.pulumi("cancel", "--yes"));
  const previewed = messagesIn(await succeeds(next.preview()), "warning");
  emulator.clearCalls();
  const run = next.start("up", "--yes", "--skip-preview", "--parallel", "100");
  for (const name of names.filter((each) => rows[each]!.status === "CREATING"))
    await run.until(RegExp(`\\(${images[name]!.imageId}\\) (is|has been) CREATING`));
  passing(emulator, createImageMs);
  const warnings = messagesIn(await succeeds(run.finished), "warning");
  const changed = (wanted: string) =>
    emulator.calls().flatMap(({ action, params }) => (action === wanted ? (params.instanceIds as string[]) : []));
  return {
    ...{ emulator, stack: next, images, previewed, warnings },
    ...{ stopped: changed("StopInstances"), started: changed("StartInstances") },
  };
}

const lives: Record<string, Life> = {};
const opened: { stack: Stack; emulator: Emulator }[] = [];
const everyPair = hosts.flatMap((host) => places.map((where) => ({ host, where })));
/** Another computer has another home folder, too. */
const pairs = everyPair.filter(
  ({ host, where }) => isLong || where === "another machine" || (where === "same machine" && host === "dynamic"),
);
const lifeOf = (host: HostKind, where: Place) => lives[`${host}, ${where}`]!;

beforeAll(async () => {
  await inParallel(
    pairs,
    async ({ host, where }) => {
      const life = await live(host, where);
      lives[`${host}, ${where}`] = life;
      opened.push(life);
    },
    3,
  );
}, 480_000);
afterAll(async () => {
  for (const { stack, emulator } of opened) {
    await stack.cleanup();
    await emulator.stop();
  }
});

const about = (texts: string[], id: string) => texts.filter((text) => text.includes(id));

describe.each(pairs)("$host, $where: the image of a killed run", ({ host, where }) => {
  test.each(names.map((name) => [rows[name]!.title, name] as const))("%s", async (_, key) => {
    const { emulator, stack, images, previewed, warnings, stopped, started } = lifeOf(host, where);
    const { status = "AVAILABLE", imageName, parent, name = key, stops } = rows[key]!;
    const { imageId, imageName: workingName } = images[key]!;
    const hasFailed = status === "UNAVAILABLE";
    expect(isWorkingName(workingName)).toBe(true);

    // The preview announces it as a separate finding, and `up` reports it once.
    // The engine prints what the plugin reports under the name of the resource.
    const title = `${host === "dynamic" ? `CustomImage "${name}": ` : ""}image ${imageId}`;
    expect(about(previewed, imageId)).toEqual([
      expect.stringMatching(
        hasFailed
          ? `^${title} was created .* is UNAVAILABLE: .*\`pulumi up\` deletes it and creates a new one\\.$`
          : `^${title} \\(${status}\\) was created .*\`pulumi up\` continues with it instead of creating another one\\.$`,
      ),
    ]);
    expect(about(warnings, imageId)).toEqual([
      expect.stringMatching(
        hasFailed
          ? `image ${imageId} was created .* was UNAVAILABLE: .* It has been deleted, and a new one is created\\.$`
          : `image ${imageId} \\(${status}, working name ${workingName}\\) was created .*This run continues with it`,
      ),
    ]);

    // The only image of the resource, in state.
    const made = emulator.history().filter(({ instanceId }) => instanceId === instanceOf(key));
    expect(made).toHaveLength(hasFailed ? 2 : 1);
    const image = made.at(-1)!;
    const { resources } = await stack.state();
    const inState = resources.filter(
      ({ urn }) => urn.endsWith(`::${name}`) && urn.includes("CustomImage") && (!parent || urn.includes(`${parent}$`)),
    );
    expect(inState).toMatchObject([
      {
        id: image.imageId,
        outputs: { imageName: image.imageName, imageStatus: "AVAILABLE", instanceId: instanceOf(key) },
      },
    ]);
    expect(inState[0]!.initErrors).toBeUndefined();
    expect(JSON.stringify(inState)).not.toContain("workingName");
    expect(image.imageName).toMatch(
      imageName === undefined ? RegExp(`^${key.slice(0, 16)}\\S*-[0-9a-f]{7}$`) : imageName,
    );
    expect(isWorkingName(image.imageName)).toBe(false);

    // No instance is stopped for an image that exists.
    expect(stopped).not.toContain(instanceOf(key));
    expect(started.includes(instanceOf(key))).toBe(stops?.again === "nothing");
    if (stops) expect(emulator.instance(instanceOf(key))?.instanceStatus).toBe("RUNNING");
  });

  test("nothing else is left", () => {
    const { emulator } = lifeOf(host, where);
    expect(emulator.images()).toHaveLength(names.length);
    expect(emulator.images().filter(({ instanceId }) => instanceId?.endsWith("-former"))).toEqual([]);
  });

  test("state has grown by at most 60 bytes for each image", async () => {
    const { stack } = lifeOf(host, where);
    const { resources } = await stack.state();
    const images = resources.filter(({ type }) => type.endsWith(":CustomImage"));
    expect(images).toHaveLength(names.length);
    for (const image of images) {
      const isHidden = (key: string) => key === "__owner" || key === "workingName";
      const without = JSON.stringify(image, (key, value: unknown) => (isHidden(key) ? undefined : value));
      expect(JSON.stringify(image)).toContain("__owner");
      expect(JSON.stringify(image).length - without.length).toBeLessThanOrEqual(60);
    }
  });
});

test.each(hosts)("%s: the commands of the documentation end with nothing to do, and no warning", async (host) => {
  const { stack } = lifeOf(host, "another machine");
  const page = readFileSync(join(root, "docs", "errors.md"), "utf8");
  const [section = ""] = page.slice(page.indexOf("## Interrupted runs")).split(/^## What/m);
  const commands = [...section.matchAll(/^pulumi .*$/gm)].map(([command]) => command);
  // The tests above have run the first two.
  expect(commands).toEqual(["pulumi cancel --yes", "pulumi up --yes", expect.stringMatching("^pulumi refresh ")]);
  expect(await succeeds(stack.up())).toContain("pending operations");
  await succeeds(stack.pulumi(...commands[2]!.split(" ").slice(1), "--skip-preview"));
  const output = await succeeds(stack.up("--expect-no-changes"));
  expect(messagesIn(output, "warning")).toEqual([]);
  expect(output).not.toContain("pending operations");
});
