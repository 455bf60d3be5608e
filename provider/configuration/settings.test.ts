import Ajv from "ajv";
import fc from "fast-check";

import schema from "../../schema.json";
import { unknownSetting, UserError } from "../messages";
import { validatorOf } from "../schemaValidation";
import { findCredentials } from "./findCredentials";
import { checkSettings, readSettings } from "./settings";
import type { Config, Environment } from "./sources";

function problem(config: Config, env: Environment = {}): string {
  try {
    readSettings(config, env);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  throw new Error("these settings are fine");
}

test("defaults", () => {
  expect(readSettings({}, {})).toEqual({
    endpoint: "https://console.zenlayer.com",
    apiVersion: "2026-04-01",
    preflight: "warn",
    pollIntervalMs: undefined,
    maxRequestsPerSecond: 10,
    requestTimeoutMs: 60_000,
    settleMs: 30_000,
    allowInsecureEndpoint: false,
  });
});

test("everything set, white space and all", () => {
  const config = {
    endpoint: " https://zen.example:8443/ ",
    apiVersion: "2023-03-13",
    preflight: "error",
    pollIntervalSeconds: "0.25",
    maxRequestsPerSecond: " 2.5 ",
    requestTimeoutSeconds: "5",
    settleSeconds: "0",
    allowInsecureEndpoint: "true",
  };
  expect(readSettings(config, {})).toEqual({
    endpoint: "https://zen.example:8443",
    apiVersion: "2023-03-13",
    preflight: "error",
    pollIntervalMs: 250,
    maxRequestsPerSecond: 2.5,
    requestTimeoutMs: 5_000,
    settleMs: 0,
    allowInsecureEndpoint: true,
  });
});

test("every setting is read, by name", () => {
  const read = new Set<string>();
  const config: Config = new Proxy({}, { get: (_, name) => void read.add(String(name)) });
  readSettings(config, {});
  expect(() => findCredentials(config, {}, "/nonexistent")).toThrow("No credentials");
  expect([...read].sort()).toEqual(Object.keys(schema.config.variables).sort());
});

test("an empty value is none", () => {
  const empty = Object.fromEntries(Object.keys(schema.config.variables).map((name) => [name, " "]));
  expect(readSettings(empty, { ZENLAYER_ENDPOINT: "" })).toEqual(readSettings({}, {}));
});

test.each([
  ["apiVersion", "2024-01-01", 'one of "2026-04-01", "2023-03-13"'],
  ["preflight", "Warn", 'one of "warn", "error", "off"'],
  ["pollIntervalSeconds", "fast", "a number from 0.01 to 3600"],
  ["pollIntervalSeconds", "0", "a number from 0.01 to 3600"],
  ["maxRequestsPerSecond", "10001", "a number from 0.1 to 10000"],
  ["maxRequestsPerSecond", "Infinity", "a number from 0.1 to 10000"],
  ["requestTimeoutSeconds", "1,5", "a number from 0.1 to 3600"],
  ["requestTimeoutSeconds", "0x10", "a number from 0.1 to 3600"],
  ["settleSeconds", "-1", "a number from 0 to 3600"],
  ["allowInsecureEndpoint", "yes", "true or false"],
])("%s %j is refused with what is allowed and where it comes from", (name, found, allowed) => {
  expect(problem({ [name]: found })).toBe(
    `The setting ${name} is "${found}"; it must be ${allowed}. It comes from zenlayer:${name} in the stack configuration (or given to a Provider).`,
  );
});

/** No setting has such a rule today. */
test.each([
  [{ pattern: "^[a-z]+$" }, 'must match pattern "^[a-z]+$"', 'profile must match pattern "^[a-z]+$".'],
  [{ maxLength: 3 }, "must NOT have more than 3 characters", /^profile "Shop" has 4 characters; the maximum is 3/],
])("a setting with the rule %j is checked by both hosts", (rule, words, ofThePlugin) => {
  const properties = { profile: { type: "string", ...rule }, token: { type: "string", ...rule } };
  const validate = new Ajv().compile({ type: "object", properties, additionalProperties: false });
  const check = (config: Config) => checkSettings(config, validate);
  expect(() => check({ profile: "abc", token: "A secret" })).not.toThrow();
  expect(() => check({ profile: "Shop" })).toThrow(
    `The setting profile is "Shop"; it ${words}. It comes from zenlayer:profile in the stack`,
  );
  const [failure] = validatorOf(validate, properties, { noun: "setting" })({ profile: "Shop" });
  expect(failure?.reason).toMatch(ofThePlugin);
});

test("a value of any length is quoted in part", () => {
  expect(problem({ preflight: "x".repeat(10_000) }).length).toBeLessThan(300);
});

test("numbers are taken exactly where schema.json allows them", () => {
  const numeric = Object.entries(schema.config.variables).filter(([, { type }]) => type === "number");
  expect(numeric).toHaveLength(4);
  for (const [name, { minimum, maximum }] of numeric as [string, { minimum: number; maximum: number }][]) {
    fc.assert(
      fc.property(fc.double({ min: minimum, max: maximum, noNaN: true }), (value) => {
        readSettings({ [name]: String(value) }, {});
      }),
    );
    const outside = fc.double({ noNaN: true }).filter((value) => value < minimum || value > maximum);
    fc.assert(fc.property(outside, (value) => problem({ [name]: String(value) }).includes(name)));
  }
});

describe("endpoint", () => {
  const endpoint = (config: Config, env: Environment = {}): string => readSettings(config, env).endpoint;

  test("the first source that is set counts", () => {
    const env = { ZENLAYER_ENDPOINT: "b.example", ZENLAYERCLOUD_DOMAIN: "c.example", ZENLAYERCLOUD_SCHEME: "HTTPS" };
    expect(endpoint({ endpoint: "a.example" }, env)).toBe("https://a.example");
    expect(endpoint({}, env)).toBe("https://b.example");
    expect(endpoint({}, { ...env, ZENLAYER_ENDPOINT: " " })).toBe("https://c.example");
    expect(endpoint({}, { ZENLAYERCLOUD_DOMAIN: "127.0.0.1:1", ZENLAYERCLOUD_SCHEME: "HTTP" })).toBe(
      "http://127.0.0.1:1",
    );
    expect(endpoint({}, { ZENLAYERCLOUD_DOMAIN: "c.example" })).toBe("https://c.example");
    expect(endpoint({}, { ZENLAYERCLOUD_SCHEME: "HTTP" })).toBe("https://console.zenlayer.com");
  });

  test.each([
    ["https://Console.Zenlayer.com", "https://console.zenlayer.com"],
    ["https://zen.example:443/", "https://zen.example"],
    ["localhost:18080", "https://localhost:18080"],
    ["http://localhost:18080/", "http://localhost:18080"],
    ["http://127.8.9.1", "http://127.8.9.1"],
    ["http://[::1]:18080", "http://[::1]:18080"],
    ["[::1]:18080", "https://[::1]:18080"],
    ["https://例子.example", "https://xn--fsqu00a.example"],
  ])("%s is %s", (given, origin) => {
    expect(endpoint({ endpoint: given })).toBe(origin);
  });

  test.each([
    ["http://console.zenlayer.com"],
    ["http://10.0.0.1:18080"],
    ["http://128.0.0.1"],
    ["http://0.0.0.0:18080"],
    ["http://[::2]"],
    ["http://127.0.0.1.example.com"],
    ["http://localhost.example.com"],
  ])("%s is refused: not encrypted, and not this machine", (given) => {
    expect(problem({ endpoint: given })).toContain("would send requests unencrypted over the network");
    expect(endpoint({ endpoint: given, allowInsecureEndpoint: "true" })).toBe(given);
  });

  test.each([
    ["https://", "it is not a URL"],
    ["zen example", "it is not a URL"],
    ["https://zen.example:99999", "it is not a URL"],
    ["ftp://zen.example", 'it starts with "ftp://"'],
    ["https://zen.example/api/v2/vm", "it has a path, a query or a fragment"],
    ["https://zen.example?x=1", "it has a path, a query or a fragment"],
    ["https://zen.example#x", "it has a path, a query or a fragment"],
  ])("%s is refused: %s", (given, why) => {
    expect(problem({ endpoint: given })).toBe(
      `The endpoint "${given}" is invalid: ${why}. It comes from zenlayer:endpoint in the stack configuration (or given to a Provider). ` +
        "Use a host name, or a URL such as https://console.zenlayer.com with nothing after the host.",
    );
  });

  test("a password in it is never shown", () => {
    for (const given of ["https://user:hunter2@zen.example", "https://user:hunter2@", "x://user:hunter2@h"]) {
      expect(problem({ endpoint: given })).not.toContain("hunter2");
    }
  });

  test("names the variables that it comes from", () => {
    expect(problem({}, { ZENLAYER_ENDPOINT: "a b" })).toContain("the environment variable ZENLAYER_ENDPOINT");
    expect(problem({}, { ZENLAYERCLOUD_DOMAIN: "h.example", ZENLAYERCLOUD_SCHEME: "HTTP" })).toContain(
      "the environment variables ZENLAYERCLOUD_DOMAIN and ZENLAYERCLOUD_SCHEME",
    );
  });

  test("whatever is given, it is an origin or one clear error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.domain()), (given) => {
        try {
          const found = endpoint({ endpoint: given });
          expect(new URL(found).origin).toBe(found);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});

test.each([
  ["preflite", "preflight"],
  ["pollInterval", "pollIntervalSeconds"],
  ["accesKeyId", "accessKeyId"],
])("an unknown setting %s is answered with %s", (name, meant) => {
  const known = Object.keys(schema.config.variables);
  expect(unknownSetting(name, "the stack configuration", known)).toContain(`Did you mean "${meant}"?`);
});
