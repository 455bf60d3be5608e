import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import fc from "fast-check";

import { UserError } from "../messages";
import type { Credentials } from "../zenlayer/credentials";
import { findCredentials } from "./findCredentials";
import type { Config, Environment } from "./sources";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "zenlayer-home-"));
});
afterEach(() => rmSync(home, { recursive: true }));

function writeFiles(files: { "credentials.json"?: unknown; "config.json"?: unknown }): void {
  mkdirSync(join(home, ".zenlayer"), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(home, ".zenlayer", name), typeof content === "string" ? content : JSON.stringify(content));
  }
}

const find = (config: Config = {}, env: Environment = {}): Credentials =>
  findCredentials(config, env, home).credentials;

/** What would be sent: the one way to see which credentials were found. */
const used = (credentials: Credentials): string =>
  credentials
    .headersFor({ host: "h", contentType: "c", body: "{}" }, 0)
    .authorization!.replace(/^Bearer /, "token ")
    .replace(/^.*Credential=(.*), SignedHeaders.*$/, "key $1");

function problem(config: Config = {}, env: Environment = {}): string {
  try {
    find(config, env);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  throw new Error("credentials were found");
}

/** Every place that credentials may be in, in the order in which they count. */
const places: { config?: Config; env?: Environment; used: string; source: string }[] = [
  {
    config: { token: " t1\n" },
    used: "token t1",
    source: "zenlayer:token in the stack configuration (or given to a Provider)",
  },
  {
    config: { accessKeyId: " k1 ", accessKeyPassword: "p1\n" },
    used: "key k1",
    source: "zenlayer:accessKeyId and zenlayer:accessKeyPassword in the stack configuration (or given to a Provider)",
  },
  { config: { profile: "one" }, used: "key k-one", source: 'profile "one" of ~/.zenlayer/credentials.json' },
  { env: { ZENLAYER_TOKEN: "t2" }, used: "token t2", source: "the environment variable ZENLAYER_TOKEN" },
  {
    env: { ZENLAYER_ACCESS_KEY_ID: "k2", ZENLAYER_ACCESS_KEY_SECRET: "p2" },
    used: "key k2",
    source: "the environment variables ZENLAYER_ACCESS_KEY_ID and ZENLAYER_ACCESS_KEY_SECRET",
  },
  {
    env: { ZENLAYERCLOUD_ACCESS_KEY_ID: "k3", ZENLAYERCLOUD_ACCESS_KEY_PASSWORD: "p3" },
    used: "key k3",
    source: "the environment variables ZENLAYERCLOUD_ACCESS_KEY_ID and ZENLAYERCLOUD_ACCESS_KEY_PASSWORD",
  },
  { env: { ZENLAYER_PROFILE: "two" }, used: "token t-two", source: 'profile "two" of ~/.zenlayer/credentials.json' },
  { used: "key k-current", source: 'profile "current" of ~/.zenlayer/credentials.json' },
];

const profiles = {
  one: { access_key_id: "k-one", access_key_secret: "p" },
  two: { token: "t-two" },
  current: { access_key_id: "k-current", access_key_secret: "p" },
  default: { access_key_id: "k-default", access_key_secret: "p" },
};

describe("the order of sources", () => {
  test.each(places.map((place, n) => ({ n, ...place })))("$source", ({ n, used: expected, source }) => {
    writeFiles({ "credentials.json": profiles, "config.json": { current_profile: "current" } });
    const rest = places.slice(n);
    const config = Object.assign({}, ...rest.map((place) => place.config)) as Config;
    const env = Object.assign({}, ...rest.map((place) => place.env)) as Environment;
    const found = findCredentials(config, env, home);
    expect(used(found.credentials)).toBe(expected);
    expect(found.source).toBe(source);
  });

  test("without a current profile it is the default one", () => {
    writeFiles({ "credentials.json": profiles });
    expect(used(find())).toBe("key k-default");
    writeFiles({ "config.json": { profiles: {}, current_profile: " " } });
    expect(used(find())).toBe("key k-default");
  });

  test("a token wins over the key of the same source, even over half a key", () => {
    expect(used(find({ token: "t", accessKeyId: "k" }))).toBe("token t");
    writeFiles({ "credentials.json": { default: { token: "t", access_key_id: "k", access_key_secret: "p" } } });
    expect(used(find())).toBe("token t");
  });

  test("values of nothing but white space are none", () => {
    expect(used(find({ token: " ", accessKeyId: "", profile: "\t" }, { ZENLAYER_TOKEN: "t" }))).toBe("token t");
  });

  test("sources are not mixed: half a key is a mistake, wherever the other half may be", () => {
    const env = {
      ZENLAYER_ACCESS_KEY_SECRET: "p",
      ZENLAYERCLOUD_ACCESS_KEY_ID: "k",
      ZENLAYERCLOUD_ACCESS_KEY_PASSWORD: "p",
    };
    expect(problem({ accessKeyId: "k" }, env)).toContain("accessKeyId is set, but accessKeyPassword is missing");
    expect(problem({ accessKeyPassword: "p" }, env)).toContain("accessKeyPassword is set, but accessKeyId is missing");
    expect(problem({}, env)).toContain("ZENLAYER_ACCESS_KEY_SECRET is set, but ZENLAYER_ACCESS_KEY_ID is missing");
    expect(problem({}, { ZENLAYERCLOUD_ACCESS_KEY_ID: "k" })).toContain("ZENLAYERCLOUD_ACCESS_KEY_PASSWORD is missing");
    writeFiles({ "credentials.json": { default: { access_key_id: "k" } } });
    expect(problem()).toContain("access_key_id is set, but access_key_secret is missing");
  });
});

describe("the profile file", () => {
  test("a named profile that is not there is an error that names those that are", () => {
    writeFiles({ "credentials.json": profiles });
    expect(problem({ profile: "three" })).toBe(
      'There is no profile "three" with credentials in ~/.zenlayer/credentials.json, but zenlayer:profile in the stack ' +
        'configuration (or given to a Provider) selects it. The file contains "one", "two", "current", "default".',
    );
    expect(problem({}, { ZENLAYER_PROFILE: "three" })).toContain(
      "the environment variable ZENLAYER_PROFILE selects it",
    );
  });

  test("a named profile without a file, or with nothing in it, is the same error", () => {
    expect(problem({ profile: "three" })).toContain('There is no profile "three"');
    writeFiles({ "credentials.json": { three: {} } });
    expect(problem({ profile: "three" })).toContain('There is no profile "three"');
  });

  test.each<[string, unknown, string]>([
    ["no JSON", "{ access_key_secret: hunter2", "it is not valid JSON"],
    ["empty", "", "it is not valid JSON"],
    ["a list", ["hunter2"], "it must hold a JSON object"],
    ["a text", '"hunter2"', "it must hold a JSON object"],
    ["null", "null", "it must hold a JSON object"],
    ["a profile that is a text", { default: "hunter2" }, 'profile "default" must be a JSON object'],
    ["a token that is none", { default: { token: { hunter2: 1 } } }, 'token of profile "default" must be a text'],
    ["a key that is a number", { default: { access_key_id: 7 } }, 'access_key_id of profile "default" must be a text'],
  ])("%s: names the file and what is wrong, not what stands in it", (_, content, why) => {
    writeFiles({ "credentials.json": content });
    const message = problem();
    expect(message).toContain(`Cannot use ${join(home, ".zenlayer", "credentials.json")}: ${why}.`);
    expect(message).not.toContain("hunter2");
  });

  test.each<[string, unknown, string]>([
    ["no JSON", "current_profile: ci", "it is not valid JSON"],
    ["a name that is none", { current_profile: ["ci"] }, "its current_profile must be a text"],
  ])("config.json: %s", (_, content, why) => {
    writeFiles({ "config.json": content, "credentials.json": profiles });
    expect(problem()).toContain(`${join(home, ".zenlayer", "config.json")}: ${why}.`);
  });

  test("is not read when credentials were found before it", () => {
    writeFiles({ "credentials.json": "broken", "config.json": "broken" });
    expect(used(find({}, { ZENLAYER_TOKEN: "t" }))).toBe("token t");
  });

  test("something that cannot be read is an error", () => {
    mkdirSync(join(home, ".zenlayer", "credentials.json"), { recursive: true });
    expect(problem()).toContain("it cannot be read (EISDIR)");
  });

  test("may begin with a byte order mark, as editors on Windows write it", () => {
    writeFiles({ "credentials.json": `\uFEFF${JSON.stringify(profiles)}` });
    expect(used(find())).toBe("key k-default");
  });

  test("names of JavaScript's own do no harm", () => {
    writeFiles({ "credentials.json": '{"__proto__": {"token": "t"}, "constructor": {"token": "t2"}}' });
    expect(used(find({ profile: "constructor" }))).toBe("token t2");
    expect(used(find({ profile: "__proto__" }))).toBe("token t");
    expect(problem({ profile: "toString" })).toContain("There is no profile");
  });
});

describe("none at all", () => {
  test("one message names each source that was searched", () => {
    const message = problem();
    for (const name of [
      "zenlayer:token",
      "zenlayer:accessKeyId with zenlayer:accessKeyPassword",
      "zenlayer:profile",
      "ZENLAYER_TOKEN",
      "ZENLAYER_ACCESS_KEY_ID with ZENLAYER_ACCESS_KEY_SECRET",
      "ZENLAYERCLOUD_ACCESS_KEY_ID with ZENLAYERCLOUD_ACCESS_KEY_PASSWORD",
      "ZENLAYER_PROFILE",
      "~/.zenlayer/credentials.json (not found)",
    ]) {
      expect(message).toContain(name);
    }
  });

  test("and says what the file lacks, if there is one", () => {
    writeFiles({ "credentials.json": { other: { token: "t" } }, "config.json": { current_profile: "ci" } });
    expect(problem()).toContain('~/.zenlayer/credentials.json (contains no credentials for the profile "ci")');
  });
});

test.each([
  ["token", { token: "a b" }],
  ["token", { token: "a\nb" }],
  ["token", { token: "töken" }],
  ["accessKeyId", { accessKeyId: "a\r\nx-evil: 1", accessKeyPassword: "p" }],
])("%s with something that no header can hold is refused without being shown", (name, config) => {
  const message = problem(config);
  expect(message).toContain(`${name} contains white space`);
  expect(message).not.toContain("evil");
});

test("a password may hold anything", () => {
  expect(used(find({ accessKeyId: "k", accessKeyPassword: "pä ss\u0007" }))).toBe("key k");
});

test("secrets are not shown, however one looks", () => {
  const secret = fc.string({ minLength: 12, unit: fc.constantFrom(..."abcdefghXYZ0123456789") });
  fc.assert(
    fc.property(secret, secret, (password, token) => {
      for (const credentials of [find({ accessKeyId: "k", accessKeyPassword: password }), find({ token })]) {
        const shown = [
          inspect(credentials, { showHidden: true, depth: 9 }),
          JSON.stringify(credentials),
          `${credentials as unknown as string}`,
          Object.entries(credentials).join(),
        ].join();
        expect(shown).not.toContain(password);
        expect(shown).not.toContain(token);
      }
    }),
  );
});

describe("the fingerprint", () => {
  test("is the same for ever: users' state holds it", () => {
    expect(find({ accessKeyId: "AK1", accessKeyPassword: "x" }).fingerprint).toBe("b8a3a6a14fed6db0");
    expect(find({ token: "T1" }).fingerprint).toBe("cedf165acc365ff5");
  });

  test("depends on the key's id and not on its password or its place", () => {
    const one = find({ accessKeyId: "AK1", accessKeyPassword: "x" }).fingerprint;
    const rotated = find({}, { ZENLAYER_ACCESS_KEY_ID: "AK1", ZENLAYER_ACCESS_KEY_SECRET: "y" }).fingerprint;
    expect(rotated).toBe(one);
    expect(find({ accessKeyId: "AK2", accessKeyPassword: "x" }).fingerprint).not.toBe(one);
  });
});
