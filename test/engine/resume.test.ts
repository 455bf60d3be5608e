import { diagnostics } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

/** Each zone has one slot, so that a second image, or one that was not deleted, causes an error. */
let place: EmulatedStack;

beforeEach(async () => {
  // Images take as long as the emulator's clock is stopped.
  place = await emulatedStack({ emulator: { quota: 1, createImageMs: 1 } });
});
afterEach(() => place.cleanup());

const web = (options = "{}") => program(image("web", { instanceId: "i-web" }, options));

test("customTimeouts end the wait of create, update and delete; the image is kept, and the next up continues with it", async () => {
  const { stack, emulator, takeCalls } = place;
  emulator.pause();
  await stack.setProgram(web('{ customTimeouts: { create: "2s", update: "1s", delete: "1s" } }'));
  const { code, output } = await stack.up();
  expect(code).not.toBe(0);
  const [created] = emulator.images();
  const id = created?.imageId;
  expect(diagnostics(output)).toContainEqual(
    expect.stringMatching(
      `^\\* Image ${id} is still CREATING after [0-2] s\\. It is kept: run \`pulumi up\` again to continue waiting, ` +
        "or increase customTimeouts\\.create\\.$",
    ),
  );
  expect(await stack.resource("web")).toMatchObject({
    id,
    initErrors: [expect.stringContaining("is still CREATING")],
    outputs: {
      imageId: id,
      imageName: expect.stringMatching(/^web-[0-9a-f]{7}$/) as string,
      imageStatus: "CREATING",
      zoneId: "HKG-A",
    },
  });
  takeCalls();

  expect(await succeeds(stack.preview())).toMatch(/~ +.*CustomImage web update[^]*~ 1 to update/);
  expect(takeCalls()).toEqual([]);

  const update = await stack.up();
  expect(update.code).not.toBe(0);
  expect(diagnostics(update.output)).toContainEqual(expect.stringMatching(/is still CREATING after [0-2] s/));
  const destroy = await stack.destroy();
  expect(destroy.code).not.toBe(0);
  expect(diagnostics(destroy.output)).toContainEqual(
    expect.stringMatching(/is still being created and cannot be deleted.*customTimeouts\.delete/),
  );
  takeCalls();

  emulator.resume();
  await succeeds(stack.up());
  expect(takeCalls()).not.toContain("CreateImage");
  const finished = await stack.resource("web");
  expect(finished).toMatchObject({ id, outputs: { imageStatus: "AVAILABLE" } });
  expect(finished?.initErrors).toBeUndefined();
  await succeeds(stack.preview("--expect-no-changes"));
  await succeeds(stack.destroy());
  expect(emulator.images()).toEqual([]);
  expect(emulator.history()).toHaveLength(1);
});

test("an image that came out UNAVAILABLE is replaced by the next up, the failed one deleted first", async () => {
  const { stack, emulator, takeCalls } = place;
  emulator.faults.add({ action: "CreateImage", kind: "unavailable" });
  await stack.setProgram(web());
  const { code, output } = await stack.up();
  expect(code).not.toBe(0);
  const failed = emulator.images()[0]?.imageId;
  expect(diagnostics(output)).toContain(
    `* Image ${failed} is UNAVAILABLE: the service failed to create it. ` +
      "The next `pulumi up` deletes it and creates a new one.",
  );
  expect(await stack.resource("web")).toMatchObject({ id: failed, outputs: { imageStatus: "UNAVAILABLE" } });

  expect(await succeeds(stack.preview())).toMatch(/delete original[^]*\+-1 to replace/);
  takeCalls();
  await succeeds(stack.up());
  const writes = takeCalls().filter((action) => !action.startsWith("Describe"));
  expect(writes).toEqual(["DeleteImages", "CreateImage", "ModifyImagesAttributes"]);
  const [replacement] = emulator.images();
  expect(replacement?.imageId).not.toBe(failed);
  expect(await stack.resource("web")).toMatchObject({
    id: replacement?.imageId,
    outputs: { imageStatus: "AVAILABLE", imageName: replacement?.imageName },
  });
});

test("Ctrl-C during the wait ends at once with the id saved, and the next up continues", async () => {
  const { stack, emulator, takeCalls } = place;
  emulator.pause();
  await stack.setProgram(web());
  const up = stack.start("up", "--yes", "--skip-preview");
  await up.until(/image "\S+" \(img-\w+\) (is|has been) CREATING/);
  const interruptedAt = Date.now();
  up.interrupt();
  const { code, output } = await up.finished;
  // Nothing else would end the wait within its hour. It takes a tenth of a second on an idle computer.
  expect(Date.now() - interruptedAt).toBeLessThan(4_000);
  expect(code).not.toBe(0);
  const id = emulator.images()[0]?.imageId;
  const reason =
    `Waiting for image ${id} (CREATING) was interrupted. ` + "It is kept: run `pulumi up` again to continue waiting.";
  expect(diagnostics(output)).toContain(`* ${reason}`);
  expect(await stack.resource("web")).toMatchObject({ id, initErrors: [reason] });
  expect((await stack.state()).pendingOperations).toEqual([]);
  takeCalls();

  emulator.resume();
  await succeeds(stack.up());
  expect(takeCalls()).not.toContain("CreateImage");
  expect(await stack.resource("web")).toMatchObject({ id, outputs: { imageStatus: "AVAILABLE" } });
  expect(emulator.history()).toHaveLength(1);
});
