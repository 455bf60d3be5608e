import fc from "fast-check";

import { ok, refusal, ScriptedTransport, type Reply } from "../../test/support/scriptedTransport";
import { VirtualClock } from "../../test/support/virtualClock";
import { ZenlayerError } from "./apiError";
import { unreadableIn } from "./unreadable";
import { Client } from "./client";
import { readSettings } from "../configuration/settings";
import type { HttpResponse } from "./transport";
import type { Action } from "./actions";

const settings = readSettings({ maxRequestsPerSecond: "10000" }, {});

function setUp(...replies: Reply[]) {
  const clock = new VirtualClock(0);
  const transport = new ScriptedTransport(clock, replies);
  const client = new Client({ transport, settings, clock, random: () => 1 });
  return { clock, transport, client, run: <T>(work: Promise<T>) => clock.runUntil(work) };
}

const image = (imageId: string, more: object = {}) => ({
  imageId,
  imageName: "web",
  imageType: "CUSTOM_IMAGE",
  imageStatus: "AVAILABLE",
  ...more,
});
const images = (from: number, to: number): object[] =>
  Array.from({ length: to - from }, (_, n) => image(`img-${from + n}`));
const instance = (instanceId: string, more: object = {}) => ({
  instanceId,
  instanceName: "web",
  zoneId: "HKG-A",
  instanceStatus: "STOPPED",
  ...more,
});
const page = (totalCount: number, dataSet: object[]): HttpResponse => ok({ totalCount, dataSet });

describe("what each method sends and gives", () => {
  test("createImage", async () => {
    const { client, transport, run } = setUp(ok({ imageId: "img-1" }));
    const made = await run(client.createImage({ instanceId: "i-1", imageName: "中文", imageDescription: "d" }));
    expect(made).toEqual({ imageId: "img-1", requestId: "T-1" });
    expect(transport.calls).toMatchObject([
      { action: "CreateImage", request: { instanceId: "i-1", imageName: "中文", imageDescription: "d" } },
    ]);
  });

  test("createImage without a description sends none", async () => {
    const { client, transport, run } = setUp(ok({ imageId: "img-1" }));
    await run(client.createImage({ instanceId: "i-1", imageName: "n" }));
    expect(transport.calls[0]?.request).toEqual({ instanceId: "i-1", imageName: "n" });
  });

  test("modifyImage; an empty description is sent, an absent one is not", async () => {
    const { client, transport, run } = setUp(ok(), ok());
    await run(client.modifyImage("img-1", { imageDescription: "" }));
    await run(client.modifyImage("img-1", { imageName: "n" }));
    expect(transport.calls.map(({ request }) => request)).toEqual([
      { imageIds: ["img-1"], imageDescription: "" },
      { imageIds: ["img-1"], imageName: "n" },
    ]);
  });

  test("deleteImage, startInstance, stopInstance", async () => {
    const { client, transport, run } = setUp(ok(), ok(), ok(), ok());
    await run(client.deleteImage({ imageId: "img-1", zoneId: "A" }));
    await run(client.startInstance("i-1"));
    await run(client.stopInstance("i-1", "graceful"));
    await run(client.stopInstance("i-1", "forced"));
    expect(transport.calls.map(({ action, request }) => [action, request])).toEqual([
      ["DeleteImages", { imageIds: ["img-1"] }],
      ["StartInstances", { instanceIds: ["i-1"] }],
      ["StopInstances", { instanceIds: ["i-1"], forceShutdown: false }],
      ["StopInstances", { instanceIds: ["i-1"], forceShutdown: true }],
    ]);
  });

  test("describeImageQuota", async () => {
    const { client, transport, run } = setUp(
      ok({ images: [{ zoneId: "A", count: 2, maxCount: 5 }] }),
      ok({ images: [] }),
    );
    expect(await run(client.describeImageQuota(["A"]))).toEqual([{ zoneId: "A", count: 2, maxCount: 5 }]);
    expect(await run(client.describeImageQuota())).toEqual([]);
    expect(transport.calls.map(({ request }) => request)).toEqual([{ zoneIds: ["A"] }, {}]);
  });

  test("describeZones", async () => {
    const { client, run } = setUp(
      ok({
        zoneSet: [
          { zoneId: "A", zoneName: "Alpha" },
          { zoneId: "B", zoneName: null },
        ],
      }),
    );
    expect(await run(client.describeZones())).toEqual([
      { zoneId: "A", zoneName: "Alpha" },
      { zoneId: "B", zoneName: "B" },
    ]);
  });

  test("describeImages with every filter", async () => {
    const filter = {
      imageIds: ["img-1"],
      imageName: "n",
      imageType: "CUSTOM_IMAGE",
      imageStatus: "AVAILABLE",
      osType: "linux",
      category: "Ubuntu",
    };
    const { client, transport, run } = setUp(page(0, []));
    expect(await run(client.describeImages("HKG-A", filter))).toEqual([]);
    expect(transport.calls[0]?.request).toEqual({ zoneId: "HKG-A", ...filter, pageNum: 1, pageSize: 1000 });
  });

  test("an image's fields: size as text or number, null and empty as absent, unknown values kept", async () => {
    const { client, run } = setUp(
      page(4, [
        image("1", { imageSize: "30", imageDescription: null, imageStatus: "NEW_STATUS", osType: "plan9" }),
        image("2", { imageSize: 30.5, imageDescription: "", somethingNew: {} }),
        image("3", { imageSize: "big", imageDescription: "d", imageVersion: "18.04", category: "Ubuntu" }),
        image("4", { imageSize: "" }),
      ]),
    );
    const [one, two, three, four] = await run(client.describeImages("HKG-A"));
    expect(one).toEqual({ ...image("1"), imageSize: 30, imageStatus: "NEW_STATUS", osType: "plan9" });
    expect(two).toEqual({ ...image("2"), imageSize: 30.5 });
    expect(three).toEqual({ ...image("3"), imageDescription: "d", imageVersion: "18.04", category: "Ubuntu" });
    expect(four?.imageSize).toBeUndefined();
  });

  test("an instance's fields", async () => {
    const disk = { diskId: "d-1", diskName: "data", diskSize: 100, portable: true };
    const { client, run } = setUp(
      page(2, [instance("i-1", { dataDisks: [disk] }), instance("i-2", { dataDisks: null })]),
    );
    expect(await run(client.describeInstances())).toEqual([
      { ...instance("i-1"), dataDisks: [{ diskId: "d-1", diskName: "data", diskSize: 100 }] },
      { ...instance("i-2"), dataDisks: [] },
    ]);
  });
});

describe("a repeated call whose first attempt had worked", () => {
  const lost = refusal(503, "SERVICE_TEMPORARY_UNAVAILABLE");

  test.each<[string, string, (client: Client) => Promise<void>]>([
    ["start", "OPERATION_DENIED_INSTANCE_NOT_STOPPED", (client) => client.startInstance("i-1")],
    ["stop", "OPERATION_DENIED_INSTANCE_NOT_RUNNING", (client) => client.stopInstance("i-1", "graceful")],
  ])("%s, then %s", async (_, code, call) => {
    const again = setUp(lost, refusal(404, code));
    await expect(again.run(call(again.client))).resolves.toBeUndefined();
    const once = setUp(refusal(404, code));
    await expect(once.run(call(once.client))).rejects.toMatchObject({ code });
  });
});

test("a repeated delete that finds nothing says that its first attempt was ambiguous: a key without access finds nothing too", async () => {
  const notFound = refusal(404, "INVALID_IMAGE_NOT_FOUND");
  const again = setUp(refusal(503, "SERVICE_TEMPORARY_UNAVAILABLE"), notFound);
  const thrown = { code: "INVALID_IMAGE_NOT_FOUND", afterAmbiguous: true };
  await expect(again.run(again.client.deleteImage({ imageId: "img-1", zoneId: "A" }))).rejects.toMatchObject(thrown);
  const once = setUp(notFound);
  await expect(once.run(once.client.deleteImage({ imageId: "img-1", zoneId: "A" }))).rejects.toMatchObject({
    ...thrown,
    afterAmbiguous: undefined,
  });
});

describe("lists", () => {
  const list = async (...replies: Reply[]) => {
    const { client, transport, run } = setUp(...replies);
    const found = await run(client.describeImages("HKG-A"));
    return { ids: found.map(({ imageId }) => imageId), pages: transport.calls.map(({ request }) => request.pageNum) };
  };

  test("every page is turned, twice, since the list may change meanwhile", async () => {
    const three = [page(2500, images(0, 1000)), page(2500, images(1000, 2000)), page(2500, images(2000, 2500))];
    const { ids, pages } = await list(...three, ...three);
    expect(ids).toEqual(images(0, 2500).map((each) => (each as { imageId: string }).imageId));
    expect(pages).toEqual([1, 2, 3, 1, 2, 3]);
  });

  test("a service that gives smaller pages than requested is followed", async () => {
    const two = [page(3, images(0, 2)), page(3, images(2, 3))];
    expect((await list(...two, ...two)).ids).toHaveLength(3);
  });

  test("one that changes while its pages are turned is read again from the start", async () => {
    const { ids, pages } = await list(page(3, images(0, 2)), page(2, images(2, 2)), page(2, images(0, 2)));
    expect(ids).toEqual(["img-0", "img-1"]);
    expect(pages).toEqual([1, 2, 1]);
  });

  test.each<[string, Reply[], string]>([
    ["ends before totalCount", [page(3, images(0, 2)), page(3, [])], "totalCount is 3, but only 2 entries came"],
    ["is empty although totalCount is not", [page(1, [])], "totalCount is 1, but only 0 entries came"],
    ["holds more than totalCount", [page(1, images(0, 2))], "totalCount is 1, but more entries came"],
    ["holds something although totalCount is 0", [page(0, images(0, 1))], "more entries came"],
    [
      "gives the same page again",
      Array.from({ length: 12 }, () => page(4, images(0, 2))),
      "the same entry comes on two pages",
    ],
    ["repeats an entry in a page", [page(4, [image("1"), image("1")])], "the same entry comes twice"],
    [
      "changes each time",
      Array.from({ length: 6 }, (_, n) => [page(9 + n, images(0, 2)), page(20 + n, images(2, 4))]).flat(),
      "totalCount changes from page to page",
    ],
  ])("one that %s is an error", async (_, replies, text) => {
    await expect(list(...replies)).rejects.toMatchObject({
      action: "DescribeImages",
      code: "UNREADABLE_RESPONSE",
      outcome: "unknown",
      requestId: "T-1",
      detail: { kind: "unexpectedResponse", what: expect.stringContaining(text) as string },
    });
  });

  test("one that never ends is an error, not an endless loop", async () => {
    let next = 0;
    const clock = new VirtualClock(0);
    const post = async (): Promise<HttpResponse> => page(1_000_000_000, [image(String(next++))]);
    const client = new Client({ transport: { post }, settings, clock, random: () => 1 });
    await expect(clock.runUntil(client.describeImages("HKG-A"))).rejects.toThrow("does not end within 200 pages");
    expect(next).toBe(200);
  });

  test("a page that fails fails the list", async () => {
    await expect(list(page(3, images(0, 2)), refusal(404, "INVALID_ZONE_NOT_FOUND"))).rejects.toMatchObject({
      code: "INVALID_ZONE_NOT_FOUND",
    });
  });
});

describe("describeInstances by id", () => {
  test("requests no more than a hundred at a time, and for each once", async () => {
    const ids = Array.from({ length: 250 }, (_, n) => `i-${n}`);
    const part = (from: number, to: number) =>
      page(
        to - from,
        ids.slice(from, to).map((id) => instance(id)),
      );
    const { client, transport, run } = setUp(part(0, 100), part(100, 200), part(200, 250));
    const found = await run(client.describeInstances([...ids, "i-3"]));
    expect(found.map(({ instanceId }) => instanceId)).toEqual(ids);
    expect(transport.calls.map(({ request }) => (request.instanceIds as string[]).length)).toEqual([100, 100, 50]);
  });

  test("none requested, none sent", async () => {
    const { client, transport, run } = setUp();
    expect(await run(client.describeInstances([]))).toEqual([]);
    expect(transport.calls).toHaveLength(0);
  });

  test("an unknown id is missing, whether the service leaves it out or refuses", async () => {
    for (const reply of [
      page(0, []),
      refusal(404, "INVALID_INSTANCE_NOT_FOUND"),
      refusal(404, "OPERATION_FAILED_RESOURCE_NOT_FOUND"),
    ]) {
      const { client, run } = setUp(reply);
      expect(await run(client.describeInstances(["i-1"]))).toEqual([]);
    }
  });

  test("an instance that was not requested is not given", async () => {
    const { client, run } = setUp(page(2, [instance("i-1"), instance("i-2")]));
    expect((await run(client.describeInstances(["i-1"]))).map(({ instanceId }) => instanceId)).toEqual(["i-1"]);
  });

  test("a hundred simultaneous requests are one call, each with its own result", async () => {
    const ids = Array.from({ length: 100 }, (_, n) => `i-${n}`);
    const { client, transport, run } = setUp(
      page(
        100,
        ids.map((id) => instance(id)),
      ),
    );
    const found = await run(Promise.all(ids.map((id) => client.describeInstances([id]))));
    expect(found.map(([one, ...others]) => [one?.instanceId, others.length])).toEqual(ids.map((id) => [id, 0]));
    expect(transport.calls).toHaveLength(1);
  });

  test("one unknown id among many does not fail the others", async () => {
    const notFound = refusal(404, "INVALID_INSTANCE_NOT_FOUND");
    const clock = new VirtualClock(0);
    const sizes: number[] = [];
    const post = async (_: Action, body: string): Promise<HttpResponse> => {
      const ids = (JSON.parse(body) as { instanceIds: string[] }).instanceIds;
      sizes.push(ids.length);
      return ids.includes("i-gone")
        ? notFound
        : page(
            ids.length,
            ids.map((id) => instance(id)),
          );
    };
    const client = new Client({ transport: { post }, settings, clock, random: () => 1 });
    const ids = ["i-1", "i-2", "i-gone", "i-3"];
    const found = await clock.runUntil(Promise.all(ids.map((id) => client.describeInstances([id]))));
    expect(found.map((list) => list.length)).toEqual([1, 1, 0, 1]);
    expect(sizes).toEqual([4, 2, 2, 1, 1]);
  });

  test("a failure reaches each as its own error; one who leaves disturbs no other", async () => {
    const { client, clock } = setUp(refusal(401, "AUTHFAILURE_SIGNATURE_FAILURE"));
    const leaving = new AbortController();
    const left = client.describeInstances(["i-0"], leaving.signal);
    const stay = Promise.allSettled([client.describeInstances(["i-1"]), client.describeInstances(["i-2"])]);
    leaving.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    const [one, other] = (await clock.runUntil(stay)).map((end) => (end as PromiseRejectedResult).reason as unknown);
    expect(one).toMatchObject({ code: "AUTHFAILURE_SIGNATURE_FAILURE" });
    expect(one).not.toBe(other);
  });
});

describe("responses that are not as documented", () => {
  type Call = (client: Client) => Promise<unknown>;
  const describeImages: Call = (client) => client.describeImages("HKG-A");
  const describeInstances: Call = (client) => client.describeInstances();
  const createImage: Call = (client) => client.createImage({ instanceId: "i-1", imageName: "n" });
  const quota: Call = (client) => client.describeImageQuota();
  const zones: Call = (client) => client.describeZones();

  test.each<[string, Call, object, string]>([
    ["no imageId", createImage, {}, "imageId is missing"],
    ["imageId null", createImage, { imageId: null }, "imageId is missing"],
    ["imageId a number", createImage, { imageId: 7 }, "imageId is not a text"],
    ["imageId endless", createImage, { imageId: "x".repeat(10_001) }, "imageId is 10001 characters long"],
    ["no totalCount", describeImages, { dataSet: [] }, "totalCount is not a whole number"],
    ["totalCount a text", describeImages, { totalCount: "0", dataSet: [] }, "totalCount is not a whole number"],
    ["totalCount negative", describeImages, { totalCount: -1, dataSet: [] }, "totalCount is not a whole number"],
    ["no dataSet", describeImages, { totalCount: 0 }, "dataSet is not a list"],
    ["dataSet null", describeImages, { totalCount: 0, dataSet: null }, "dataSet is not a list"],
    ["dataSet an object", describeImages, { totalCount: 1, dataSet: { 0: image("1") } }, "dataSet is not a list"],
    [
      "a null among instances",
      describeInstances,
      { totalCount: 1, dataSet: [null] },
      "dataSet holds something that is not an object",
    ],
    ["imageId with an escape", createImage, { imageId: "img-\u001b[2J" }, "imageId holds characters that no id has"],
    [
      "an instance without zone",
      describeInstances,
      { totalCount: 1, dataSet: [instance("1", { zoneId: null })] },
      "zoneId is missing",
    ],
    [
      "disks that are no list",
      describeInstances,
      { totalCount: 1, dataSet: [instance("1", { dataDisks: {} })] },
      "dataDisks is not a list",
    ],
    ["no quota", quota, {}, "images is not a list"],
    ["half a quota", quota, { images: [{ zoneId: "A", count: 1 }] }, "maxCount is not a whole number"],
    ["no zones", zones, { dataSet: [] }, "zoneSet is not a list"],
  ])("%s", async (_, call, response, text) => {
    const { client, run, transport } = setUp(ok(response));
    await expect(run(call(client))).rejects.toMatchObject({
      code: "UNREADABLE_RESPONSE",
      outcome: "unknown",
      detail: { kind: "unexpectedResponse", what: expect.stringContaining(text) as string },
    });
    expect(transport.calls).toHaveLength(1);
  });

  test.each<[string, unknown, string | undefined, string]>([
    ["null", null, undefined, "an image without a readable id: it is not an object"],
    ["without id", image(""), undefined, "an image without a readable id: imageId is missing"],
    ["without status", image("1", { imageStatus: null }), "1", "image 1: imageStatus is missing"],
    ["with a number for a name", image("1", { imageName: 7 }), "1", "image 1: imageName is not a text"],
    ["described by a number", image("1", { imageDescription: 7 }), "1", "image 1: imageDescription is not a text"],
  ])("an image that is %s is listed separately, and the others are read", async (_, entry, imageId, text) => {
    const { client, run } = setUp(ok({ totalCount: 3, dataSet: [image("0"), entry, image("2")] }));
    const found = await run(client.describeImages("HKG-A"));
    expect(found.map((read) => read.imageId)).toEqual(["0", "2"]);
    expect(unreadableIn(found)).toEqual([expect.objectContaining({ imageId })]);
    expect(unreadableIn(found)[0]?.error.detail).toEqual({ kind: "unexpectedResponse", what: text });
  });

  test("images that cannot be read count on every page", async () => {
    const pages = [{ dataSet: [image("1"), null] }, { dataSet: [null, image("2", { imageName: null })] }];
    const { client, run } = setUp(...[...pages, ...pages].map((page) => ok({ totalCount: 4, ...page })));
    const found = await run(client.describeImages("HKG-A"));
    expect({ found: found.length, unreadable: unreadableIn(found).length }).toEqual({ found: 1, unreadable: 3 });
  });

  test("whatever stands in a response, a list is whole or there is one clear error", async () => {
    const junk = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(image("1"), image("2")));
    const responses = fc.record(
      {
        totalCount: fc.oneof(fc.nat(3), fc.jsonValue()),
        dataSet: fc.oneof(fc.array(junk, { maxLength: 3 }), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(responses, { minLength: 1, maxLength: 4 }), async (script) => {
        const clock = new VirtualClock(0);
        let turn = 0;
        const post = async (): Promise<HttpResponse> => ok(script[turn++ % script.length]);
        const client = new Client({ transport: { post }, settings, clock, random: () => 1 });
        try {
          const found = await clock.runUntil(client.describeImages("HKG-A"));
          const last = script[(turn - 1) % script.length] as { totalCount: number };
          expect(found.length + unreadableIn(found).length).toBe(last.totalCount);
          expect(new Set(found.map(({ imageId }) => imageId)).size).toBe(found.length);
        } catch (error) {
          expect(error).toBeInstanceOf(ZenlayerError);
          expect(error).toMatchObject({ code: "UNREADABLE_RESPONSE" });
        }
      }),
      { numRuns: 300 },
    );
  });
});
