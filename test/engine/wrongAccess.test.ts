import { createServer, type Server } from "node:http";
import { mkdir, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { systemClock } from "../../emulator";
import { messagesIn, problems, stackLine } from "../support/diagnostics";
import type { ResourceState } from "../support/state";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

const webPage = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Please sign in</title>");
});
const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** The emulator's clock against ours. */
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
afterEach(putRight);

function described(imageDescription: string): string {
  return program(image("web", { instanceId: "i-web", imageName: "web", imageDescription }));
}

const stored = (resource: ResourceState | undefined) => [resource?.id, resource?.inputs, resource?.outputs];

const profileFolder = () => join(place.stack.env.HOME ?? "", ".zenlayer");

async function putRight(): Promise<void> {
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
  /** The one message of `up` and of `refresh`. */
  says: RegExp;
  /** It may be over by the time of `up`, so a preview of something new only warns. */
  mayPass?: true;
}

const mistakes: Mistake[] = [
  {
    title: "no credentials",
    make: forgetKey,
    says: /^No credentials for Zenlayer\. Looked at, in this order: zenlayer:token, .* in the stack configuration \(or given to a Provider\); the environment variables ZENLAYER_TOKEN, .* and ZENLAYER_PROFILE; ~\/\.zenlayer\/credentials\.json \(not there\)\. Make an access key /,
  },
  {
    title: "a wrong password",
    make: () => void (place.stack.env.ZENLAYER_ACCESS_KEY_SECRET = "wrong"),
    says: /^Zenlayer does not accept the access key from the environment variables ZENLAYER_ACCESS_KEY_ID and ZENLAYER_ACCESS_KEY_SECRET: .* \(AUTHFAILURE_SIGNATURE_FAILURE, request T[0-9A-F-]+\)$/,
  },
  {
    title: "a clock six minutes off",
    make: () => void (clockOffMs = 6 * 60_000),
    says: /more than five minutes off: .*\(the clock of this machine is 6 min behind the service's\)\. Set this machine's clock right\. \(AUTHFAILURE_SIGNATURE_EXPIRED, request /,
  },
  {
    title: "an endpoint where nobody listens",
    make: () => void (place.stack.env.ZENLAYER_ENDPOINT = "http://127.0.0.1:1"),
    mayPass: true,
    says: /cannot connect to 127\.0\.0\.1:1: the connection was refused\. Check the endpoint, and that something is listening there\. \(NETWORK_ERROR\)$/,
  },
  {
    title: "an endpoint that is a web site",
    make: () => void (place.stack.env.ZENLAYER_ENDPOINT = urlOf(webPage)),
    mayPass: true,
    says: /http:\/\/127\.0\.0\.1:\d+ answers with a web page \(HTTP status 200\) and not as the Zenlayer API\. Check the endpoint, /,
  },
  {
    title: "a plain http endpoint that is not this machine",
    make: () => void (place.stack.env.ZENLAYER_ENDPOINT = "http://api.example.com"),
    says: /^The endpoint http:\/\/api\.example\.com would send requests unencrypted over the network\. It comes from the environment variable ZENLAYER_ENDPOINT; use https:\/\/, /,
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

test.each(mistakes)("$title: one sentence at up and refresh, and all is well once put right", async (mistake) => {
  const { stack, emulator } = place;
  const before = await stack.resource("web");
  await stack.setProgram(described(mistake.title));
  await mistake.make();
  for (const command of ["up", "refresh"] as const) {
    const { code, output } = await stack[command]();
    expect(code).not.toBe(0);
    expect(messagesIn(output, "error")).toEqual([expect.stringMatching(mistake.says)]);
    expect(output).not.toMatch(stackLine);
    expect(stored(await stack.resource("web"))).toEqual(stored(before));
  }

  await putRight();
  await succeeds(stack.up());
  await succeeds(stack.refresh());
  expect(emulator.images()).toMatchObject([{ imageDescription: mistake.title }]);
  expect(await stack.resource("web")).toMatchObject({ id: before?.id, outputs: { imageDescription: mistake.title } });
});

test.each(mistakes)(
  "$title: a preview of something new fails unless that may pass; of nothing new it does not look",
  async (mistake) => {
    const { stack, emulator } = place;
    const first = String(emulator.images()[0]?.imageDescription);
    const second = image("second", { instanceId: "i-worker" });
    await stack.setProgram(`${described(first)}\n${second}`);
    await mistake.make();
    const { code, output } = await stack.preview();
    expect(output).not.toMatch(stackLine);
    if (mistake.mayPass) {
      expect(code).toBe(0);
      expect(messagesIn(output, "warning")).toEqual([expect.stringMatching(/could not look for what would go wrong/)]);
    } else {
      expect(code).not.toBe(0);
      // A wrong setting fails the check before anything is looked for.
      const reason = problems(output).instanceId ?? messagesIn(output, "error")[0];
      expect(reason).toMatch(new RegExp(mistake.says.source.replace(/\$$/, "")));
    }
    await stack.setProgram(described(first));
    await succeeds(stack.preview());
  },
);
