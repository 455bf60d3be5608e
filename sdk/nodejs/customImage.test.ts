import * as pulumi from "@pulumi/pulumi";
import { CustomImage } from "./customImage";
import { keepTracesShort } from "./traces";

const limit = Error.stackTraceLimit;

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `img-${name}`, state: inputs as object }),
    call: () => ({}),
  });
  const web = new CustomImage("web", { instanceId: "i-web" });
  await new Promise((resolve) => web.id.apply(resolve)); // Pulumi loads more of itself while it serializes the provider
});

test("errors of a program keep their traces after an image is declared", () => {
  expect(Error.stackTraceLimit).toBe(limit);
  expect(new Error("later").stack).toMatch(/customImage\.test\.ts/);
});

test("an error that Pulumi throws while an image is declared names the line that declares it", () => {
  const declare = () => new CustomImage("", { instanceId: "i-web" });
  expect(declare).toThrow("Missing resource name argument");
  expect(Error.stackTraceLimit).toBe(limit);
  try {
    declare();
  } catch (error) {
    expect((error as Error).stack).toMatch(/declare \(.*customImage\.test\.ts/);
  }
  expect.assertions(3);
});

test("declaring an image writes the one trace that shows its line, not one for each promise of each output", () => {
  let written = 0;
  const original = Error.prepareStackTrace;
  Error.prepareStackTrace = (error, frames) => {
    if (frames.length > 0) written++;
    return String(error);
  };
  try {
    new CustomImage("db", { instanceId: "i-db" });
  } finally {
    Error.prepareStackTrace = original;
  }
  expect(written).toBe(1);
});

test("the trace that Pulumi keeps begins with the line of the program", () => {
  let kept: string[] = [];
  const original = Error.prepareStackTrace;
  Error.prepareStackTrace = (error, frames) => {
    if (frames.length > 0) kept = frames.map((frame) => frame.getFileName() ?? "");
    return String(error);
  };
  try {
    new CustomImage("worker", { instanceId: "i-worker" });
  } finally {
    Error.prepareStackTrace = original;
  }
  expect(kept.filter((file) => !file.includes("node_modules"))[0]).toBe(__filename);
});

test("the trace that Pulumi keeps ends with the program's first line, not with what runs every program", () => {
  const frame = (file?: string) => ({ getFileName: () => file, toString: () => file ?? "<anonymous>" });
  const sdk = "/app/node_modules/@pulumi/pulumi";
  const frames = [
    `${sdk}/resource.js`,
    "/app/node_modules/pulumi-zenlayer/customImage.js",
    "/app/images.ts",
    undefined,
  ];
  const runs = ["/app/index.ts", "node:internal/modules/cjs/loader", `${sdk}/cmd/run/run.js`, undefined];
  const restore = keepTracesShort("/app/node_modules/pulumi-zenlayer/customImage.js");
  try {
    const write = Error.prepareStackTrace as unknown as (error: Error, frames: unknown[]) => string;
    const text = write(new Error("where"), [...frames, ...runs].map(frame));
    expect(text.split("\n")).toEqual([
      "Error: where",
      `    at ${sdk}/resource.js`,
      "    at /app/images.ts",
      "    at <anonymous>",
      "    at /app/index.ts",
    ]);
  } finally {
    restore();
  }
});

test("how a program has its traces written is left alone", () => {
  const original = Error.prepareStackTrace;
  new CustomImage("cache", { instanceId: "i-cache" });
  expect(Error.prepareStackTrace).toBe(original);
});
