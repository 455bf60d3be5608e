import type { EmulatorOptions } from "../../emulator";
import { LOGICAL_NAME, TestAccount, type TestContext } from "../../test/support/provider";
import type { Action } from "../zenlayer/actions";
import { check, create, update, type FamilyInputs, type FamilyState } from ".";

// Two runs of one family at the same time, and calls that are sent late: no image is created twice, taken from the run
// that creates it, or deleted although an instance was created from it meanwhile.

let account: TestAccount;
function open(options: EmulatorOptions = {}): void {
  account = new TestAccount({ createImageMs: 120_000, stopInstanceMs: 5_000, startInstanceMs: 5_000, ...options });
}
beforeEach(() => open());

const images = () => account.emulator.images();
const names = () =>
  images()
    .map(({ imageName }) => imageName)
    .sort();
const ever = () => account.emulator.history().length;

async function inputsOf(ctx: TestContext, news: Partial<FamilyInputs>): Promise<FamilyInputs> {
  const { inputs, failures } = await check(ctx, undefined, {
    __logicalName: LOGICAL_NAME,
    instanceId: "i-web",
    version: "1",
    ...news,
  });
  if (failures[0]) throw new Error(failures[0].reason);
  return inputs;
}

/** Creates the family, or a version of one that exists. */
async function run(news: Partial<FamilyInputs>, olds?: FamilyState, ctx = account.process()): Promise<FamilyState> {
  const inputs = await inputsOf(ctx, news);
  return olds ? update(ctx, olds, inputs) : (await create(ctx, inputs)).outs;
}

const settled = (work: Promise<FamilyState>) => work.catch((error: Error) => error);

async function grow(...labels: string[]): Promise<FamilyState> {
  let state: FamilyState | undefined;
  for (const version of labels) state = await account.run(run({ version, keep: 5 }, state));
  return state as FamilyState;
}

/** Answers an action of a process with 429 until the returned function is called. */
function throttle(ctx: TestContext, wanted: Action): () => void {
  ctx.session();
  const transport = account.clock.transports.at(-1)!;
  const post = transport.post.bind(transport);
  const body = JSON.stringify({ code: "REQUEST_LIMIT_EXCEEDED", message: "no", requestId: "r" });
  let isOn = true;
  transport.post = async (action, ...rest) =>
    isOn && action === wanted ? { status: 429, headers: {}, body } : post(action, ...rest);
  return () => (isOn = false);
}

test("a CreateImage that is throttled while another run finishes the version and is killed", async () => {
  open({ createImageMs: 20_000 });
  const olds = await grow("1");
  const ctx = account.process();
  const allow = throttle(ctx, "CreateImage");
  const first = settled(run({ version: "2" }, olds, ctx));
  await account.clock.advance(2_000);
  await account.run(run({ version: "2" }, olds)); // its state is never saved
  await account.clock.advance(20_000); // by now what the first run has seen is too old
  allow();
  expect(await account.run(first)).toMatchObject({
    message: expect.stringMatching(/adoptVersions: \{ "2"/) as string,
  });
  expect({ names: names(), ever: ever() }).toEqual({ names: ["web-1", "web-2"], ever: 2 });
});

test("an unfinished version of a live run that still starts its instance is not deleted by a run of another version", async () => {
  open({ createImageMs: 20_000, startInstanceMs: 300_000 });
  account.emulator.addInstance({ instanceId: "i-busy", zoneId: "HKG-A", instanceStatus: "RUNNING" });
  const program = { instanceId: "i-busy", stopInstance: true, keep: 5 };
  const olds = await account.run(run({ ...program, version: "1" }));
  const first = settled(run({ ...program, version: "2" }, olds));
  await account.clock.advance(10_000);
  const second = settled(run({ ...program, version: "3" }, olds));
  const [state, other] = await account.run(Promise.all([first, second]));
  expect(state).toMatchObject({ currentVersion: "2" });
  expect(other).toBeInstanceOf(Error);
  expect(names()).toEqual(["web-1", "web-2"]);
});

describe("pruning", () => {
  test.each([
    ["throttled", 1],
    ["several", 3],
  ])("looks at the instances again when its deletions are late (%s)", async (_, count) => {
    const olds = await grow("1", "2", "3", "4");
    const ctx = account.process();
    const allow = throttle(ctx, "DeleteImages");
    const work = run({ version: "4", keep: 4 - count }, olds, ctx);
    await account.clock.advance(2_000);
    const used = images()
      .filter(({ imageName }) => imageName < "web-4")
      .slice(count - 1, count)[0]!;
    account.emulator.addInstance({ instanceId: "i-user", zoneId: "HKG-A", imageId: used.imageId });
    await account.clock.advance(60_000);
    allow();
    const outs = await account.run(work);
    expect(names()).toContain(used.imageName);
    expect(outs.versions.map(({ imageName }) => imageName)).toContain(used.imageName);
    expect(names()).toHaveLength(4 - count + 1);
    expect(ctx.warnings).toEqual([
      expect.stringMatching(new RegExp(`^${used.imageName} .* is kept, .*instance i-user`)),
    ]);
  });
});
