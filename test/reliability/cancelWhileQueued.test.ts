import type { EmulatorOptions } from "../../emulator";
import {
  create,
  PartialFailure,
  remove,
  update,
  type ImageState,
  type ProgramInputs,
} from "../../provider/customImage";
import type { Config } from "../../provider/configuration/sources";
import { checked, TestAccount, type TestContext } from "../support/provider";
import { print } from "./support/table";

// Each write × each place where it waits before it is sent: a cancel abandons it at once, and the next run continues.

const times: EmulatorOptions = { createImageMs: 60_000, stopInstanceMs: 10_000, startInstanceMs: 10_000 };
/** Soon enough after the preceding call that the write still waits. */
const cancelAfterMs = 200;

/** An image of the running i-db, or of i-web, which is stopped. */
const running = { instanceId: "i-db", imageName: "web", stopInstance: true };
const stopped = { instanceId: "i-web", imageName: "web" };

const createChecked = async (ctx: TestContext, program: ProgramInputs) =>
  (await create(ctx, await checked(ctx, program))).outs;
const change = async (ctx: TestContext, olds: ImageState, program: ProgramInputs) =>
  update(ctx, olds, await checked(ctx, program, olds));

/** What a verb left in the state: its outputs, those of the partial failure, or nothing. */
async function stateAfter(work: Promise<ImageState | void>): Promise<{ state?: ImageState; failed: boolean }> {
  try {
    return { state: (await work) ?? undefined, failed: false };
  } catch (error) {
    return { state: error instanceof PartialFailure ? error.properties : undefined, failed: true };
  }
}

interface Story {
  name: string;
  write: string;
  program: ProgramInputs;
  /** Sets up the state that the verb starts with. */
  prepare?: (account: TestAccount) => Promise<ImageState>;
  act: (ctx: TestContext, state: ImageState | undefined) => Promise<ImageState | void>;
  /** This run has stopped the instance and no state says so, so it is started even after a cancel. */
  owesStart?: boolean;
}

/** The state of a create that was interrupted while the image was being created. */
const interrupted = async (account: TestAccount) => {
  const { state } = await account.run(
    stateAfter(createChecked(account.process(), { ...running, __timeouts: { create: 40, update: 600, delete: 600 } })),
  );
  return state!;
};
const made = (account: TestAccount) => account.run(createChecked(account.process(), stopped));

const stories: Story[] = [
  { name: "create", write: "StopInstances", program: running, act: (ctx) => createChecked(ctx, running) },
  { name: "create", write: "CreateImage", program: stopped, act: (ctx) => createChecked(ctx, stopped) },
  {
    name: "create of a running instance",
    write: "CreateImage",
    program: running,
    act: (ctx) => createChecked(ctx, running),
    owesStart: true,
  },
  { name: "create", write: "StartInstances", program: running, act: (ctx) => createChecked(ctx, running) },
  {
    name: "resumed create",
    write: "StartInstances",
    program: running,
    prepare: interrupted,
    act: (ctx, state) => change(ctx, state!, running),
  },
  {
    name: "delete after an interrupted create",
    write: "StartInstances",
    program: running,
    prepare: interrupted,
    act: (ctx, state) => remove(ctx, state!),
  },
  {
    name: "update",
    write: "ModifyImagesAttributes",
    program: { ...stopped, imageDescription: "new" },
    prepare: made,
    act: (ctx, state) => change(ctx, state!, { ...stopped, imageDescription: "new" }),
  },
  {
    name: "delete",
    write: "DeleteImages",
    program: stopped,
    prepare: made,
    act: (ctx, state) => remove(ctx, state!),
  },
];

interface Place {
  name: string;
  settings?: Config;
  /** Done when the call before the write has a response. */
  arrange?: (account: TestAccount, write: string) => void;
  /** The first attempt may have been carried out. */
  isAmbiguous?: boolean;
}

const places: Place[] = [
  { name: "queued by the rate limit", settings: { maxRequestsPerSecond: "0.1" } },
  {
    name: "in the pause after a 429",
    arrange: ({ emulator }, action) => emulator.faults.add({ action, kind: "429", retryAfter: 20 }),
  },
  {
    name: "in the pause after a refused connection",
    arrange: (account) => {
      account.disconnect();
      void account.clock.sleep(cancelAfterMs).then(() => account.reconnect());
    },
  },
  {
    name: "in the pause after an ambiguous attempt",
    arrange: ({ emulator }, action) => emulator.faults.add({ action, kind: "503", workDone: true }),
    isAmbiguous: true,
  },
];

/** A CreateImage of unknown outcome is not sent again after a pause: it is looked for (see ambiguous.test.ts). */
const cases = stories.flatMap((story) =>
  places.flatMap((place) => (place.isAmbiguous && story.write === "CreateImage" ? [] : [{ story, place }])),
);

const calls = (account: TestAccount, action: string) =>
  account.emulator.calls().filter((call) => call.action === action).length;

/** Starts a story in a process that has just sent a call, so that a low rate limit delays it. */
async function begin(story: Story, { settings }: Place) {
  const account = new TestAccount(times);
  const state = await story.prepare?.(account);
  account.emulator.clearCalls();
  const ctx = account.process(settings);
  const act = async () => {
    await ctx.session().api.describeZones();
    return story.act(ctx, state);
  };
  return { account, ctx, state, act };
}

/** How many calls precede the write if nothing fails. */
async function callsBefore(story: Story, place: Place): Promise<number> {
  const { account, act } = await begin(story, place);
  await account.run(stateAfter(act()));
  const index = account.emulator.calls().findIndex(({ action }) => action === story.write);
  if (index < 0) throw new Error(`${story.name} does not call ${story.write}`);
  return index;
}

async function live(story: Story, place: Place): Promise<void> {
  const count = await callsBefore(story, place);
  const { account, ctx, state, act } = await begin(story, place);
  const { emulator, clock } = account;
  let answered = 0;
  let writesBefore: number | undefined;
  let canceledAt = NaN;
  emulator.onCall = ({ phase }) => {
    if (phase !== "after" || ++answered !== count) return;
    place.arrange?.(account, story.write);
    void clock.sleep(cancelAfterMs).then(() => {
      writesBefore = emulator.calls().filter(({ action }) => !action.startsWith("Describe")).length;
      canceledAt = clock.now();
      ctx.cancel();
    });
  };
  const sentBefore = place.arrange && place.name !== "in the pause after a refused connection" ? 1 : 0;
  const outcome = await account.run(stateAfter(act()));
  const writesAfter = emulator
    .calls()
    .filter(({ action }) => !action.startsWith("Describe"))
    .slice(writesBefore);
  // If a start whose response was lost turns out to have worked, only the image's name is missing.
  expect(outcome.failed).toBe(true);
  expect(calls(account, story.write)).toBe(sentBefore);
  const mayBeStopping = story.write === "StopInstances" && place.isAmbiguous;
  const owes = story.owesStart || mayBeStopping;
  expect(writesAfter.map(({ action }) => action)).toEqual(owes ? ["StartInstances"] : []);
  if (!owes) expect(clock.now()).toBe(canceledAt);
  const waits = expect.stringMatching(/^interrupted: waiting until instance i-db .* has stopped/) as string;
  expect(ctx.warnings).toEqual(mayBeStopping ? [waits] : []);

  // The next run continues from the state.
  emulator.onCall = undefined;
  const next = account.process();
  const known = outcome.state ?? state;
  if (story.act.length < 2 || !known) {
    const end = known ? change(next, known, story.program) : createChecked(next, story.program);
    expect(await account.run(end)).toMatchObject({ imageStatus: "AVAILABLE" });
  } else {
    await account.run(story.act(next, known));
  }
  const isDelete = story.name.startsWith("delete");
  expect(emulator.images().map(({ imageStatus }) => imageStatus)).toEqual(isDelete ? [] : ["AVAILABLE"]);
  expect(emulator.history()).toHaveLength(1);
  await clock.advance(60_000);
  expect(emulator.instance("i-db")?.instanceStatus).toBe("RUNNING");
}

// All of them in `make test`, too: each takes milliseconds.
test.each(cases.map(({ story, place }) => [story.name, story.write, place.name, story, place] as const))(
  "%s: %s, %s",
  (_name, _write, _place, story, place) => live(story, place),
);

afterAll(() => print(`Cancels while a write is queued: ${cases.length} (writes × places), all of them tried.`));
