import type { Action } from "./actions";
import { PAGE_SIZE, readAllPages, type Page } from "./pagination";
import { Reader, type Json } from "./responseReader";
import type { CallOptions, RetryingClient } from "./retryingClient";
import type { ImageInfo, ImageList, UnreadableImage } from "./types";

/** Single calls and whole lists, for the actions of any service. */
export class ApiCalls {
  readonly #caller: RetryingClient;

  constructor(caller: RetryingClient) {
    this.#caller = caller;
  }

  /** The service's response; empty where `showsDone` applied. */
  async call(action: Action, request: Json, options: CallOptions): Promise<Json> {
    return (await this.#caller.call(action, request, options)) ?? {};
  }

  /** Every page of a list. Half a list is an error. */
  async list<T>(
    action: Action,
    wanted: Json,
    read: (reader: Reader, response: Json) => T[],
    idOf: (item: T, position: number) => string,
    options: CallOptions,
  ): Promise<T[]> {
    const ask = async (pageNum: number): Promise<Page<T>> => {
      const response = await this.call(action, { ...wanted, pageNum, pageSize: PAGE_SIZE }, options);
      const reader = new Reader(action, response);
      return {
        totalCount: reader.count(response, "totalCount"),
        items: read(reader, response),
        reader,
      };
    };
    return readAllPages(ask, idOf);
  }

  /** Every page of a list of images; an entry that is not as documented is listed separately. */
  async listImages<T extends ImageInfo>(
    action: Action,
    wanted: Json,
    readEntry: (reader: Reader) => (item: unknown) => T | UnreadableImage,
    options: CallOptions,
  ): Promise<ImageList & T[]> {
    const read = (reader: Reader, response: Json) => reader.entries(response, "dataSet").map(readEntry(reader));
    const entries = await this.list(action, wanted, read, entryKey, options);
    const unreadable = entries.filter(isUnreadable);
    if (unreadable.length === 0) return entries as T[];
    const images = entries.filter((entry): entry is T => !isUnreadable(entry));
    return Object.assign(images, { unreadable });
  }
}

const isUnreadable = (entry: ImageInfo | UnreadableImage): entry is UnreadableImage => "error" in entry;

/** By id; an entry that cannot be read by its position, so that totals still add up. */
const entryKey = (entry: ImageInfo | UnreadableImage, position: number): string =>
  isUnreadable(entry) ? `unreadable ${position}` : entry.imageId;
