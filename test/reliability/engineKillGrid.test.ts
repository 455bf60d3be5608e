import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";

import type { Emulator } from "../../emulator";
import { isWorkingName } from "../../provider/customImage/workingName";
import { program, succeeds } from "../support/emulatedStack";
import { Stack, type StackOptions } from "../support/engine";
import { pluginOfCheckout } from "../support/yamlProject";
import { inParallel } from "./support/inParallel";
import { NEW, OLD, PRODUCTS, type MadeImage, type Product, type ProductName } from "./support/killedProducts";
import { isLong } from "./support/long";
import { killAll, onAnotherMachine } from "./support/machines";
import { at, nameOf, type Moment } from "./support/moments";
import { hosts, type HostKind } from "./support/realLife";
import { print, table } from "./support/table";

// Pulumi and the provider are killed before and after every single API call of `pulumi up` is carried out, as if the computer
// were lost. Then follow the commands of the documentation: `pulumi cancel`, and one `pulumi up` of the same program.

/** What the command that is killed does. All but the first begin with an image of another instance. */
const verbs = ["create", "replacement", "replacement, deleted first"] as const;
type Verb = (typeof verbs)[number];
/** Where the next `up` runs. */
const homes = ["same home", "another machine"] as const;
type Home = (typeof homes)[number];

interface Case {
  product: ProductName;
  host: HostKind;
  home: Home;
  verb: Verb;
  moment: Moment;
}
const titleOf = ({ host, home, verb, moment }: Case) => `${host}, ${home}, ${verb}, ${nameOf(moment)}`;

/** The emulator's time between two calls, so that a command always makes the same calls. */
const CALL_MS = 100;
const config = {
  "zenlayer:pollIntervalSeconds": "0.05",
  "zenlayer:settleSeconds": "0.2",
  "zenlayer:maxRequestsPerSecond": "1000",
};

/** A stack and its account. */
interface Place {
  product: Product;
  emulator: Emulator;
  stack: Stack;
  options: StackOptions;
  /** `Pulumi.yaml`, for the plugin. */
  project?: object;
}

/** A create stops and starts the instance; the others find it stopped. */
const statusBefore = (verb: Verb) => (verb === "create" ? ("RUNNING" as const) : ("STOPPED" as const));

/** In JavaScript for dynamic providers, in YAML for the plugin. */
function declare({ type, inputs }: Product, host: HostKind, instanceId: string, verb: Verb) {
  const properties = { ...inputs, instanceId, imageName: "golden", stopInstance: verb === "create" };
  const options = { deleteBeforeReplace: verb === "replacement, deleted first" };
  const args = ["golden", properties, options].map((each) => JSON.stringify(each)).join(", ");
  if (host === "dynamic") return { text: program(`new zenlayer.${type}(${args});`) };
  const resources = { golden: { type: `zenlayer:${type}`, properties, options } };
  return { text: "", project: { runtime: "yaml", plugins: pluginOfCheckout, resources } };
}

async function open(product: Product, host: HostKind, instanceId: string, verb: Verb): Promise<Place> {
  const emulator = product.open(statusBefore(verb));
  const env = {
    ZENLAYER_ENDPOINT: await emulator.start(),
    ZENLAYER_ACCESS_KEY_ID: emulator.accessKeyId,
    ZENLAYER_ACCESS_KEY_SECRET: emulator.accessKeyPassword,
  };
  const { text, project } = declare(product, host, instanceId, verb);
  const options = { program: text, config, env };
  const stack = await Stack.create(options);
  if (project) await stack.setProject({ ...project });
  return { product, emulator, stack, options, project };
}

async function close({ emulator, stack }: Place, other?: Stack): Promise<void> {
  await other?.cleanup();
  await stack.cleanup();
  await emulator.stop();
}

const statePath = ({ folder }: Stack) => join(folder, "state", ".pulumi", "stacks", "test", "dev.json");

/** A state and its image, created by one `up` for all lifecycles of a resource with a host. */
interface Prepared {
  endpoint: string;
  text: string;
  image: MadeImage;
}
const prepared = new Map<string, Promise<Prepared>>();

async function prepare(product: Product, host: HostKind): Promise<Prepared> {
  const place = await open(product, host, OLD, "replacement");
  try {
    await succeeds(place.stack.up());
    const [image] = product.images(place.emulator);
    return { endpoint: place.emulator.url, text: place.stack.stateText(), image: image! };
  } finally {
    await close(place);
  }
}

/** A stack before the command that is killed. */
async function before(productName: ProductName, host: HostKind, verb: Verb): Promise<Place> {
  const product = PRODUCTS[productName];
  const place = await open(product, host, NEW, verb);
  if (verb !== "create") {
    const key = `${productName} ${host}`;
    if (!prepared.has(key)) prepared.set(key, prepare(product, host));
    const { endpoint, text, image: old } = await prepared.get(key)!;
    product.add(place.emulator, old);
    await writeFile(statePath(place.stack), text.replaceAll(endpoint, place.emulator.url));
  }
  place.emulator.pause();
  return place;
}

/** Advances the emulator's clock with each call only. */
const passTime = (emulator: Emulator, hook = emulator.onCall): void => {
  emulator.onCall = async (call) => {
    if (call.phase === "before") emulator.advance(CALL_MS);
    await hook?.(call);
  };
};

/** Every call of a command, before and after it is carried out. */
async function momentsOf(product: ProductName, host: HostKind, verb: Verb): Promise<Moment[]> {
  const place = await before(product, host, verb);
  passTime(place.emulator);
  try {
    await succeeds(place.stack.up());
    const seen: Record<string, number> = {};
    return place.emulator.calls().flatMap(({ action }) => {
      const nth = (seen[action] = (seen[action] ?? 0) + 1);
      return (["before", "after"] as const).map((phase) => ({ action, nth, phase }));
    });
  } finally {
    await close(place);
  }
}

interface Result {
  wrong: string[];
  /** The image whose id was lost: it was renamed, and no state has it. */
  lost?: string;
}

/** One kill, and its result. */
async function live({ product: productName, host, home, verb, moment }: Case): Promise<Result> {
  const place = await before(productName, host, verb);
  const { product, emulator, stack } = place;
  let other: Stack | undefined;
  try {
    const command = stack.start("up", "--yes", "--skip-preview");
    let killed: Promise<void> | undefined;
    const watch = at(emulator, moment, () => (killed = killAll(command)));
    passTime(emulator);
    await command.finished;
    await killed;
    await setImmediate(); // carries out the call that was held
    emulator.onCall = undefined;
    passTime(emulator);
    if (!watch.met) return { wrong: ["the moment did not come"] };
    const called = new Set(emulator.calls().map(({ action }) => action));
    const held = (await stack.resource("golden"))?.id;
    const made = () => product.history(emulator).filter(({ instanceId }) => instanceId === NEW);
    const lost = made().find(({ imageId, imageName }) => imageId !== held && !isWorkingName(imageName))?.imageId;

    if (home === "another machine") other = await onAnotherMachine(stack, place.options, place.project);
    const next = other ?? stack;
    await succeeds(next.pulumi("cancel", "--yes"));
    // Before CreateImage, only the killed run knows that it has stopped the instance: the preview names the instance.
    const isForgotten = called.has("StopInstances") && !called.has("CreateImage");
    if (isForgotten) emulator.advance(60_000);
    const output = await succeeds(isForgotten ? next.pulumi("up", "--yes") : next.up());

    const wrong: string[] = [];
    const own = made().filter(({ imageId }) => imageId !== lost);
    const resource = await next.resource("golden");
    const isRight =
      own.length === 1 &&
      own[0]!.imageId === resource?.id &&
      own[0]!.imageName === "golden" &&
      product.isAsDeclared(own[0]!) &&
      resource.outputs["imageName"] === "golden" &&
      resource.outputs["imageStatus"] === "AVAILABLE";
    if (!isRight) wrong.push(`${own.length} images were created; state holds ${JSON.stringify(resource?.outputs)}`);
    const left = product.images(emulator).map(({ imageId }) => imageId);
    if (left.length !== (lost ? 2 : 1)) wrong.push(`images left: ${left.join(", ")}`);
    if (lost && !output.includes(lost)) wrong.push(`the next up does not name ${lost}`);
    emulator.advance(60_000);
    const status = product.instanceStatus(emulator);
    if (isForgotten && !new RegExp(`${NEW} .*already stopped`).test(output))
      wrong.push("the stopped instance is not named");
    if (status !== (isForgotten ? "STOPPED" : statusBefore(verb))) wrong.push(`the instance is ${status}`);
    return { wrong: wrong.length > 0 ? [...wrong, output] : [], lost };
  } finally {
    await close(place, other);
  }
}

const sample = (
  product: ProductName,
  host: HostKind,
  home: Home,
  verb: Verb,
  action: string,
  phase: Moment["phase"],
): Case => ({
  ...{ product, host, home, verb },
  moment: { action, nth: 1, phase },
});
/** Every day. */
const samples = [
  sample("CustomImage", "dynamic", "another machine", "create", "CreateImage", "after"),
  sample("CustomImage", "dynamic", "same home", "replacement, deleted first", "DeleteImages", "after"),
  sample("CustomImage", "plugin", "another machine", "replacement", "CreateImage", "before"),
  sample("ZecImage", "dynamic", "another machine", "create", "CopyImage", "after"),
  sample("ZecImage", "plugin", "same home", "replacement", "CopyImage", "before"),
];

async function wholeGrid(product: ProductName): Promise<Case[]> {
  const pairs = hosts.flatMap((host) => verbs.map((verb) => ({ host, verb })));
  const found: Case[] = [];
  await inParallel(
    pairs,
    async ({ host, verb }) => {
      for (const moment of await momentsOf(product, host, verb))
        for (const home of homes) found.push({ product, host, home, verb, moment });
    },
    3,
  );
  return found;
}

const names = ["CustomImage", "ZecImage"] as const;
test.each(names)(
  "Pulumi killed at every API call of a %s: after one up there is one image, and it is in the state",
  async (product) => {
    const cases = isLong ? await wholeGrid(product) : samples.filter((each) => each.product === product);
    print(`${cases.length} kills of Pulumi at API calls of a ${product}`);
    const failed: string[] = [];
    const losses: Case[] = [];
    const begun = Date.now();
    let done = 0;
    await inParallel(
      cases,
      async (each) => {
        const { wrong, lost } = await live(each).catch((error: Error) => ({ wrong: [error.message], lost: undefined }));
        if (++done % 50 === 0)
          print(`${done} of ${cases.length} kills in ${Math.round((Date.now() - begun) / 1_000)} s`);
        if (lost !== undefined) losses.push(each);
        if (wrong.length === 0) return;
        failed.push(`${titleOf(each)}: ${wrong.join("; ")}`);
        print(`Failed: ${failed.at(-1)!}`); // the grid takes a long time
      },
      3,
    );
    const groups = hosts.flatMap((host) =>
      verbs.flatMap((verb) => homes.map((home) => ({ product, host, verb, home }))),
    );
    const isIn = (group: Omit<Case, "moment">) => (each: Case) =>
      each.host === group.host && each.verb === group.verb && each.home === group.home;
    const rows = groups
      .map((group) => {
        const lost = losses.filter(isIn(group)).map(({ moment }) => nameOf(moment));
        return { group, kills: cases.filter(isIn(group)).length, lost };
      })
      .filter(({ kills }) => kills > 0);
    print(
      `Kills of Pulumi at every API call of a ${product}: ${cases.length} kills in ${Math.round((Date.now() - begun) / 1_000)} s, ` +
        `${failed.length} wrong; the id was lost, and named by the next up, after ${losses.length}.`,
      ...table([
        ["host", "command", "next up", "kills", "id lost"],
        ...rows.map(({ group: { host, verb, home }, kills, lost }) => [host, verb, home, `${kills}`, lost.join(", ")]),
      ]),
    );
    expect(failed).toEqual([]);
    // Between the rename and the write of the state.
    for (const { group, lost } of rows) expect({ ...group, lost: lost.length <= 2 }).toEqual({ ...group, lost: true });
  },
  7_200_000,
);
