import type { EmulatorOptions } from "../../emulator";
import { LOGICAL_NAME, TestAccount, type TestContext } from "../../test/support/provider";
import type { Action } from "../zenlayer/actions";
import { check, create, update, type FamilyInputs, type FamilyState } from ".";

let account: TestAccount;
function open(options: EmulatorOptions = {}): void {
  account = new TestAccount({ createImageMs: 20_000, stopInstanceMs: 5_000, startInstanceMs: 5_000, ...options });
}
beforeEach(() => open());
const images = () => account.emulator.images();
const names = () =>
  images()
    .map(({ imageName }) => imageName)
    .sort();

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
async function run(news: Partial<FamilyInputs>, olds?: FamilyState, ctx = account.process()): Promise<FamilyState> {
  const inputs = await inputsOf(ctx, news);
  return olds ? update(ctx, olds, inputs) : (await create(ctx, inputs)).outs;
}
const settled = (work: Promise<FamilyState>) => work.catch((error: Error) => error);
const show = (end: FamilyState | Error) =>
  end instanceof Error ? end.message : [end.currentVersion, end.versions.map((v) => v.imageName)];
function intercept(ctx: TestContext, wanted: Action, code: string, status = 400): () => void {
  ctx.session();
  const transport = account.clock.transports.at(-1)!;
  const post = transport.post.bind(transport);
  const body = JSON.stringify({ code, message: "no", requestId: "r" });
  let isOn = true;
  transport.post = async (action, ...rest) =>
    isOn && action === wanted ? { status, headers: {}, body } : post(action, ...rest);
  return () => (isOn = false);
}
async function grow(...labels: string[]): Promise<FamilyState> {
  let state: FamilyState | undefined;
  for (const version of labels) state = await account.run(run({ version, keep: 5 }, state));
  return state as FamilyState;
}

test("the image of a live run that starts an instance which this run does not know is not deleted", async () => {
  open({ startInstanceMs: 300_000 });
  account.emulator.addInstance({ instanceId: "i-busy", zoneId: "HKG-A", instanceStatus: "RUNNING" });
  const olds = await account.run(run({ version: "1", keep: 5 }));
  const first = settled(run({ instanceId: "i-busy", stopInstance: true, keep: 5, version: "2" }, olds));
  await account.clock.advance(10_000);
  const second = settled(run({ version: "3", keep: 5 }, olds));
  const [state, other] = await account.run(Promise.all([first, second]));
  expect(state).toMatchObject({ currentVersion: "2" });
  expect((other as Error).message).toMatch(/it is now named "web-2"/);
  expect(names()).toEqual(["web-1", "web-2"]);
});

test("nor that of a live run whose rename the service refuses for a while", async () => {
  const olds = await account.run(run({ version: "1", keep: 5 }));
  const ctx = account.process();
  const allow = intercept(ctx, "ModifyImagesAttributes", "INVALID_IMAGE_STATUS");
  const first = settled(run({ version: "2", keep: 5 }, olds, ctx));
  await account.clock.advance(5_000);
  const second = settled(run({ version: "3", keep: 5 }, olds));
  await account.clock.advance(111_000);
  allow();
  const [state, other] = await account.run(Promise.all([first, second]));
  expect(state).toMatchObject({ currentVersion: "2" });
  expect((other as Error).message).toMatch(/it is now named "web-2"/);
  expect(names()).toEqual(["web-1", "web-2"]);
});

test("one list that shows old versions as UNAVAILABLE prunes none of them", async () => {
  const olds = await grow("1", "2", "3");
  const ctx = account.process();
  ctx.session();
  const transport = account.clock.transports.at(-1)!;
  const post = transport.post.bind(transport);
  let lies = 0;
  transport.post = async (action, ...rest) => {
    const answer = await post(action, ...rest);
    const isDone = images().some(
      ({ imageName, imageStatus }) => imageName.startsWith("web--z1") && imageStatus === "AVAILABLE",
    );
    if (action !== "DescribeImages" || !isDone || lies++ > 0) return answer;
    const body = JSON.parse(answer.body) as { response: { dataSet: { imageName: string; imageStatus: string }[] } };
    for (const image of body.response.dataSet)
      if (["web-2", "web-3"].includes(image.imageName)) image.imageStatus = "UNAVAILABLE";
    return { ...answer, body: JSON.stringify(body) };
  };
  const end = await account.run(settled(run({ version: "4", keep: 3 }, olds, ctx)));
  expect(show(end)).toEqual(["4", ["web-4", "web-3", "web-2"]]);
  expect(names()).toEqual(["web-2", "web-3", "web-4"]);
});

test("an unfinished image whose hashes of 20 bits are this family's by chance is not deleted", async () => {
  const olds = await grow("1");
  const { __owner: owner = "" } = await inputsOf(account.process(), {});
  account.emulator.addImage({ imageName: `api--z1n${owner}abcdefgh`, zoneId: "HKG-A" });
  await account.clock.advance(60_000);
  const ctx = account.process();
  const end = await account.run(settled(run({ version: "2" }, olds, ctx)));
  expect(end).not.toBeInstanceOf(Error);
  expect(names()).toEqual([`api--z1n${owner}abcdefgh`, "web-1", "web-2"]);
});

test("a failed version that cannot be deleted stays in state, and no second image is created for it", async () => {
  const olds = await grow("1");
  const [one] = olds.__versions;
  const { imageId } = account.emulator.addImage({
    zoneId: "HKG-A",
    imageName: "web-2",
    imageStatus: "UNAVAILABLE",
  });
  const image = { ...one!.image, imageId, imageName: "web-2", imageStatus: "UNAVAILABLE", __record: { seen: true } };
  const failed = { version: "2", sequence: 2, image };
  const state = {
    ...olds,
    __versions: [one!, failed],
    __record: { ...olds.__record, nextSequence: 3 },
  };
  const ctx = account.process();
  const allow = intercept(ctx, "DeleteImages", "OPERATION_DENIED");
  const end = await account.run(settled(run({ version: "2", keep: 5 }, state, ctx)));
  expect((end as Error).message).toContain(`Image ${imageId} was not deleted`);
  expect(images().map((each) => each.imageId)).toEqual([one!.image.imageId, imageId]);
  allow();
  const next = await account.run(run({ version: "2", keep: 5 }, state));
  expect(show(next)).toEqual(["2", ["web-2", "web-1"]]);
  expect(images()).toHaveLength(2);
});
