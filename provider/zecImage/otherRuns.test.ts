import { LOGICAL_NAME, TestAccount, type TestContext } from "../../test/support/provider";
import type { ProgramInputs } from "../customImage/check";
import type { Action } from "../zenlayer/actions";
import { check, create, update, type ZecInputs, type ZecState } from ".";

let cloud: TestAccount;
beforeEach(() => {
  cloud = new TestAccount({
    createImageMs: 60_000,
    zec: { copyImageMs: 60_000, deleteCopyMs: 5_000, deleteImageMs: 5_000 },
  });
});

async function checked(ctx: TestContext, news: ProgramInputs): Promise<ZecInputs> {
  const { inputs, failures } = await check(ctx, undefined, { __logicalName: LOGICAL_NAME, ...news });
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join(" "));
  return inputs;
}
const web = { instanceId: "zec-web", imageName: "web" };
const HK = "asia-east-1";
const SG = "asia-southeast-1";
const FRA = "europe-central-1";
const images = () => cloud.emulator.zec.images();

/** Answers an action of a process with 429 until the returned function is called. */
function throttle(ctx: TestContext, wanted: Action): () => void {
  ctx.session();
  const transport = cloud.clock.transports.at(-1)!;
  const post = transport.post.bind(transport);
  const body = JSON.stringify({ code: "REQUEST_LIMIT_EXCEEDED", message: "no", requestId: "r" });
  let isOn = true;
  transport.post = async (action, ...rest) =>
    isOn && action === wanted ? { status: 429, headers: {}, body } : post(action, ...rest);
  return () => (isOn = false);
}

test("a wanted copy goes while the removal of others waits to be sent", async () => {
  const ctx = cloud.process();
  const { outs } = await cloud.run(create(ctx, await checked(ctx, { ...web, regions: [HK, SG] })));
  const next = cloud.process();
  const allow = throttle(next, "zec DeleteImageCopy");
  const news = await checked(next, { ...web, regions: [FRA, SG, `-${HK}`] });
  const work = update(next, outs, news).catch((error: Error) => error);
  await cloud.clock.advance(100_000);
  cloud.emulator.zec.setRegions(outs.imageId, [HK, SG]); // somebody takes FRA away
  await cloud.clock.advance(60_000);
  allow();
  const end = await cloud.run(work);
  expect((end as Error).message).toMatch(/disappeared from europe-central-1/);
  expect(images()[0]?.regionIds).toEqual([HK, SG]);
});

test("settleSeconds 0 copies", async () => {
  const ctx = cloud.process({ settleSeconds: "0" });
  const { outs } = await cloud.run(create(ctx, await checked(ctx, { ...web })));
  cloud.calls();
  const next = cloud.process({ settleSeconds: "0" });
  const work = update(next, outs, await checked(next, { ...web, regions: [HK, SG] })).catch((error: Error) => error);
  const end = await Promise.race([cloud.run(work), new Promise((r) => setTimeout(() => r("hangs"), 8000))]);
  expect((end as ZecState).regions).toEqual([HK, SG]);
}, 20_000);

test("a run that was overtaken does not take regions from the image that is another run's now", async () => {
  const ctx = cloud.process();
  const allow = throttle(ctx, "zec DeleteImageCopy");
  const first = create(ctx, await checked(ctx, { ...web, regions: [FRA, SG, `-${HK}`] })).catch(
    (error: Error) => error,
  );
  await cloud.clock.advance(200_000);
  const next = cloud.process();
  const second = await cloud.run(
    create(next, await checked(next, { ...web, regions: [HK, SG] })).catch((error: Error) => error),
  );
  expect(second).not.toBeInstanceOf(Error);
  allow();
  const end = await cloud.run(first);
  expect(images()[0]?.regionIds).toEqual([HK, SG]);
  expect(cloud.emulator.zec.history()).toHaveLength(1);
  expect((end as Error).message).toMatch(/is now named "web/);
});
