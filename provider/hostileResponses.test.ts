import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hostileName, controlSequence } from "../test/support/hostileText";
import { LOGICAL_NAME, TestAccount, type TestContext } from "../test/support/provider";
import * as customImage from "./customImage";
import { PartialFailure } from "./customImage";
import * as functions from "./functions";
import { presentable } from "./messages";
import { addressOf, type Action } from "./zenlayer/actions";
import * as zecImage from "./zecImage";

// Generated from the responses themselves: each text field of each response, in turn, holds what a terminal would obey,
// and nothing that a user sees or that state keeps may contain it.

/** Texts that are compared with what the program declares, so outputs keep them as they are. Messages do not. */
const VERBATIM = ["imageDescription", "tags"];

/** A text field of an action's responses, such as `DescribeImages response.dataSet[].imageName`. */
type Field = string;

/** What a user sees, and what state keeps. */
interface Seen {
  texts: string[];
  states: object[];
}

type Step = (ctx: TestContext, seen: Seen) => Promise<unknown>;

interface Product {
  name: string;
  /** An account whose lists are not empty. */
  account(): TestAccount;
  life: Step;
}

const given = (more: object) => ({ ...more, __logicalName: LOGICAL_NAME, __timeouts: { create: 120, update: 120 } });

const vm: Product = {
  name: "vm",
  account() {
    const account = new TestAccount({ createImageMs: 10_000, stopInstanceMs: 5_000, startInstanceMs: 5_000 });
    account.emulator.addImage({ zoneId: "HKG-A", imageId: "img-old", imageName: "web", imageDescription: "old" });
    account.emulator.addInstance({
      ...{ instanceId: "i-1", instanceName: "one", zoneId: "HKG-A", instanceStatus: "RUNNING", imageId: "img-old" },
      dataDisks: [{ diskId: "d-1", diskName: "data", diskSize: 50, diskCategory: "SSD", portable: true }],
    });
    return account;
  },
  async life(ctx, seen) {
    const declared = given({ instanceId: "i-1", imageName: "web", imageDescription: "new", stopInstance: true });
    const attempt = attemptIn(seen);
    await attempt(async () => {
      const { failures } = await customImage.check(ctx, undefined, { ...declared, __preview: true });
      seen.texts.push(...failures.map(({ reason }) => reason));
    });
    await attempt(async () => {
      const { inputs } = await customImage.check(ctx, undefined, declared);
      const { id, outs } = await customImage.create(ctx, inputs);
      seen.states.push(outs);
      const found = await customImage.read(ctx, id, outs);
      if (found) seen.states.push(found.outs, found.inputs);
      seen.states.push(await customImage.update(ctx, outs, { ...inputs, imageDescription: "newer" }));
    });
    await attempt(async () => {
      const { outs } = await customImage.create(ctx, { adoptImageId: "img-old" });
      seen.states.push(outs);
      await customImage.update(ctx, outs, { adoptImageId: "img-old", imageDescription: "another" });
    });
    await attempt(async () => {
      const owned = await customImage.read(ctx, "HKG-A/img-old");
      if (owned) await customImage.remove(ctx, owned.outs);
    });
    await attempt(async () => void seen.states.push(await functions.getImages(ctx.session(), {})));
    await attempt(async () => void seen.states.push(await functions.getImage(ctx.session(), { imageName: "web" })));
    await attempt(async () => void seen.states.push(await functions.getImageQuota(ctx.session(), {})));
    await attempt(
      async () => void seen.states.push(await functions.getImageUsers(ctx.session(), { imageId: "img-old" })),
    );
  },
};

const zec: Product = {
  name: "zec",
  account() {
    const account = new TestAccount({ createImageMs: 10_000, zec: { copyImageMs: 10_000, deleteImageMs: 1_000 } });
    account.emulator.zec.addImage({ imageId: "image-old", imageName: "web", sourceRegionId: "asia-east-1" });
    account.emulator.zec.setInstanceStatus("zec-web", "RUNNING");
    account.emulator.zec.setLabels("image-old", { tags: [{ key: "env", value: "prod" }] });
    return account;
  },
  async life(ctx, seen) {
    const regions = ["asia-east-1", "asia-southeast-1"];
    const labels = { tags: { env: "test" }, resourceGroupId: "rg-team" };
    const declared = given({ instanceId: "zec-web", imageName: "web", stopInstance: true, regions, ...labels });
    const attempt = attemptIn(seen);
    await attempt(async () => {
      const { failures } = await zecImage.check(ctx, undefined, { ...declared, __preview: true });
      seen.texts.push(...failures.map(({ reason }) => reason));
    });
    await attempt(async () => {
      const { inputs } = await zecImage.check(ctx, undefined, declared);
      const { id, outs } = await zecImage.create(ctx, inputs);
      seen.states.push(outs);
      const found = await zecImage.read(ctx, id, outs);
      if (found) seen.states.push(found.outs, found.inputs);
      const changed = { ...inputs, regions: ["asia-east-1"], tags: { env: "live" }, resourceGroupId: "rg-default" };
      seen.states.push(await zecImage.update(ctx, outs, changed));
    });
    await attempt(async () => {
      const { outs } = await zecImage.create(ctx, { adoptImageId: "image-old" });
      seen.states.push(outs);
      await zecImage.update(ctx, outs, { adoptImageId: "image-old", tags: { env: "another" } });
    });
    await attempt(async () => {
      const owned = await zecImage.read(ctx, "image-old");
      if (owned) await zecImage.remove(ctx, owned.outs);
    });
    await attempt(async () => void seen.states.push(await functions.getZecImages(ctx.session(), {})));
    await attempt(async () => void seen.states.push(await functions.getZecImage(ctx.session(), { imageName: "web" })));
    await attempt(
      async () => void seen.states.push(await functions.getZecImageUsers(ctx.session(), { imageId: "image-old" })),
    );
  },
};

/** Does something, and adds what it throws to what is seen, as a host shows it. */
const attemptIn =
  (seen: Seen) =>
  async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      seen.texts.push(error instanceof PartialFailure ? error.message : presentable(error, "a key").message);
      if (error instanceof PartialFailure) seen.states.push(error.properties);
    }
  };

/** A product's life while `alter` changes the responses. */
async function live(product: Product, alter: TestAccount["alterResponse"]): Promise<Seen> {
  const account = product.account();
  account.alterResponse = alter;
  // Fewer polls: a life takes milliseconds.
  const ctx = account.process({ pollIntervalSeconds: "15", settleSeconds: "5" });
  const seen: Seen = { texts: [], states: [] };
  await account.run(product.life(ctx, seen));
  seen.texts.push(...ctx.warnings, ...ctx.informed, ...ctx.progress);
  return seen;
}

/** Calls `change` for each text in a value, with its path, and puts what it returns in its place. */
function mapTexts(value: unknown, path: string, change: (path: string, text: string) => string): unknown {
  if (typeof value === "string") return change(path, value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, `${path}[]`, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, mapTexts(each, `${path}.${key}`, change)]),
  );
}

const inResponse =
  (change: (field: Field, text: string) => string) =>
  (action: Action, body: string): string =>
    JSON.stringify(
      mapTexts(JSON.parse(body), "", (path, text) => {
        const { service, name } = addressOf(action, "2026-04-01");
        return change(`${service} ${name} ${path}`, text);
      }),
    );

function textsIn(value: unknown, verbatim: readonly string[] = VERBATIM): string[] {
  const texts: string[] = [];
  mapTexts(value, "", (path, text) => {
    if (!verbatim.some((name) => path.includes(`.${name}`))) texts.push(text);
    return text;
  });
  return texts;
}

/** The client's source: a field whose name is not in it is never read. */
const folder = join(__dirname, "zenlayer");
const client = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => /(?<!\.test)\.ts$/.test(name))
  .map((name) => readFileSync(join(folder, name), "utf8"))
  .join("\n");

const isRead = (field: Field): boolean => new RegExp(`\\b${/(\w+)(?:\[\])*$/.exec(field)?.[1]}\\b`).test(client);

describe.each([vm, zec])("$name", (product) => {
  const fields = new Set<Field>();
  beforeAll(async () => {
    const note = inResponse((field, text) => {
      if (isRead(field)) fields.add(field);
      return text;
    });
    await live(product, note);
  });

  test("no text field of any response reaches messages or state as it came", async () => {
    expect(fields.size).toBeGreaterThan(20);
    const reached = new Set<Field>();
    for (const planted of fields) {
      const plant = inResponse((field, text) => (field === planted ? `${text}${hostileName}` : text));
      const { texts, states } = await live(product, plant);
      const found = [...texts, ...states.flatMap((state) => textsIn(state))];
      if (found.some((text) => text.includes("镜像"))) reached.add(planted);
      expect({ planted, controls: found.filter((text) => controlSequence.test(text)) }).toEqual({
        planted,
        controls: [],
      });
    }
    // Otherwise it would prove nothing: names, statuses and types are shown.
    expect([...reached].some((field) => field.endsWith("imageName"))).toBe(true);
    expect([...reached].some((field) => field.endsWith("instanceName"))).toBe(true);
  });

  test("no text of an error reaches messages or state as it came", async () => {
    const actions = new Set([...fields].map((field) => field.split(" ").slice(0, 2).join(" ")));
    let shown = 0;
    // Without a code that can be one, the service's text is not shown.
    for (const [action, code] of [...actions].flatMap((each) => ["DENIED", hostileName].map((code) => [each, code]))) {
      const { texts, states } = await live(product, (called, body) => {
        const { service, name } = addressOf(called, "2026-04-01");
        if (`${service} ${name}` !== action) return body;
        const hostile = { code, message: hostileName, requestId: hostileName };
        return { status: 403, body: JSON.stringify(hostile) };
      });
      const found = [...texts, ...states.flatMap((state) => textsIn(state))];
      if (found.some((text) => text.includes("镜像"))) shown++;
      expect({ action, controls: found.filter((text) => controlSequence.test(text)) }).toEqual({
        action,
        controls: [],
      });
    }
    expect(shown).toBeGreaterThan(3);
  });
});
