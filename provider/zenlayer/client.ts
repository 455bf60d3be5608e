import { hasCode, type ZenlayerError } from "./apiError";
import { ApiCalls } from "./apiCalls";
import { RetryingClient, type ClientOptions } from "./retryingClient";
import type { Clock } from "./clock";
import type { Contact } from "./contact";
import { DeleteBatches } from "./deleteBatches";
import { InstanceBatcher } from "./instanceBatcher";
import {
  readImageEntry,
  readInstance,
  readInstanceOrigin,
  readQuota,
  readZone,
  Reader,
  requestIdOf,
  type Json,
} from "./responseReader";
import type { ServiceTime } from "./serviceTime";
import type {
  ImageFilter,
  ImageList,
  InstanceInfo,
  InstanceOrigin,
  ShutdownMode,
  ZenlayerApi,
  ZoneInfo,
  ZoneQuota,
} from "./types";

/** The service `vm` over HTTP. */
export class Client implements ZenlayerApi {
  /** The service's clock, as far as its responses show it. */
  readonly serviceTime: ServiceTime;
  readonly #clock: Clock;
  readonly #api: ApiCalls;
  readonly #instances: InstanceBatcher<InstanceInfo>;
  readonly #deletes = new Map<string, DeleteBatches>();

  /** @param caller shared with clients of other services, so that one rate limit holds for all */
  constructor(tools: ClientOptions, caller = new RetryingClient(tools)) {
    const { clock, settings } = tools;
    this.#clock = clock;
    this.#api = new ApiCalls(caller);
    this.serviceTime = caller.serviceTime;
    const list = (instanceIds: string[], options: { signal?: AbortSignal; contact?: Contact }) =>
      this.#listInstances({ instanceIds }, options);
    this.#instances = new InstanceBatcher(list, { clock, pollIntervalMs: settings.pollIntervalMs });
  }

  async createImage(
    request: { instanceId: string; imageName: string; imageDescription?: string },
    signal?: AbortSignal,
    deadline?: number,
  ): Promise<{ imageId: string; requestId?: string }> {
    const { instanceId, imageName, imageDescription } = request;
    const wanted = { instanceId, imageName, imageDescription };
    const response = await this.#api.call("CreateImage", wanted, { signal, deadline });
    const imageId = new Reader("CreateImage", response).id(response, "imageId");
    return { imageId, requestId: requestIdOf(response) };
  }

  describeImages(
    zoneId: string,
    filter: ImageFilter = {},
    signal?: AbortSignal,
    contact?: Contact,
  ): Promise<ImageList> {
    const { imageIds, imageName, imageType, imageStatus, osType, category } = filter;
    const wanted = { zoneId, imageIds, imageName, imageType, imageStatus, osType, category };
    return this.#api.listImages("DescribeImages", wanted, readImageEntry, { signal, contact });
  }

  async modifyImage(
    imageId: string,
    change: { imageName?: string; imageDescription?: string },
    signal?: AbortSignal,
    deadline?: number,
    since?: number,
  ): Promise<void> {
    const { imageName, imageDescription } = change;
    const request = { imageIds: [imageId], imageName, imageDescription };
    await this.#api.call("ModifyImagesAttributes", request, { signal, deadline, since });
  }

  async deleteImage(
    { imageId, zoneId }: { imageId: string; zoneId: string },
    signal?: AbortSignal,
    deadline?: number,
  ): Promise<void> {
    if (deadline !== undefined) {
      await this.#api.call("DeleteImages", { imageIds: [imageId] }, { signal, deadline });
      return;
    }
    let batches = this.#deletes.get(zoneId);
    if (!batches) this.#deletes.set(zoneId, (batches = this.#openDeletes()));
    await batches.delete(imageId, signal);
  }

  async describeImageQuota(zoneIds?: string[], signal?: AbortSignal): Promise<ZoneQuota[]> {
    const response = await this.#api.call("DescribeImageQuota", { zoneIds }, { signal });
    const reader = new Reader("DescribeImageQuota", response);
    return reader.list(response, "images", readQuota(reader));
  }

  async describeInstances(instanceIds?: string[], signal?: AbortSignal, contact?: Contact): Promise<InstanceInfo[]> {
    if (!instanceIds) return this.#listInstances({}, { signal, contact });
    return this.#instances.find(instanceIds, signal, contact);
  }

  listInstanceOrigins(zoneId?: string, signal?: AbortSignal): Promise<InstanceOrigin[]> {
    const read = (reader: Reader, response: Json) => reader.list(response, "dataSet", readInstanceOrigin(reader));
    return this.#api.list("DescribeInstances", { zoneId }, read, ({ instanceId }) => instanceId, { signal });
  }

  async startInstance(instanceId: string, signal?: AbortSignal): Promise<void> {
    // Once started it is no longer stopped, so that a repeated start is refused for this very reason.
    const showsDone = (error: ZenlayerError): boolean => hasCode(error, "OPERATION_DENIED_INSTANCE_NOT_STOPPED");
    await this.#api.call("StartInstances", { instanceIds: [instanceId] }, { signal, showsDone });
  }

  async stopInstance(instanceId: string, how: ShutdownMode, signal?: AbortSignal, deadline?: number): Promise<void> {
    const showsDone = (error: ZenlayerError): boolean => hasCode(error, "OPERATION_DENIED_INSTANCE_NOT_RUNNING");
    const request = { instanceIds: [instanceId], forceShutdown: how === "forced" };
    await this.#api.call("StopInstances", request, { signal, deadline, showsDone });
  }

  async describeZones(signal?: AbortSignal): Promise<ZoneInfo[]> {
    const response = await this.#api.call("DescribeZones", {}, { signal });
    const reader = new Reader("DescribeZones", response);
    return reader.list(response, "zoneSet", readZone(reader));
  }

  #openDeletes(): DeleteBatches {
    const send = async (imageIds: string[], signal?: AbortSignal) => {
      await this.#api.call("DeleteImages", { imageIds }, { signal });
      return new Map<string, ZenlayerError>();
    };
    return new DeleteBatches(send, this.#clock);
  }

  #listInstances(wanted: Json, options: { signal?: AbortSignal; contact?: Contact }): Promise<InstanceInfo[]> {
    const read = (reader: Reader, response: Json) => reader.list(response, "dataSet", readInstance(reader));
    return this.#api.list("DescribeInstances", wanted, read, ({ instanceId }) => instanceId, options);
  }
}
