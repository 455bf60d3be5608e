import { diagnostics, messagesIn } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

let place: EmulatedStack;
afterEach(() => place.cleanup());

const text = program(image("web", { instanceId: "i-web", imageName: "web" }));
const noKey = { ZENLAYER_ACCESS_KEY_ID: undefined, ZENLAYER_ACCESS_KEY_SECRET: undefined };

describe("a rotated key", () => {
  const newKey = { accessKeyId: "AKNEW", accessKeyPassword: "new-secret" };

  function rotate(): void {
    place.emulator.addKey(newKey);
    place.emulator.removeKey(place.emulator.accessKeyId);
  }

  test("in the environment: nothing to do", async () => {
    place = await emulatedStack({ program: text });
    const { stack, emulator } = place;
    await succeeds(stack.up());
    rotate();
    stack.env.ZENLAYER_ACCESS_KEY_ID = newKey.accessKeyId;
    stack.env.ZENLAYER_ACCESS_KEY_SECRET = newKey.accessKeyPassword;
    await succeeds(stack.preview("--expect-no-changes"));
    await succeeds(stack.up());
    await succeeds(stack.refresh());
    expect(await stack.resource("web")).toMatchObject({ id: emulator.images()[0]?.imageId });
    await succeeds(stack.destroy());
    expect(emulator.history()).toMatchObject([{ deletedBy: expect.any(Number) as number }]);
  });

  test("in the configuration: refresh and destroy say that `pulumi up` comes first, and then they work", async () => {
    place = await emulatedStack({ program: text, env: noKey });
    const { stack, emulator } = place;
    const configure = async ({ accessKeyId, accessKeyPassword }: typeof newKey) => {
      await stack.setConfig({ "zenlayer:accessKeyId": accessKeyId });
      await stack.setSecret("zenlayer:accessKeyPassword", accessKeyPassword);
    };
    await configure(emulator);
    await succeeds(stack.up());
    rotate();
    await configure(newKey);
    for (const command of ["refresh", "destroy"] as const) {
      const { code, output } = await stack[command]();
      expect(code).not.toBe(0);
      expect(messagesIn(output, "error")).toEqual([
        expect.stringMatching(
          /Zenlayer does not accept .* in the stack configuration \(or given to a Provider\): .*run `pulumi up` first, or add `--run-program`/,
        ),
      ]);
    }
    await succeeds(stack.refresh("--run-program"));
    await succeeds(stack.preview("--expect-no-changes"));
    expect(diagnostics(await succeeds(stack.up()))).toEqual([]);
    await succeeds(stack.refresh());
    await succeeds(stack.destroy());
    expect(emulator.history()).toMatchObject([{ deletedBy: expect.any(Number) as number }]);
  });
});
