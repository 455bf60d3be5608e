import { hasCode, ZenlayerError } from "../apiError";
import type { Action } from "../actions";
import { ApiCalls } from "../apiCalls";
import type { Clock } from "../clock";
import type { Contact } from "../contact";
import { DeleteBatches } from "../deleteBatches";
import { InstanceBatcher } from "../instanceBatcher";
import { Reader, requestIdOf, type Json } from "../responseReader";
import type { CallOptions, RetryingClient } from "../retryingClient";
import type { ImageFilter, ImageLabels, ImageList, InstanceOrigin, ShutdownMode, ZoneQuota } from "../types";
import { readCopyProgress, readZecImageEntry, readZecInstance, readZecInstanceOrigin, readZecZone } from "./readZec";
import type { CopyProgress, ZecApi, ZecImageInfo, ZecInstanceInfo, ZecZoneInfo } from "./types";

/** The service `zec`, and those of its tags and resource groups, over HTTP. */
export class ZecClient implements ZecApi {
  readonly #api: ApiCalls;
  readonly #instances: InstanceBatcher<ZecInstanceInfo>;
  readonly #deletes: DeleteBatches;

  /** @param caller shared with the client of `vm`, so that one rate limit holds for both */
  constructor(caller: RetryingClient, { clock, pollIntervalMs }: { clock: Clock; pollIntervalMs?: number }) {
    this.#api = new ApiCalls(caller);
    const list = (instanceIds: string[], options: CallOptions) => this.#listInstances({ instanceIds }, options);
    this.#instances = new InstanceBatcher(list, { clock, pollIntervalMs });
    this.#deletes = new DeleteBatches((imageIds, signal) => this.#delete(imageIds, { signal }), clock);
  }

  async createImage(
    request: { instanceId: string; imageName: string; labels?: ImageLabels },
    signal?: AbortSignal,
    deadline?: number,
  ): Promise<{ imageId: string; requestId?: string }> {
    const { instanceId, imageName, labels: { resourceGroupId, tags } = {} } = request;
    const wanted = { instanceId, imageName, resourceGroupId, tags: tags && { tags: listTags(tags) } };
    const response = await this.#api.call("zec CreateImage", wanted, { signal, deadline });
    const imageId = new Reader("zec CreateImage", response).id(response, "imageId");
    return { imageId, requestId: requestIdOf(response) };
  }

  describeImages(
    _zoneId: string,
    { imageIds, imageName, imageStatus, osType, category }: ImageFilter = {},
    signal?: AbortSignal,
    contact?: Contact,
  ): Promise<ImageList & ZecImageInfo[]> {
    const wanted = { imageIds, imageName, imageStatus, osType, category };
    return this.#api.listImages("zec DescribeCustomImages", wanted, readZecImageEntry, { signal, contact });
  }

  async modifyImage(
    imageId: string,
    { imageName }: { imageName?: string },
    signal?: AbortSignal,
    deadline?: number,
    since?: number,
  ): Promise<void> {
    // The name is all that can be changed, and required.
    if (imageName === undefined) return;
    const request = { imageIds: [imageId], imageName };
    await this.#api.call("zec ModifyImagesAttributes", request, { signal, deadline, since });
  }

  async deleteImage({ imageId }: { imageId: string }, signal?: AbortSignal, deadline?: number): Promise<void> {
    if (deadline === undefined) return this.#deletes.delete(imageId, signal);
    const rejected = (await this.#delete([imageId], { signal, deadline })).get(imageId);
    if (rejected) throw rejected;
  }

  /** There is no such action: a full account shows when CreateImage is rejected. */
  describeImageQuota(): Promise<ZoneQuota[]> {
    return Promise.resolve([]);
  }

  async describeInstances(instanceIds?: string[], signal?: AbortSignal, contact?: Contact): Promise<ZecInstanceInfo[]> {
    if (!instanceIds) return this.#listInstances({}, { signal, contact });
    return this.#instances.find(instanceIds, signal, contact);
  }

  listInstanceOrigins(zoneId?: string, signal?: AbortSignal): Promise<InstanceOrigin[]> {
    const read = (reader: Reader, response: Json) => reader.list(response, "dataSet", readZecInstanceOrigin(reader));
    return this.#api.list("zec DescribeInstances", { zoneId }, read, ({ instanceId }) => instanceId, { signal });
  }

  async startInstance(instanceId: string, signal?: AbortSignal): Promise<void> {
    const showsDone = (error: ZenlayerError): boolean => hasCode(error, "OPERATION_DENIED_INSTANCE_NOT_STOPPED");
    await this.#changePower("zec StartInstances", instanceId, {}, { signal, showsDone });
  }

  async stopInstance(instanceId: string, how: ShutdownMode, signal?: AbortSignal, deadline?: number): Promise<void> {
    const showsDone = (error: ZenlayerError): boolean => hasCode(error, "OPERATION_DENIED_INSTANCE_NOT_RUNNING");
    // Always sent: the service's own default is a forced power-off (documented).
    const request = { forceShutdown: how === "forced" };
    await this.#changePower("zec StopInstances", instanceId, request, { signal, deadline, showsDone });
  }

  async describeZones(signal?: AbortSignal): Promise<ZecZoneInfo[]> {
    const response = await this.#api.call("zec DescribeZones", {}, { signal });
    const reader = new Reader("zec DescribeZones", response);
    return reader.list(response, "zoneSet", readZecZone(reader));
  }

  async describeRegions(signal?: AbortSignal): Promise<string[]> {
    const response = await this.#api.call("zec DescribeRegions", {}, { signal });
    const reader = new Reader("zec DescribeRegions", response);
    return reader.list(response, "regionSet", (item) => reader.id(item, "regionId"));
  }

  async describeGpuTypes(zoneId: string, signal?: AbortSignal): Promise<string[]> {
    const action = "zec DescribeZoneGpuInstanceConfigInfos";
    const response = await this.#api.call(action, { zoneId }, { signal });
    const reader = new Reader(action, response);
    return reader.list(response, "instanceTypeQuotaSet", (item) => reader.id(item, "instanceType"));
  }

  async copyImage(imageId: string, regions: string[], signal?: AbortSignal, deadline?: number): Promise<void> {
    await this.#api.call("zec CopyImage", { imageId, regionIdList: regions }, { signal, deadline });
  }

  async deleteImageCopy(imageId: string, regions: string[], signal?: AbortSignal, deadline?: number): Promise<void> {
    await this.#api.call("zec DeleteImageCopy", { imageId, regionIds: regions }, { signal, deadline });
  }

  async describeCopyProgress(imageId: string, signal?: AbortSignal): Promise<CopyProgress[]> {
    const response = await this.#api.call("zec DescribeImageCopyProgress", { imageId }, { signal });
    const reader = new Reader("zec DescribeImageCopyProgress", response);
    return reader.list(response, "dataSet", readCopyProgress(reader));
  }

  async modifyTags(
    imageId: string,
    { set, remove }: { set: Record<string, string>; remove: string[] },
    signal?: AbortSignal,
  ): Promise<void> {
    const request = { resourceUuid: imageId, replaceTags: listTags(set), deleteTagKeys: remove };
    await this.#api.call("zrm ModifyResourceTags", request, { signal });
  }

  async moveToGroup(imageId: string, resourceGroupId: string, signal?: AbortSignal): Promise<void> {
    await this.#api.call("user AddResourceResourceGroup", { resources: [imageId], resourceGroupId }, { signal });
  }

  #listInstances(wanted: Json, options: CallOptions): Promise<ZecInstanceInfo[]> {
    const read = (reader: Reader, response: Json) => reader.list(response, "dataSet", readZecInstance(reader));
    return this.#api.list("zec DescribeInstances", wanted, read, ({ instanceId }) => instanceId, options);
  }

  /** Deletes images with all their copies. @returns errors of those that the service lists as not deleted */
  async #delete(imageIds: string[], options: CallOptions): Promise<Map<string, ZenlayerError>> {
    return this.#failedIds(
      "zec DeleteImages",
      "imageIds",
      await this.#api.call("zec DeleteImages", { imageIds }, options),
    );
  }

  async #changePower(action: Action, instanceId: string, more: Json, options: CallOptions): Promise<void> {
    const response = await this.#api.call(action, { instanceIds: [instanceId], ...more }, options);
    const rejected = this.#failedIds(action, "instanceIds", response).get(instanceId);
    if (rejected) throw rejected;
  }

  /** A success lists the ids for which the action has failed (documented), without a reason. */
  #failedIds(action: Action, key: string, response: Json): Map<string, ZenlayerError> {
    if (response[key] === undefined || response[key] === null) return new Map();
    const reader = new Reader(action, response);
    const rejected = (): ZenlayerError =>
      new ZenlayerError({
        action,
        status: 200,
        code: "REJECTED_WITHOUT_REASON",
        detail: { kind: "rejectedWithoutReason" },
        requestId: requestIdOf(response),
        outcome: "rejected",
      });
    return new Map(reader.entries(response, key).map((id) => [reader.id({ id }, "id"), rejected()]));
  }
}

const listTags = (tags: Record<string, string>): { key: string; value: string }[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));
