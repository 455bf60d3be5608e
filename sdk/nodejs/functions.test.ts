import type * as pulumiModule from "@pulumi/pulumi";
import type { MockCallArgs } from "@pulumi/pulumi/runtime";
import type schema from "../../schema.json";
import { mockFailed } from "../../provider/messages";
import type * as functionsModule from "./functions";
import type * as providerModule from "./provider";

type Functions = typeof functionsModule;

const zecImage = { imageId: "image-1", imageName: "golden", regions: ["asia-east-1"] };
const image = { imageId: "img-1", imageName: "golden", zoneId: "SIN-A" };
const zones = [{ zoneId: "SIN-A", count: 2, maxCount: 5, free: 3 }];

const instances = [{ instanceId: "i-1", instanceName: "web", zoneId: "SIN-A", instanceStatus: "RUNNING" }];

const wanted = { imageName: "golden", zoneId: "SIN-A" };
const ofZec = { imageName: "golden" };

/** Arguments of every function, and what the mock answers. A new function does not compile without its line. */
const CASES: Record<keyof typeof schema.functions, { args: object; answer: object }> = {
  "zenlayer:index:getImage": { args: wanted, answer: image },
  "zenlayer:index:getImages": { args: wanted, answer: { images: [image] } },
  "zenlayer:index:getImageQuota": { args: { zoneIds: ["SIN-A"] }, answer: { zones } },
  "zenlayer:index:getImageUsers": { args: { imageId: "img-1" }, answer: { instances } },
  "zenlayer:index:getZecImage": { args: ofZec, answer: zecImage },
  "zenlayer:index:getZecImages": { args: ofZec, answer: { images: [zecImage] } },
  "zenlayer:index:getZecImageUsers": { args: { imageId: "image-1" }, answer: { instances } },
};

type AnyFunctions = Record<string, (args: object) => pulumiModule.Output<object> & Promise<unknown>>;

const functions = Object.entries(CASES).map(([token, { args, answer }]) => {
  const name = token.slice("zenlayer:index:".length);
  const call = (f: Functions, member: string) => (f as unknown as AnyFunctions)[member]!(args);
  return {
    ...{ token, args, answer },
    promise: (f: Functions): Promise<unknown> => call(f, name),
    output: (f: Functions): pulumiModule.Output<object> => call(f, `${name}Output`),
  };
});

describe.each(["@pulumi/pulumi", "pulumi-newest"])("with mocks of %s", (sdk) => {
  let pulumi: typeof pulumiModule;
  let index: Functions & typeof providerModule;
  let calls: MockCallArgs[];

  async function setMocks(call: (args: MockCallArgs) => object, preview = false): Promise<void> {
    calls = [];
    await pulumi.runtime.setMocks(
      {
        newResource: ({ name, inputs }) => ({ id: name === "new" ? "" : `id-${name}`, state: inputs as object }),
        call: (args) => {
          calls.push(args);
          return call(args);
        },
      },
      "project",
      "stack",
      preview,
    );
  }

  beforeAll(() => {
    jest.resetModules();
    jest.doMock("@pulumi/pulumi", () => jest.requireActual<object>(sdk));
    /* eslint-disable @typescript-eslint/no-require-imports -- each SDK is loaded with its own copy of the package */
    pulumi = require("@pulumi/pulumi") as typeof pulumiModule;
    index = { ...(require("./functions") as Functions), ...(require("./provider") as typeof providerModule) };
    /* eslint-enable @typescript-eslint/no-require-imports */
  });
  beforeEach(() => setMocks(({ token }) => CASES[token as keyof typeof CASES]?.answer ?? {}));

  const valueOf = (output: pulumiModule.Output<unknown>) => new Promise((resolve) => output.apply(resolve));

  test.each(functions)("$token calls the mock, as a promise and as an output", async (fn) => {
    await expect(fn.promise(index)).resolves.toEqual(fn.answer);
    await expect(valueOf(fn.output(index))).resolves.toEqual(fn.answer);
    const call = expect.objectContaining({ token: fn.token, inputs: fn.args }) as object;
    expect(calls).toEqual([call, call]);
  });

  test("arguments may be left out", async () => {
    await expect(index.getImages()).resolves.toEqual({ images: [image] });
    await expect(valueOf(index.getImageQuotaOutput().zones)).resolves.toEqual(zones);
    expect(calls.map(({ inputs }) => inputs as object)).toEqual([{}, {}]);
  });

  test("arguments may be outputs; one that is not known yet calls nothing", async () => {
    await valueOf(index.getImageOutput({ imageId: pulumi.output("img-1") }));
    expect(calls).toMatchObject([{ inputs: { imageId: "img-1" } }]);
    await setMocks(() => image, true);
    const { id } = new (class extends pulumi.CustomResource {})("test:index:New", "new", {}); // in a preview, without an id
    const result = index.getImageOutput({ imageId: id }) as unknown as { isKnown: Promise<boolean> };
    await expect(result.isKnown).resolves.toBe(false);
    expect(calls).toEqual([]);
  });

  test("the mock is given the explicit provider", async () => {
    const provider = new index.Provider("partner", { accessKeyId: "AK", accessKeyPassword: "x" });
    await index.getImage(wanted, { provider });
    await valueOf(index.getImageOutput(wanted, { provider }));
    const reference = expect.stringMatching(/pulumi:providers:pulumi-nodejs::partner::id-partner$/) as string;
    expect(calls).toMatchObject([{ provider: reference }, { provider: reference }]);
  });

  test.each(functions)("what the mock of $token throws rejects the call", async ({ token, promise, output }) => {
    const read = (result: pulumiModule.Output<object>) =>
      (result as unknown as { promise(): Promise<unknown> }).promise();
    await setMocks(() => {
      throw new Error("not passed on by Pulumi");
    });
    await expect(promise(index)).rejects.toThrow(mockFailed(token).message);
    await expect(read(output(index))).rejects.toThrow(mockFailed(token).message);
    await setMocks(() => {
      throw Object.assign(new Error(), { details: "no such image" });
    });
    await expect(promise(index)).rejects.toThrow("no such image");
    await expect(read(output(index))).rejects.toThrow("no such image");
  });
});
