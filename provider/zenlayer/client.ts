import { hasCode, isInstanceNotFound, type ZenlayerError } from "./apiError";
import { RequestCoalescer } from "./requestCoalescer";
import { RetryingClient, type ClientOptions, type CallOptions } from "./retryingClient";
import type { Clock } from "./clock";
import type { Contact } from "./contact";
import { DeleteBatches } from "./deleteBatches";
import { PAGE_SIZE, readAllPages, type Page } from "./pagination";
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
import type { Action } from "./actions";
import type {
  ImageFilter,
  ImageInfo,
  ImageList,
  InstanceInfo,
  InstanceOrigin,
  UnreadableImage,
  ZenlayerApi,
  ZoneInfo,
  ZoneQuota,
} from "./types";

/** The most instance ids that one call takes (documented). */
const MAX_IDS_PER_CALL = 100;
/** An `up` of many images looks up instance after instance as the engine hands them over: five calls per second do. */
const INSTANCE_LOOKS_APART_MS = 200;

/** The API over HTTP. */
export class Client implements ZenlayerApi {
  /** The service's clock, as far as its responses show it. */
  readonly serviceTime: ServiceTime;
  readonly #clock: Clock;
  readonly #caller: RetryingClient;
  readonly #instances: RequestCoalescer<string, Map<string, InstanceInfo>>;
  readonly #deletes = new Map<string, DeleteBatches>();

  constructor(tools: ClientOptions) {
    const { clock, settings } = tools;
    const apartMs = Math.min(INSTANCE_LOOKS_APART_MS, settings.pollIntervalMs ?? Infinity);
    this.#clock = clock;
    this.#caller = new RetryingClient(tools);
    this.serviceTime = this.#caller.serviceTime;
    this.#instances = new RequestCoalescer((ids, signal) => this.#lookUp(ids, { signal }), { clock, apartMs });
  }

  async createImage(
    request: { instanceId: string; imageName: string; imageDescription?: string },
    signal?: AbortSignal,
    deadline?: number,
  ): Promise<{ imageId: string; requestId?: string }> {
    const { instanceId, imageName, imageDescription } = request;
    const response = await this.#call("CreateImage", { instanceId, imageName, imageDescription }, { signal, deadline });
    const imageId = new Reader("CreateImage", response).id(response, "imageId");
    return { imageId, requestId: requestIdOf(response) };
  }

  async describeImages(
    zoneId: string,
    filter: ImageFilter = {},
    signal?: AbortSignal,
    contact?: Contact,
  ): Promise<ImageList> {
    const { imageIds, imageName, imageType, imageStatus, osType, category } = filter;
    const wanted = { zoneId, imageIds, imageName, imageType, imageStatus, osType, category };
    const read = (reader: Reader, response: Json) => reader.entries(response, "dataSet").map(readImageEntry(reader));
    const entries = await this.#list("DescribeImages", wanted, read, entryKey, { signal, contact });
    const unreadable = entries.filter(isUnreadable);
    if (unreadable.length === 0) return entries as ImageInfo[];
    const images = entries.filter((entry): entry is ImageInfo => !isUnreadable(entry));
    return Object.assign(images, { unreadable });
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
    await this.#call("ModifyImagesAttributes", request, { signal, deadline, since });
  }

  async deleteImage(
    { imageId, zoneId }: { imageId: string; zoneId: string },
    signal?: AbortSignal,
    deadline?: number,
  ): Promise<void> {
    if (deadline !== undefined) {
      await this.#call("DeleteImages", { imageIds: [imageId] }, { signal, deadline });
      return;
    }
    let batches = this.#deletes.get(zoneId);
    if (!batches) this.#deletes.set(zoneId, (batches = this.#openDeletes()));
    await batches.delete(imageId, signal);
  }

  async describeImageQuota(zoneIds?: string[], signal?: AbortSignal): Promise<ZoneQuota[]> {
    const response = await this.#call("DescribeImageQuota", { zoneIds }, { signal });
    const reader = new Reader("DescribeImageQuota", response);
    return reader.list(response, "images", readQuota(reader));
  }

  async describeInstances(instanceIds?: string[], signal?: AbortSignal, contact?: Contact): Promise<InstanceInfo[]> {
    if (!instanceIds) return this.#listInstances({}, { signal, contact });
    const [first, ...others] = instanceIds;
    if (first === undefined) return [];
    const isShared = others.length === 0 && contact === undefined;
    const found = isShared
      ? await this.#instances.ask(first, signal)
      : await this.#lookUp(instanceIds, { signal, contact });
    return [...new Set(instanceIds)].flatMap((id) => found.get(id) ?? []);
  }

  listInstanceOrigins(zoneId?: string, signal?: AbortSignal): Promise<InstanceOrigin[]> {
    const read = (reader: Reader, response: Json) => reader.list(response, "dataSet", readInstanceOrigin(reader));
    return this.#list("DescribeInstances", { zoneId }, read, ({ instanceId }) => instanceId, { signal });
  }

  async startInstance(instanceId: string, signal?: AbortSignal): Promise<void> {
    // Once started it is no longer stopped, so that a repeated start is refused for this very reason.
    const showsDone = (error: ZenlayerError): boolean => hasCode(error, "OPERATION_DENIED_INSTANCE_NOT_STOPPED");
    await this.#caller.call("StartInstances", { instanceIds: [instanceId] }, { signal, showsDone });
  }

  async stopInstance(instanceId: string, force: boolean, signal?: AbortSignal, deadline?: number): Promise<void> {
    const showsDone = (error: ZenlayerError): boolean => hasCode(error, "OPERATION_DENIED_INSTANCE_NOT_RUNNING");
    const request = { instanceIds: [instanceId], forceShutdown: force };
    await this.#caller.call("StopInstances", request, { signal, deadline, showsDone });
  }

  async describeZones(signal?: AbortSignal): Promise<ZoneInfo[]> {
    const response = await this.#call("DescribeZones", {}, { signal });
    const reader = new Reader("DescribeZones", response);
    return reader.list(response, "zoneSet", readZone(reader));
  }

  #openDeletes(): DeleteBatches {
    const send = (imageIds: string[], signal?: AbortSignal) => this.#call("DeleteImages", { imageIds }, { signal });
    return new DeleteBatches(send, this.#clock);
  }

  async #call(action: Action, request: Json, options: CallOptions): Promise<Json> {
    return (await this.#caller.call(action, request, options)) ?? {};
  }

  async #list<T>(
    action: Action,
    wanted: Json,
    read: (reader: Reader, response: Json) => T[],
    idOf: (item: T, position: number) => string,
    options: CallOptions,
  ): Promise<T[]> {
    const ask = async (pageNum: number): Promise<Page<T>> => {
      const response = await this.#call(action, { ...wanted, pageNum, pageSize: PAGE_SIZE }, options);
      const reader = new Reader(action, response);
      return {
        totalCount: reader.count(response, "totalCount"),
        items: read(reader, response),
        reader,
      };
    };
    return readAllPages(ask, idOf);
  }

  #listInstances(wanted: Json, options: CallOptions): Promise<InstanceInfo[]> {
    const read = (reader: Reader, response: Json) => reader.list(response, "dataSet", readInstance(reader));
    return this.#list("DescribeInstances", wanted, read, ({ instanceId }) => instanceId, options);
  }

  /** Instances by id, a hundred a call. Unknown ids are missing. */
  async #lookUp(instanceIds: string[], options: CallOptions): Promise<Map<string, InstanceInfo>> {
    const ids = [...new Set(instanceIds)];
    const parts: string[][] = [];
    for (let i = 0; i < ids.length; i += MAX_IDS_PER_CALL) parts.push(ids.slice(i, i + MAX_IDS_PER_CALL));
    const found = await Promise.all(parts.map((part) => this.#lookUpPart(part, options)));
    return new Map(found.flat().map((instance) => [instance.instanceId, instance]));
  }

  /**
   * The service may answer an unknown id by leaving it out or by an error (not documented). An error about one id of
   * many says nothing of the others, so the two halves are then asked for by themselves.
   */
  async #lookUpPart(instanceIds: string[], options: CallOptions): Promise<InstanceInfo[]> {
    try {
      return await this.#listInstances({ instanceIds }, options);
    } catch (error) {
      if (!isInstanceNotFound(error)) throw error;
      if (instanceIds.length === 1) return [];
      const middle = Math.ceil(instanceIds.length / 2);
      const halves = [instanceIds.slice(0, middle), instanceIds.slice(middle)];
      return (await Promise.all(halves.map((half) => this.#lookUpPart(half, options)))).flat();
    }
  }
}

type ImageEntry = ImageInfo | UnreadableImage;

const isUnreadable = (entry: ImageEntry): entry is UnreadableImage => "error" in entry;

/** By id; an entry that cannot be read by its position, so that totals still add up. */
const entryKey = (entry: ImageEntry, position: number): string =>
  isUnreadable(entry) ? `unreadable ${position}` : entry.imageId;
