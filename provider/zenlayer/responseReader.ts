import { ZenlayerError } from "./apiError";
import { sanitize } from "./sanitize";
import type { Action } from "./actions";
import type { ImageInfo, InstanceInfo, InstanceOrigin, UnreadableImage, ZoneInfo, ZoneQuota } from "./types";

/** An object out of JSON: nothing is known of its values. */
export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The request id of a body, if it has one that can be printed. */
export function requestIdOf(body: unknown): string | undefined {
  const found = isObject(body) ? body.requestId : undefined;
  return typeof found === "string" && /^[\w-]{1,64}$/.test(found) ? found : undefined;
}

/** Longest text that is accepted; the API's own limits are far below. */
const MAX_TEXT_LENGTH = 10_000;

/**
 * Reads the fields of one response. Everything that is not as documented is one clear error that names the field: a
 * guess about a list of images could end in a second image, or in one dropped from a user's state.
 */
export class Reader {
  readonly #action: Action;
  readonly #requestId?: string;
  readonly #subject: string;

  /** @param subject what is read, put before what is wrong with it */
  constructor(action: Action, response: Json, subject = "") {
    this.#action = action;
    this.#requestId = requestIdOf(response);
    this.#subject = subject;
  }

  /** The same response, read for one entry of it, which errors name. */
  about(subject: string): Reader {
    return new Reader(this.#action, { requestId: this.#requestId }, `${subject}: `);
  }

  /** An error for a response that is not as documented. */
  unreadable(what: string): ZenlayerError {
    return new ZenlayerError({
      action: this.#action,
      status: 200,
      code: "UNREADABLE_RESPONSE",
      detail: { kind: "unexpectedResponse", what: this.#subject + what },
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

  /** An id. It is sent back as it came, so one that could not be shown as it is is an error, and not changed. */
  id(from: Json, key: string): string {
    const value = this.verbatim(from, key);
    if (value === undefined) throw this.unreadable(`${key} is missing`);
    if (sanitize(value) !== value) throw this.unreadable(`${key} holds characters that no id has`);
    return value;
  }

  /** A text fit to be shown, or nothing for null, an empty text and a missing field. */
  optionalText(from: Json, key: string): string | undefined {
    const value = this.verbatim(from, key);
    return value === undefined ? undefined : sanitize(value);
  }

  /** A text as it is, to be compared with what a program gives. Messages that quote it sanitize it. */
  verbatim(from: Json, key: string): string | undefined {
    const value = from[key] ?? "";
    if (typeof value !== "string") throw this.unreadable(`${key} is not a text`);
    if (value.length > MAX_TEXT_LENGTH) throw this.unreadable(`${key} is ${value.length} characters long`);
    return value || undefined;
  }

  /** A whole number of at least 0. */
  count(from: Json, key: string): number {
    const value = from[key];
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
    throw this.unreadable(`${key} is not a whole number`);
  }

  /** A list of anything. */
  entries(from: Json, key: string): unknown[] {
    const value = from[key];
    if (!Array.isArray(value)) throw this.unreadable(`${key} is not a list`);
    return value;
  }

  /** A list of objects, each read by `read`. */
  list<T>(from: Json, key: string, read: (item: Json) => T): T[] {
    return this.entries(from, key).map((item) => {
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
    imageId: reader.id(item, "imageId"),
    imageName: reader.text(item, "imageName"),
    imageType: reader.text(item, "imageType"),
    imageSize: gigabytes(item.imageSize),
    imageDescription: reader.verbatim(item, "imageDescription"),
    imageVersion: reader.optionalText(item, "imageVersion"),
    imageStatus: reader.text(item, "imageStatus"),
    category: reader.optionalText(item, "category"),
    osType: reader.optionalText(item, "osType"),
  });

/**
 * An image as `read` reads it, or what is known of one that is not as documented: it may be of another user, and must
 * not prevent the others from being read.
 */
export const imageEntryReader =
  <T>(read: (reader: Reader) => (item: Json) => T) =>
  (reader: Reader) =>
  (item: unknown): T | UnreadableImage => {
    const fields = isObject(item) ? item : {};
    const imageId = readable(() => reader.id(fields, "imageId"));
    const own = reader.about(imageId === undefined ? "an image without a readable id" : `image ${imageId}`);
    try {
      if (!isObject(item)) throw own.unreadable("it is not an object");
      return read(own)(item);
    } catch (error) {
      if (!(error instanceof ZenlayerError)) throw error;
      return { imageId, imageName: readable(() => reader.text(fields, "imageName")), error };
    }
  };

export const readImageEntry = imageEntryReader(readImage);

function readable(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

export const readInstance =
  (reader: Reader) =>
  (item: Json): InstanceInfo => ({
    instanceId: reader.id(item, "instanceId"),
    instanceName: reader.optionalText(item, "instanceName") ?? "",
    zoneId: reader.id(item, "zoneId"),
    instanceStatus: reader.text(item, "instanceStatus"),
    dataDisks:
      item.dataDisks === null || item.dataDisks === undefined ? [] : reader.list(item, "dataDisks", readDisk(reader)),
  });

export const readInstanceOrigin =
  (reader: Reader) =>
  (item: Json): InstanceOrigin => {
    const instanceId = reader.id(item, "instanceId");
    return {
      instanceId,
      instanceName: reader.optionalText(item, "instanceName") ?? "",
      zoneId: reader.id(item, "zoneId"),
      instanceStatus: reader.text(item, "instanceStatus"),
      imageId: reader.about(`instance ${instanceId}`).id(item, "imageId"),
      systemDiskSize: gigabytes(isObject(item.systemDisk) ? item.systemDisk.diskSize : undefined),
    };
  };

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
    zoneId: reader.id(item, "zoneId"),
    count: reader.count(item, "count"),
    maxCount: reader.count(item, "maxCount"),
  });

export const readZone =
  (reader: Reader) =>
  (item: Json): ZoneInfo => {
    const zoneId = reader.id(item, "zoneId");
    return { zoneId, zoneName: reader.optionalText(item, "zoneName") ?? zoneId };
  };
