import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createEmulator } from "../../emulator";
import { diagnostics, messagesIn } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

const { accessKeyId, accessKeyPassword, token } = createEmulator();
const newKey = { accessKeyId: "AKNEW", accessKeyPassword: "new-secret-of-the-account" };
const text = program(image("web", { instanceId: "i-web", imageName: "web" }));
const withoutKey = { ZENLAYER_ACCESS_KEY_ID: undefined, ZENLAYER_ACCESS_KEY_SECRET: undefined };

let place: EmulatedStack;
afterEach(() => place.cleanup());

/** Forms in which a secret might be written: plain, escaped, in hex, and in base64 at any offset of the encoded text. */
function disguises(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    // The first and last digits also depend on the text around the secret.
    return encoded.slice(offset === 0 ? 0 : offset + 1, Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const urlSafe = inBase64.map((encoded) => encoded.replaceAll("+", "-").replaceAll("/", "_"));
  return [secret, encodeURIComponent(secret), bytes.toString("hex"), ...inBase64, ...urlSafe];
}

/** Files of the state, its history and its backups that contain a credential or a part of one. */
function filesWithSecrets(): string[] {
  const folder = join(place.stack.folder, "state");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(1);
  const secrets = [accessKeyPassword, newKey.accessKeyPassword, token].flatMap(disguises);
  const traces = [...secrets, "ZC2-HMAC-SHA256", "Signature=", "Bearer "];
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => traces.some((trace) => readFileSync(path, "utf8").includes(trace)));
}

async function upAndRefresh(): Promise<string> {
  const output = await succeeds(place.stack.up());
  await succeeds(place.stack.refresh());
  return output;
}

function rotateKey(): void {
  place.emulator.addKey(newKey);
  place.emulator.removeKey(accessKeyId);
}

const deleted = [{ deletedBy: expect.any(Number) as number }];

test("a key in the environment leaves no trace in the state, and can be rotated without further steps", async () => {
  place = await emulatedStack({ program: text });
  const { stack, emulator } = place;
  await succeeds(stack.up());
  rotateKey();
  stack.env.ZENLAYER_ACCESS_KEY_ID = newKey.accessKeyId;
  stack.env.ZENLAYER_ACCESS_KEY_SECRET = newKey.accessKeyPassword;
  await succeeds(stack.up("--expect-no-changes"));
  await succeeds(stack.refresh());
  expect(await stack.resource("web")).toMatchObject({ id: emulator.images()[0]?.imageId });
  expect(stack.stateText()).toContain('"web"');
  expect(stack.stateText()).not.toMatch(new RegExp(`${accessKeyId}|${newKey.accessKeyId}`));
  expect(filesWithSecrets()).toEqual([]);
  await succeeds(stack.destroy());
  expect(emulator.history()).toMatchObject(deleted);
});

test("a key in the configuration is encrypted in the state; once rotated, refresh and destroy ask for `pulumi up` first", async () => {
  place = await emulatedStack({ program: text, env: withoutKey });
  const { stack, emulator } = place;
  const configure = async (key: typeof newKey) => {
    await stack.setConfig({});
    for (const [name, value] of Object.entries(key)) await stack.setSecret(`zenlayer:${name}`, value);
  };
  await configure({ accessKeyId, accessKeyPassword });
  expect(diagnostics(await upAndRefresh())).toEqual([]);
  rotateKey();
  await configure(newKey);
  for (const command of ["refresh", "destroy"] as const) {
    const { code, output } = await stack[command]();
    expect(code).not.toBe(0);
    expect(messagesIn(output, "error")).toEqual([
      expect.stringMatching(
        /Zenlayer rejected .* in the stack configuration \(or given to a Provider\): .*run `pulumi up` first, or add `--run-program`/,
      ),
    ]);
  }
  await succeeds(stack.refresh("--run-program"));
  expect(diagnostics(await succeeds(stack.up("--expect-no-changes")))).toEqual([]);
  await succeeds(stack.refresh());
  expect(stack.stateText()).toContain("ciphertext");
  expect(filesWithSecrets()).toEqual([]);
  await succeeds(stack.destroy());
  expect(emulator.history()).toMatchObject(deleted);
});

test("a token in the configuration is encrypted in the state", async () => {
  place = await emulatedStack({ program: text, env: withoutKey });
  await place.stack.setSecret("zenlayer:token", token);
  expect(diagnostics(await upAndRefresh())).toEqual([]);
  expect(place.stack.stateText()).toContain("ciphertext");
  expect(filesWithSecrets()).toEqual([]);
});

test("a password that was set without --secret is in the state, and reported with one warning", async () => {
  place = await emulatedStack({
    program: text,
    env: withoutKey,
    config: { "zenlayer:accessKeyId": accessKeyId, "zenlayer:accessKeyPassword": accessKeyPassword },
  });
  const output = await upAndRefresh();
  expect(diagnostics(output)).toEqual([
    "pulumi:pulumi:Stack (test-dev):",
    expect.stringMatching(/^warning: .*zenlayer:accessKeyPassword.*--secret/),
  ]);
  expect(filesWithSecrets().length).toBeGreaterThan(0);
});
