import { hostileName, controlSequence } from "../../test/support/hostileText";
import { checked, LOGICAL_NAME, TestAccount, type TestContext } from "../../test/support/provider";
import { adopt } from "./adopt";
import { check } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { read } from "./read";

let account: TestAccount;
let ctx: TestContext;

beforeEach(() => {
  account = new TestAccount({ createImageMs: 10_000, stopInstanceMs: 5_000, startInstanceMs: 5_000 });
  account.emulator.addInstance({
    ...{ instanceId: "i-1", instanceName: hostileName, zoneId: "HKG-A", instanceStatus: "RUNNING" },
    dataDisks: [{ diskId: "d-1", diskName: hostileName, diskSize: 50, diskCategory: "SSD", portable: true }],
  });
  ctx = account.process();
});

const said = () => [...ctx.warnings, ...ctx.progress];

test("an instance's name reaches warnings and progress without what a terminal obeys", async () => {
  const news = { instanceId: "i-1", imageName: "web", stopInstance: true };
  await account.run(check(ctx, undefined, { ...news, __preview: true, __logicalName: LOGICAL_NAME }));
  const { outs } = await account.run(create(ctx, await checked(ctx, news)));
  await account.run(remove(ctx, outs));
  expect(said().filter((text) => text.includes("镜像")).length).toBeGreaterThan(3);
  for (const text of said()) expect(text).not.toMatch(controlSequence);
});

test("a description stays as it is in outputs, and is quoted without what a terminal obeys", async () => {
  const { imageId } = account.emulator.addImage({ zoneId: "HKG-A", imageName: "web", imageDescription: hostileName });
  const found = await account.run(read(ctx, `HKG-A/${imageId}`, {}));
  expect(found?.outs.imageDescription).toBe(hostileName);
  const adopted = await account.run(
    adopt(ctx, ctx.session(), { adoptImageId: imageId, imageDescription: hostileName }),
  );
  expect(adopted.outs.imageDescription).toBe(hostileName);
  const refusal = adopt(ctx, ctx.session(), { adoptImageId: imageId, imageDescription: `${hostileName}!` });
  const { message } = await account.failure(refusal);
  expect(message).toContain("镜像");
  expect(message).not.toMatch(controlSequence);
});

test("what a user gives is quoted without it", async () => {
  const given = { instanceId: hostileName, imageName: hostileName, adoptImageId: hostileName, [hostileName]: 1 };
  const { failures } = await account.run(check(ctx, undefined, { ...given, __logicalName: LOGICAL_NAME }));
  expect(failures.length).toBeGreaterThan(1);
  for (const { reason } of failures) expect(reason).not.toMatch(controlSequence);
});
