import { setTimeout as delay } from "node:timers/promises";

import type { CallResult, Json, LiveAccount } from "./account";

/** Polling interval while an image is being created, copied or deleted. */
const POLL_INTERVAL_S = 3;
const TIMEOUT_MS = 60 * 60_000;

/** Statuses in which something is still happening to an image. */
const TRANSIENT_STATUSES = ["CREATING", "SYNCING", "PROCESSING", "DELETING"];

export interface ZecTest {
  account: LiveAccount;
  /** A stopped instance of zec. The tests only create images of it. */
  instanceId: string;
  /** Prefix of the names of all images of the run, by which they are found and deleted. */
  prefix: string;
  pollIntervalSeconds?: number;
}

/** The account as the probes of the service `zec` use it: calls, and the images of the run. */
export class ZecAccount {
  readonly #account: LiveAccount;
  readonly #pollIntervalMs: number;
  readonly instanceId: string;
  readonly prefix: string;

  constructor({ account, instanceId, prefix, pollIntervalSeconds = POLL_INTERVAL_S }: ZecTest) {
    this.#account = account;
    this.#pollIntervalMs = pollIntervalSeconds * 1000;
    this.instanceId = instanceId;
    this.prefix = prefix;
  }

  zec(action: string, params: Json = {}): Promise<CallResult> {
    return this.#account.call(action, params, { service: "zec" });
  }

  zrm(action: string, params: Json): Promise<CallResult> {
    return this.#account.call(action, params, { service: "zrm" });
  }

  user(action: string, params: Json): Promise<CallResult> {
    return this.#account.call(action, params, { service: "user" });
  }

  /** Calls an action of zec and returns its response. Throws if the call fails. */
  callOrThrow(action: string, params: Json = {}): Promise<Json> {
    return this.#account.callOrThrow(action, params, { service: "zec" });
  }

  list(action: string, params: Json = {}): Promise<Json[]> {
    return this.#account.list(action, params, { service: "zec" });
  }

  async instance(): Promise<Json> {
    const [instance] = await this.list("DescribeInstances", { instanceIds: [this.instanceId] });
    if (!instance) throw new Error(`Instance ${this.instanceId} of zec was not found in this account.`);
    return instance;
  }

  async createImage(imageName = this.prefix): Promise<string> {
    const { imageId } = await this.callOrThrow("CreateImage", { instanceId: this.instanceId, imageName });
    return imageId as string;
  }

  async findImage(imageId: string): Promise<Json | undefined> {
    return (await this.list("DescribeCustomImages", { imageIds: [imageId] }))[0];
  }

  /** Waits until nothing is happening to the image. Returns it; undefined if it is gone. */
  async waitUntilStable(imageId: string): Promise<Json | undefined> {
    const deadline = Date.now() + TIMEOUT_MS;
    for (;;) {
      const image = await this.findImage(imageId);
      if (!image || !TRANSIENT_STATUSES.includes(image["imageStatus"] as string)) return image;
      if (Date.now() > deadline) throw new Error(`image ${imageId} is ${String(image["imageStatus"])} for an hour`);
      await delay(this.#pollIntervalMs);
    }
  }

  /** Deletes all images of the run. Returns their number. */
  async deleteTestImages(): Promise<number> {
    const images = await this.list("DescribeCustomImages", { imageName: this.prefix, pageNum: 1, pageSize: 1000 });
    const own = images.filter(({ imageName }) => String(imageName).startsWith(this.prefix));
    for (const { imageId } of own) {
      const image = await this.waitUntilStable(String(imageId));
      if (!image) continue;
      await this.callOrThrow("DeleteImages", { imageIds: [imageId] });
      await this.waitUntilStable(String(imageId));
    }
    return own.length;
  }
}
