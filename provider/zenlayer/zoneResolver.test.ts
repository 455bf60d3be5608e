import fc from "fast-check";

import { ZenlayerError } from "./apiError";
import type { ImageInfo } from "./types";
import type { ImageList } from "./types";
import { ZoneResolver } from "./zoneResolver";

const image = (imageId: string): ImageInfo => ({
  ...{ imageId, imageName: imageId, imageType: "CUSTOM_IMAGE", imageStatus: "AVAILABLE" },
});
const problem = (code: string, text = "no") =>
  new ZenlayerError({
    action: "DescribeImages",
    code,
    text,
    outcome: code.startsWith("INVALID") ? "rejected" : "unknown",
  });

/** What the service does about an id. */
type Kind = "there" | "unknown" | "unreadable" | "nameless";

/** A service where each id is of a kind; an unknown one is left out of the answer, or refused with the whole question. */
function service(kinds: ReadonlyMap<string, Kind>, refuses: boolean) {
  const calls: string[][] = [];
  const describeImages = async (_: string, filter?: { imageIds?: string[] }): Promise<ImageList> => {
    const ids = filter?.imageIds ?? [];
    calls.push(ids);
    await Promise.resolve();
    if (refuses && ids.some((id) => kinds.get(id) === "unknown")) throw problem("INVALID_IMAGE_NOT_FOUND");
    const of = (kind: Kind) => ids.filter((id) => kinds.get(id) === kind);
    const unreadable = [
      ...of("unreadable").map((imageId) => ({ imageId, error: problem("UNREADABLE_RESPONSE", imageId) })),
      ...of("nameless").map(() => ({ error: problem("UNREADABLE_RESPONSE", "nameless") })),
    ];
    return Object.assign(of("there").map(image), { unreadable });
  };
  return { resolver: new ZoneResolver({ describeImages }, "HKG-A"), calls };
}

test("whatever the result of one id, every other id has its own", async () => {
  const kind = fc.constantFrom<Kind>("there", "unknown", "unreadable", "nameless");
  await fc.assert(
    fc.asyncProperty(fc.array(kind, { minLength: 1, maxLength: 130 }), fc.boolean(), async (all, refuses) => {
      const kinds = new Map(all.map((one, n) => [`img-${n}`, one]));
      const { resolver, calls } = service(kinds, refuses);
      const answers = await Promise.allSettled([...kinds.keys()].map((id) => resolver.find(id)));
      [...kinds].forEach(([id, one], n) => {
        const answer = answers[n]!;
        if (one === "there") expect(answer).toEqual({ status: "fulfilled", value: image(id) });
        else if (one === "unknown") expect(answer).toEqual({ status: "fulfilled", value: undefined });
        else
          expect(answer).toMatchObject({
            status: "rejected",
            reason: { text: one === "unreadable" ? id : "nameless" },
          });
      });
      for (const ids of calls) expect(ids.length).toBeLessThanOrEqual(100);
    }),
    { numRuns: 100 },
  );
});

test("callers during a call share the next one, each id once", async () => {
  const { resolver, calls } = service(new Map([["img-1", "there"]]), false);
  await Promise.all([resolver.find("img-1"), resolver.find("img-1"), resolver.find("img-2")]);
  expect(calls).toEqual([["img-1", "img-2"]]);
});

test("a service that cannot be reached is an error of its own for each caller", async () => {
  const describeImages = () => Promise.reject(problem("NETWORK_ERROR"));
  const resolver = new ZoneResolver({ describeImages }, "HKG-A");
  const [one, other] = await Promise.all(["img-1", "img-2"].map((id) => resolver.find(id).catch((e: unknown) => e)));
  expect(one).toMatchObject({ code: "NETWORK_ERROR" });
  expect(one).not.toBe(other);
});
