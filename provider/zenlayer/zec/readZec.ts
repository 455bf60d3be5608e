/** Reads entries of Elastic Compute's responses: strict where a guess could harm an image, tolerant where nothing depends on it. */
import {
  imageEntryReader,
  readImage,
  readInstance,
  readInstanceOrigin,
  readZone,
  isObject,
  type Json,
  type Reader,
} from "../responseReader";
import type { InstanceOrigin } from "../types";
import type { CopyProgress, ZecImageInfo, ZecInstanceInfo, ZecZoneInfo } from "./types";

const isAbsent = (value: unknown): value is undefined | null => value === undefined || value === null;

/** Texts of a list. An empty list comes as `[]`, null, or not at all (seen in clients). */
const textsIn = (reader: Reader, from: Json, key: string): string[] =>
  isAbsent(from[key]) ? [] : reader.entries(from, key).map((value) => reader.id({ value }, "value"));

/** Tags in responses are `{ "tags": [{ key, value }] }`; none are an empty list, null, or nothing. */
function tagsIn(reader: Reader, from: Json): Record<string, string> {
  if (isAbsent(from.tags)) return {};
  if (!isObject(from.tags)) throw reader.unreadable("tags is not an object");
  if (isAbsent(from.tags.tags)) return {};
  const tags = reader.list(
    from.tags,
    "tags",
    (tag) => [reader.id(tag, "key"), reader.verbatim(tag, "value") ?? ""] as const,
  );
  return Object.fromEntries([...tags].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const numberIn = (from: Json, key: string): number | undefined => {
  const value = from[key];
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
};

const readZecImage =
  (reader: Reader) =>
  (item: Json): ZecImageInfo => {
    // Images of Elastic Compute have no description.
    const { imageDescription: _, ...image } = readImage(reader)({ imageType: "CUSTOM_IMAGE", ...item });
    const regions = textsIn(reader, item, "regionIdList").sort();
    const isOnlyCopyFailed = image.imageStatus === "FAILED" && regions.length > 0;
    return {
      ...image,
      imageStatus: isOnlyCopyFailed ? "AVAILABLE" : image.imageStatus,
      regions,
      minDiskSize: numberIn(item, "minDiskSize"),
      nicNetworkTypes: textsIn(reader, item, "nicNetworkType"),
      tags: tagsIn(reader, item),
      resourceGroupId: reader.optionalText(item, "resourceGroupId"),
    };
  };

export const readZecImageEntry = imageEntryReader(readZecImage);

/** `zec` calls the status of an instance `status`. */
const withStatus = (item: Json): Json => ({ ...item, instanceStatus: item.instanceStatus ?? item.status });

export const readZecInstance =
  (reader: Reader) =>
  (item: Json): ZecInstanceInfo => ({
    ...readInstance(reader)(withStatus(item)),
    instanceType: reader.optionalText(item, "instanceType"),
  });

export const readZecInstanceOrigin =
  (reader: Reader) =>
  (item: Json): InstanceOrigin =>
    readInstanceOrigin(reader)(withStatus(item));

export const readZecZone =
  (reader: Reader) =>
  (item: Json): ZecZoneInfo => ({ ...readZone(reader)(item), regionId: reader.id(item, "regionId") });

export const readCopyProgress =
  (reader: Reader) =>
  (item: Json): CopyProgress => ({
    regionId: reader.id(item, "destRegionId"),
    stage: reader.optionalText(item, "syncStage"),
    queued: item.queued === true,
    percent: numberIn(item, "syncPercent"),
    error: reader.optionalText(item, "errorInfo"),
  });
