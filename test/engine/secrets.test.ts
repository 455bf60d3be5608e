import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createEmulator } from "../../emulator";
import { diagnostics } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

const { accessKeyId, accessKeyPassword, token } = createEmulator();
const text = program(image("web", { instanceId: "i-web", imageName: "web" }));
const withoutKey = { ZENLAYER_ACCESS_KEY_ID: undefined, ZENLAYER_ACCESS_KEY_SECRET: undefined };

let place: EmulatedStack;
afterEach(() => place.cleanup());

/** How a secret might be written down: as it is, escaped, in hex, and in base64 wherever it stands in what is encoded. */
function disguises(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    // The first and last digits also depend on what stands beside the secret.
    return encoded.slice(offset === 0 ? 0 : offset + 1, Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const urlSafe = inBase64.map((encoded) => encoded.replaceAll("+", "-").replaceAll("/", "_"));
  return [secret, encodeURIComponent(secret), bytes.toString("hex"), ...inBase64, ...urlSafe];
}

/** Files of the stack's whole state, history and backups included, that hold a credential or a trace of one. */
function filesWithSecrets(): string[] {
  const folder = join(place.stack.folder, "state");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(1);
  const traces = [...disguises(accessKeyPassword), ...disguises(token), "ZC2-HMAC-SHA256", "Signature=", "Bearer "];
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => traces.some((trace) => readFileSync(path, "utf8").includes(trace)));
}

async function upAndRefresh(): Promise<string> {
  const output = await succeeds(place.stack.up());
  await succeeds(place.stack.refresh());
  return output;
}

test("the key of the environment leaves no trace in state", async () => {
  place = await emulatedStack({ program: text });
  await upAndRefresh();
  expect(place.stack.stateText()).toContain('"web"');
  expect(place.stack.stateText()).not.toContain(accessKeyId);
  expect(filesWithSecrets()).toEqual([]);
});

test.each([
  ["a key", { accessKeyId, accessKeyPassword }],
  ["a token", { token }],
])("%s of the configuration is encrypted in state", async (_, secrets) => {
  place = await emulatedStack({ program: text, env: withoutKey });
  for (const [name, value] of Object.entries(secrets)) await place.stack.setSecret(`zenlayer:${name}`, value);
  const output = await upAndRefresh();
  expect(diagnostics(output)).toEqual([]);
  expect(place.stack.stateText()).toContain("ciphertext");
  expect(filesWithSecrets()).toEqual([]);
});

test("a password that was set without --secret is in state, and one warning says so", async () => {
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
