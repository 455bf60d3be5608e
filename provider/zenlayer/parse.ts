import * as say from "../errors";
import { ZenlayerError } from "./apiError";
import type { Action, ImageInfo, InstanceInfo, ZoneInfo, ZoneQuota } from "./types";

/** An object out of JSON: nothing is known of its values. */
export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The request id of a body, if it has one that can be printed. */
export function requestIdOf(body: unknown): string | undefined {
  const found = isObject(body) ? body.requestId : undefined;
  return typeof found === "string" && /^[\w-]{1,64}$/.test(found) ? found : undefined;
}

/** Longest text that we take; the API's own limits are far below. */
const maxTextLength = 10_000;

/**
 * Reads the fields of one answer. Everything that is not as documented is one clear error that names the field: a
 * guess about a list of images could end in a second image, or in one dropped from a user's state.
 */
export class Reader {
  readonly #action: Action;
  readonly #requestId?: string;

  constructor(action: Action, response: Json) {
    this.#action = action;
    this.#requestId = requestIdOf(response);
  }

  /** An error for an answer that is not what was asked for. */
  unreadable(what: string): ZenlayerError {
    return new ZenlayerError({
      action: this.#action,
      status: 200,
      code: "UNREADABLE_ANSWER",
      text: say.unexpectedAnswer(what),
      requestId: this.#requestId,
      outcome: "unknown",
    });
  }

  /** A text that must be there and not be empty. */
  text(from: Json, key: string): string {
    const value = this.optionalText(from, key);
    if (value === undefined) throw this.unreadable(`${key} is missing`);
    return value;
  }

  /** A text, or nothing for null, an empty text and a missing field. */
  optionalText(from: Json, key: string): string | undefined {
    const value = from[key] ?? "";
    if (typeof value !== "string") throw this.unreadable(`${key} is not a text`);
    if (value.length > maxTextLength) throw this.unreadable(`${key} is ${value.length} characters long`);
    return value || undefined;
  }

  /** A whole number of at least 0. */
  count(from: Json, key: string): number {
    const value = from[key];
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
    throw this.unreadable(`${key} is not a whole number`);
  }

  /** A list of objects, each read by `read`. */
  list<T>(from: Json, key: string, read: (item: Json) => T): T[] {
    const value = from[key];
    if (!Array.isArray(value)) throw this.unreadable(`${key} is not a list`);
    return value.map((item: unknown) => {
      if (!isObject(item)) throw this.unreadable(`${key} holds something that is not an object`);
      return read(item);
    });
  }
}

/** The service sends the size as a text that holds a number; its early drafts showed a bare number. */
function gigabytes(value: unknown): number | undefined {
  const size = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof size === "number" && Number.isFinite(size) && size >= 0 ? size : undefined;
}

export const readImage =
  (reader: Reader) =>
  (item: Json): ImageInfo => ({
    imageId: reader.text(item, "imageId"),
    imageName: reader.text(item, "imageName"),
    imageType: reader.text(item, "imageType"),
    imageSize: gigabytes(item.imageSize),
    imageDescription: reader.optionalText(item, "imageDescription"),
    imageVersion: reader.optionalText(item, "imageVersion"),
    imageStatus: reader.text(item, "imageStatus"),
    category: reader.optionalText(item, "category"),
    osType: reader.optionalText(item, "osType"),
  });

export const readInstance =
  (reader: Reader) =>
  (item: Json): InstanceInfo => ({
    instanceId: reader.text(item, "instanceId"),
    instanceName: reader.optionalText(item, "instanceName") ?? "",
    zoneId: reader.text(item, "zoneId"),
    instanceStatus: reader.text(item, "instanceStatus"),
    dataDisks:
      item.dataDisks === null || item.dataDisks === undefined ? [] : reader.list(item, "dataDisks", readDisk(reader)),
  });

const readDisk =
  (reader: Reader) =>
  (item: Json): InstanceInfo["dataDisks"][number] => ({
    diskId: reader.text(item, "diskId"),
    diskName: reader.optionalText(item, "diskName"),
    diskSize: gigabytes(item.diskSize),
  });

export const readQuota =
  (reader: Reader) =>
  (item: Json): ZoneQuota => ({
    zoneId: reader.text(item, "zoneId"),
    count: reader.count(item, "count"),
    maxCount: reader.count(item, "maxCount"),
  });

export const readZone =
  (reader: Reader) =>
  (item: Json): ZoneInfo => {
    const zoneId = reader.text(item, "zoneId");
    return { zoneId, zoneName: reader.optionalText(item, "zoneName") ?? zoneId };
  };
