import { createServer, type Server } from "node:http";
import { mkdir, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { systemClock } from "../../emulator";
import { isLong } from "../reliability/support/long";
import { diagnostics, messagesIn, problems, stackLine } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

const webPage = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Please sign in</title>");
});
const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Difference between the emulator's clock and the local one. */
let clockOffMs = 0;
let place: EmulatedStack;
let goodEnvironment: NodeJS.ProcessEnv;

beforeAll(async () => {
  await new Promise<void>((resolve) => webPage.listen(0, "127.0.0.1", resolve));
  const clock = { ...systemClock, now: () => Date.now() + clockOffMs };
  place = await emulatedStack({ program: described("first"), emulator: { clock } });
  goodEnvironment = { ...place.stack.env };
  await succeeds(place.stack.up());
});
afterAll(async () => {
  await place.cleanup();
  webPage.close();
});
afterEach(correct);

function described(imageDescription: string): string {
  return program(image("web", { instanceId: "i-web", imageName: "web", imageDescription }));
}

const stored = async () =>
  (await place.stack.state()).resources.map(({ urn, id, inputs, outputs }) => ({ urn, id, inputs, outputs }));

const profileFolder = () => join(place.stack.env.HOME ?? "", ".zenlayer");

async function correct(): Promise<void> {
  clockOffMs = 0;
  Object.assign(place.stack.env, goodEnvironment);
  await rm(profileFolder(), { recursive: true, force: true });
}

function forgetKey(): void {
  const { env } = place.stack;
  delete env.ZENLAYER_ACCESS_KEY_ID;
  delete env.ZENLAYER_ACCESS_KEY_SECRET;
}

interface Mistake {
  title: string;
  make: () => void | Promise<void>;
  /** The only message of `up` and of `refresh`. */
  says: RegExp;
  /** The failure may be over before `up`, so the preview of a new image only warns. */
  mayPass?: true;
  /** Of each kind one is tried in `make test`: the messages themselves have tests without an engine. */
  isSample?: true;
}

const mistakes: Mistake[] = [
  {
    title: "no credentials",
    make: forgetKey,
    isSample: true,
    says: /^No credentials for Zenlayer were found\. Searched, in this order: zenlayer:token, .* in the stack configuration \(or given to a Provider\); the environment variables ZENLAYER_TOKEN, .* and ZENLAYER_PROFILE; ~\/\.zenlayer\/credentials\.json \(not found\)\. Create an access key /,
  },
  {
    title: "a wrong password",
    make: () => void (place.stack.env.ZENLAYER_ACCESS_KEY_SECRET = "wrong"),
    isSample: true,
    says: /^Zenlayer rejected the access key from the environment variables ZENLAYER_ACCESS_KEY_ID and ZENLAYER_ACCESS_KEY_SECRET: .* \(AUTHFAILURE_SIGNATURE_FAILURE, request T[0-9A-F-]+\)$/,
  },
  {
    title: "a clock that is six minutes off",
    make: () => void (clockOffMs = 6 * 60_000),
    says: /more than five minutes off: .*\(the clock of this machine is 6 min behind the service's\)\. Correct this machine's clock\. \(AUTHFAILURE_SIGNATURE_EXPIRED, request /,
  },
  {
    title: "an endpoint that refuses connections",
    make: () => void (place.stack.env.ZENLAYER_ENDPOINT = "http://127.0.0.1:1"),
    mayPass: true,
    isSample: true,
    says: /cannot connect to 127\.0\.0\.1:1: connection refused\. Check the endpoint, and that a server is listening there\. \(NETWORK_ERROR\)$/,
  },
  {
    title: "an endpoint that is a web site",
    make: () => void (place.stack.env.ZENLAYER_ENDPOINT = urlOf(webPage)),
    mayPass: true,
    says: /http:\/\/127\.0\.0\.1:\d+ responded with a web page \(HTTP status 200\) instead of the API's JSON\. Check the endpoint, /,
  },
  {
    title: "an http endpoint on another host",
    make: () => void (place.stack.env.ZENLAYER_ENDPOINT = "http://api.example.com"),
    says: /^The endpoint http:\/\/api\.example\.com would send requests unencrypted over the network\. It comes from the environment variable ZENLAYER_ENDPOINT\. Use https:\/\/, /,
  },
  {
    title: "a malformed profile file",
    make: async () => {
      forgetKey();
      await mkdir(profileFolder());
      await writeFile(join(profileFolder(), "credentials.json"), '{"default": ');
    },
    says: /^Cannot use .*\/\.zenlayer\/credentials\.json: it is not valid JSON\. Correct the file /,
  },
];

/** A preview of the existing image and of a new one. */
async function expectPreviewReports({ says, mayPass }: Mistake): Promise<void> {
  const { stack } = place;
  const second = image("second", { instanceId: "i-worker" });
  await stack.setProgram(`${described("first")}\n${second}`);
  const preview = await stack.preview();
  expect(preview.output).not.toMatch(stackLine);
  if (mayPass) {
    expect(preview.code).toBe(0);
    const skipped = expect.stringMatching(/preflight checks were skipped/) as string;
    expect(messagesIn(preview.output, "warning")).toEqual([skipped]);
    return;
  }
  expect(preview.code).not.toBe(0);
  // A wrong setting fails the check before anything is read.
  const reason = problems(preview.output).instanceId ?? messagesIn(preview.output, "error")[0];
  expect(reason).toMatch(new RegExp(says.source.replace(/\$$/, "")));
  // The engine checks `web` first: it is unchanged, so it has no failures.
  expect(diagnostics(preview.output)[0]).toMatch(/CustomImage \(second\):$/);
}

async function expectFails(command: "up" | "refresh", { title, says }: Mistake): Promise<void> {
  const { stack } = place;
  const before = await stored();
  await stack.setProgram(described(title));
  const { code, output } = await stack[command]();
  expect(code).not.toBe(0);
  expect(messagesIn(output, "error")).toEqual([expect.stringMatching(says)]);
  expect(output).not.toMatch(stackLine);
  expect(await stored()).toEqual(before);
}

const tried = mistakes.filter(({ isSample }) => isSample || isLong);

test.each(tried)("$title: up reports it once", async (mistake) => {
  await mistake.make();
  await expectFails("up", mistake);
});

test.each(tried)(
  "$title: a preview of a new image fails unless the reason may pass, an unchanged one needs no call; refresh reports it once",
  async (mistake) => {
    await mistake.make();
    await expectPreviewReports(mistake);
    await expectFails("refresh", mistake);
  },
);

test("once the mistakes are corrected, up and refresh work", async () => {
  const { stack, emulator } = place;
  const before = await stack.resource("web");
  await stack.setProgram(described("corrected"));
  await succeeds(stack.up());
  await succeeds(stack.refresh());
  expect(emulator.images()).toMatchObject([{ imageDescription: "corrected" }]);
  expect(await stack.resource("web")).toMatchObject({ id: before?.id, outputs: { imageDescription: "corrected" } });
});
