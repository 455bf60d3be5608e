import type { EmulatorOptions } from "../../emulator";
import { checked, TestAccount } from "../../test/support/provider";
import type { ProgramInputs } from "./check";
import { create, type Created } from "./create";
import { diff } from "./diff";
import { PartialFailure } from "./partialFailure";
import { read } from "./read";
import type { ImageState } from "./state";
import { update } from "./update";

let account: TestAccount;

function open(options: EmulatorOptions = {}): void {
  account = new TestAccount({ createImageMs: 95_000, ...options });
}
beforeEach(() => open());

const program: ProgramInputs = { instanceId: "i-web", imageName: "web" };
const createChecked = async (news = program, ctx = account.process()): Promise<Created> =>
  create(ctx, await checked(ctx, news));

/** The state that a create leaves which ends early. */
async function partial(work: Promise<unknown>): Promise<ImageState> {
  const error = await account.failure(work);
  if (error instanceof PartialFailure) return error.properties as ImageState;
  throw error;
}

describe("a run that sees an image from its CreateImage call until it is AVAILABLE", () => {
  test("records how long that took, to the second and as precisely as it polls", async () => {
    const { outs } = await account.run(createChecked());
    // The polling interval is 9 s by then.
    expect(outs.creationSeconds).toBeGreaterThanOrEqual(95);
    expect(outs.creationSeconds).toBeLessThan(110);
    expect(Number.isInteger(outs.creationSeconds)).toBe(true);
  });

  test("does not count the stop and the start of the instance", async () => {
    open({ stopInstanceMs: 60_000, startInstanceMs: 200_000 });
    const { outs } = await account.run(createChecked({ ...program, instanceId: "i-db", stopInstance: true }));
    expect(outs.creationSeconds).toBeGreaterThanOrEqual(95);
    expect(outs.creationSeconds).toBeLessThan(110);
  });

  test("records it even if what follows fails", async () => {
    const body = { code: "OPERATION_DENIED_NO_PERMISSION", message: "no", requestId: "T" };
    account.emulator.faults.add({ action: "ModifyImagesAttributes", kind: "body", status: 403, body, times: 100 });
    expect((await partial(createChecked())).creationSeconds).toBeGreaterThanOrEqual(95);
  });
});

describe("nothing is recorded", () => {
  test("of an image that is still being created, or that another run has waited for", async () => {
    const outs = await partial(createChecked({ ...program, __timeouts: { create: 30 } }));
    expect(outs.imageStatus).toBe("CREATING");
    expect(outs).not.toHaveProperty("creationSeconds");
    const next = account.process();
    const finished = await account.run(checked(next, program).then((news) => update(next, outs, news)));
    expect(finished.imageStatus).toBe("AVAILABLE");
    expect(finished).not.toHaveProperty("creationSeconds");
  });

  test("of an image that an earlier run has begun", async () => {
    createChecked(program, account.process()).catch(() => undefined);
    await account.clock.advance(30_000);
    account.clock.transports.at(-1)!.isDead = true;
    const { outs } = await account.run(createChecked());
    expect(account.emulator.history()).toHaveLength(1);
    expect(outs).not.toHaveProperty("creationSeconds");
  });

  test("of an image whose CreateImage response was lost: when it began is not known", async () => {
    account.emulator.faults.add({ action: "CreateImage", kind: "cutAfter" });
    const { outs } = await account.run(createChecked());
    expect(outs.imageStatus).toBe("AVAILABLE");
    expect(outs).not.toHaveProperty("creationSeconds");
  });

  test("of an image that could not be seen for a while: when it became AVAILABLE is not known", async () => {
    const work = createChecked();
    await account.clock.advance(60_000);
    account.disconnect();
    await account.clock.advance(80_000);
    account.reconnect();
    const { outs } = await account.run(work);
    expect(outs.imageStatus).toBe("AVAILABLE");
    expect(outs).not.toHaveProperty("creationSeconds");
  });

  test("of an image that failed", async () => {
    account.emulator.faults.add({ action: "CreateImage", kind: "unavailable" });
    expect(await partial(createChecked())).not.toHaveProperty("creationSeconds");
  });

  test("of an adopted image, be it still being created", async () => {
    const other = createChecked();
    await account.clock.advance(30_000);
    const { imageId } = account.emulator.images()[0]!;
    const { outs } = await account.run(createChecked({ imageName: "web", adoptImageId: imageId }));
    expect(outs.imageStatus).toBe("AVAILABLE");
    expect(outs).not.toHaveProperty("creationSeconds");
    await account.run(other);
  });
});

describe("what was recorded", () => {
  test("stays through a refresh and an update, and makes no difference", async () => {
    const ctx = account.process();
    const { id, outs } = await account.run(createChecked(program, ctx));
    const { creationSeconds } = outs;
    const seen = await account.run(read(account.process(), id, outs));
    expect(seen?.outs.creationSeconds).toBe(creationSeconds);
    expect(seen?.inputs).not.toHaveProperty("creationSeconds");
    const later = account.process();
    const news = await account.run(checked(later, { ...program, imageDescription: "described" }));
    const updated = await account.run(update(later, seen!.outs, news));
    expect(updated).toMatchObject({ imageDescription: "described", creationSeconds });
    expect(diff(later, id, updated, news).properties).toEqual({});
    // State of a version that did not know the output.
    const { creationSeconds: _, ...older } = updated;
    expect(diff(later, id, older, news).properties).toEqual({});
    expect((await account.run(read(account.process(), id, older)))?.outs).toEqual(older);
  });

  test("is of the new image after a replacement", async () => {
    const { id, outs: old } = await account.run(createChecked());
    const next = account.process();
    const news = await account.run(checked(next, { ...program, imageName: "web-2" }));
    expect(diff(next, id, old, news).properties).toEqual({ imageName: "replace" });
    // The response is lost, so nothing can be measured; what the old image took is not said of the new one.
    account.emulator.faults.add({ action: "CreateImage", kind: "cutAfter" });
    expect((await account.run(create(next, news))).outs).not.toHaveProperty("creationSeconds");
  });
});
