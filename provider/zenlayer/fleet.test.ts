import { randomFrom } from "../../test/support/random";
import { VirtualClock } from "../../test/support/virtualClock";
import { Client } from "./client";
import { readSettings } from "../configuration/settings";
import type { HttpResponse } from "./transport";
import type { Action } from "./actions";
import { Timeout, ZoneImages } from "./zoneImages";

const makingMs = 20_000;

/** Decides whether a request that arrives now is within the limit. */
type Limit = (now: number) => boolean;

function fixedWindow(perSecond: number): Limit {
  let window = 0;
  let count = 0;
  return (now) => {
    if (Math.floor(now / 1000) !== window) [window, count] = [Math.floor(now / 1000), 0];
    return ++count <= perSecond;
  };
}

function tokenBucket(perSecond: number): Limit {
  let tokens = perSecond;
  let at = 0;
  return (now) => {
    tokens = Math.min(perSecond, tokens + ((now - at) / 1000) * perSecond);
    at = now;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}

/** A service on a virtual clock that makes images and refuses requests beyond its limit. */
class LimitedService {
  readonly #clock: VirtualClock;
  readonly #limit: Limit;
  readonly #random: () => number;
  readonly #roundTripMs: { least: number; most: number };

  readonly counts = { all: 0, refused: 0, CreateImage: 0, DescribeImages: 0 };
  readonly #images: { imageId: string; bornAt: number }[] = [];

  constructor(clock: VirtualClock, limit: Limit, random: () => number, roundTripMs: { least: number; most: number }) {
    this.#clock = clock;
    this.#limit = limit;
    this.#random = random;
    this.#roundTripMs = roundTripMs;
  }

  async post(action: Action): Promise<HttpResponse> {
    await this.#travel();
    const answer = this.#answer(action);
    await this.#travel();
    return answer;
  }

  #travel(): Promise<void> {
    const { least, most } = this.#roundTripMs;
    return this.#clock.sleep((least + this.#random() * (most - least)) / 2);
  }

  #answer(action: Action): HttpResponse {
    this.counts.all++;
    if (!this.#limit(this.#clock.now())) {
      this.counts.refused++;
      return { status: 429, headers: {}, body: '{"code":"REQUEST_LIMIT_EXCEEDED"}' };
    }
    if (action === "CreateImage") return ok(this.#createImage());
    if (action === "ModifyImagesAttributes") return ok({});
    expect(action).toBe("DescribeImages");
    this.counts.DescribeImages++;
    const dataSet = this.#images.map(({ imageId, bornAt }) => ({
      imageId,
      imageName: imageId,
      imageType: "CUSTOM_IMAGE",
      imageStatus: this.#clock.now() - bornAt >= makingMs ? "AVAILABLE" : "CREATING",
    }));
    return ok({ totalCount: dataSet.length, dataSet });
  }

  #createImage(): { imageId: string } {
    this.counts.CreateImage++;
    const imageId = `img-${this.#images.length}`;
    this.#images.push({ imageId, bornAt: this.#clock.now() });
    return { imageId };
  }
}

const ok = (response: object): HttpResponse => ({ status: 200, headers: {}, body: JSON.stringify({ response }) });

/** One provider process: makes `count` images of a zone at once and waits until all of them are usable. */
async function createImages(service: LimitedService, clock: VirtualClock, random: () => number, count: number) {
  const client = new Client({ transport: service, settings: readSettings({}, {}), clock, random });
  const zone = new ZoneImages(client, clock);
  const createOne = async (n: number): Promise<void> => {
    const { imageId } = await client.createImage({ instanceId: `i-${n}`, imageName: `n-${n}` });
    const end = await zone.watch("HKG-A", {
      since: clock.now(),
      deadline: clock.now() + 3_600_000,
      evaluate: (images) => {
        const mine = images.find((image) => image.imageId === imageId);
        return mine?.imageStatus === "AVAILABLE" ? { done: true, value: "made" } : { done: false };
      },
    });
    expect(end).not.toBe(Timeout);
    await client.modifyImage(imageId, { imageName: "real-name" });
  };
  await Promise.all(Array.from({ length: count }, (_, n) => createOne(n)));
}

describe("100 images at once on a service that allows five requests a second", () => {
  const limits = { "fixed window": fixedWindow, "token bucket": tokenBucket };
  const roundTrips = [
    { least: 40, most: 240 },
    { least: 200, most: 1000 },
  ];
  const cases = Object.entries(limits).flatMap(([name, limit]) =>
    roundTrips.flatMap((trip) => [1, 2, 3, 4, 5].map((seed) => ({ name, limit, trip, seed }))),
  );

  test.each(cases)("$name, round trip from $trip.least to $trip.most ms, seed $seed", async ({ limit, trip, seed }) => {
    const clock = new VirtualClock();
    const start = clock.now();
    const random = randomFrom(seed);
    const service = new LimitedService(clock, limit(5), random, trip);
    await clock.runUntil(createImages(service, clock, random, 100));
    expect(service.counts.CreateImage).toBe(100);
    expect(service.counts.refused / service.counts.all).toBeLessThan(0.05);
    expect(clock.now() - start).toBeLessThan(90_000);
    expect(clock.sleeping).toBe(0);
  });

  test.each(Object.entries(limits))("%s: four processes that share the limit all succeed", async (_, limit) => {
    const clock = new VirtualClock();
    const random = randomFrom(7);
    const service = new LimitedService(clock, limit(5), random, { least: 40, most: 240 });
    const processes = [1, 2, 3, 4].map(() => createImages(service, clock, random, 25));
    await clock.runUntil(Promise.all(processes));
    expect(service.counts.CreateImage).toBe(100);
    expect(clock.sleeping).toBe(0);
  });
});
