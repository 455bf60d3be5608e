import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

let place: EmulatedStack;
afterEach(() => place.cleanup());

const text = program(image("web", { instanceId: "i-web", imageName: "web" }));
const noKey = { ZENLAYER_ACCESS_KEY_ID: undefined, ZENLAYER_ACCESS_KEY_SECRET: undefined };

async function writeHomeFile(name: string, content: object): Promise<void> {
  const folder = join(place.stack.env.HOME!, ".zenlayer");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), JSON.stringify(content));
}

/** Every source, in reverse order of precedence, and how to fill it. Each has its own account. */
const sources: Record<string, () => void | Promise<void>> = {
  "default profile": () =>
    writeHomeFile("credentials.json", {
      default: inProfile("default profile"),
      current: inProfile("current profile"),
      named: { token: tokenOf("named profile") },
      configured: { token: tokenOf("configured profile") },
    }),
  "current profile": () => writeHomeFile("config.json", { current_profile: "current" }),
  "named profile": () => void (place.stack.env.ZENLAYER_PROFILE = "named"),
  "Terraform's variables": () =>
    void Object.assign(place.stack.env, {
      ZENLAYERCLOUD_ACCESS_KEY_ID: idOf("Terraform's variables"),
      ZENLAYERCLOUD_ACCESS_KEY_PASSWORD: "Terraform's variables",
    }),
  "our variables": () =>
    void Object.assign(place.stack.env, {
      ZENLAYER_ACCESS_KEY_ID: idOf("our variables"),
      ZENLAYER_ACCESS_KEY_SECRET: "our variables",
    }),
  "token variable": () => void (place.stack.env.ZENLAYER_TOKEN = tokenOf("token variable")),
  "configured profile": () => place.stack.setConfig({ "zenlayer:profile": "configured" }),
  "configured key": async () => {
    await place.stack.setConfig({ "zenlayer:profile": "configured", "zenlayer:accessKeyId": idOf("configured key") });
    await place.stack.setSecret("zenlayer:accessKeyPassword", "configured key");
  },
  "configured token": () => place.stack.setSecret("zenlayer:token", tokenOf("configured token")),
};

/** Credentials of a source's account: its name is the password, too. */
const tokenOf = (source: string) => `token-${idOf(source)}`;
const idOf = (source: string) => `AK-${Buffer.from(source).toString("hex")}`;
const inProfile = (source: string) => ({ access_key_id: idOf(source), access_key_secret: source });

test("each source of credentials is used if those before it have none, whatever those after it have", async () => {
  place = await emulatedStack({ program: text, env: noKey });
  const { stack, emulator } = place;
  for (const account of Object.keys(sources)) {
    const key = { accessKeyId: idOf(account), accessKeyPassword: account };
    emulator.addAccount({ account, token: tokenOf(account), ...key });
  }
  for (const [source, fill] of Object.entries(sources)) {
    await fill();
    emulator.clearCalls();
    await succeeds(stack.preview());
    const used = new Set(emulator.calls().map(({ account }) => account));
    expect({ source, used: [...used] }).toEqual({ source, used: [source] });
  }
});
