import { presentable } from "../../provider/messages";
import type { Session } from "../../provider/session";
import type { ImageInfo, InstanceOrigin, ZoneQuota } from "../../provider/zenlayer/types";
import { unreadableIn } from "../../provider/zenlayer/unreadable";

/** A custom image of the account. */
export interface AccountImage extends ImageInfo {
  zoneId: string;
}

/** The account, as far as it could be read. */
export interface AccountView {
  endpoint: string;
  keyFingerprint: string;
  /** When the reading began, by the service's clock: milliseconds since 1970. */
  time: number;
  images: AccountImage[];
  instances: InstanceOrigin[];
  quotas: ZoneQuota[];
  /** Zones whose list of images was read whole. Only there an image can be missing. */
  wholeZones: string[];
  incomplete: string[];
}

/**
 * Reads the whole account: a list for each zone, the zones, the quotas and the instances. What cannot be read, or not
 * whole, is named; the rest is read all the same.
 */
export async function readAccount(session: Session, signal?: AbortSignal): Promise<AccountView> {
  const incomplete: string[] = [];
  const read = async <T>(what: string, list: Promise<T>): Promise<T | undefined> => {
    try {
      return await list;
    } catch (error) {
      signal?.throwIfAborted();
      incomplete.push(`${what}: ${presentable(error, session.credentialSource).message}`);
      return undefined;
    }
  };
  const [zones = [], quotas = [], instances = []] = await Promise.all([
    read("The zones could not be listed", session.zones(signal)),
    read("The quotas could not be read", session.api.describeImageQuota(undefined, signal)),
    read("The instances could not be listed", session.api.listInstanceOrigins(undefined, signal)),
  ]);
  // After the first responses, which tell the time of the service.
  const time = session.serviceTime.now();
  const names = [...new Set([...zones, ...quotas.map(({ zoneId }) => zoneId)])].sort();
  const lists = await Promise.all(
    names.map(async (zoneId) => {
      const list = session.api.describeImages(zoneId, { imageType: "CUSTOM_IMAGE" }, signal);
      const images = await read(`The images of zone ${zoneId} could not be listed`, list);
      if (images === undefined) return { zoneId, images: [], isWhole: false };
      const [unreadable] = unreadableIn(images);
      if (unreadable) {
        const { message } = presentable(unreadable.error, session.credentialSource);
        incomplete.push(`An image of zone ${zoneId} could not be read: ${message}`);
      }
      const count = quotas.find((quota) => quota.zoneId === zoneId)?.count ?? 0;
      const listed = images.length + unreadableIn(images).length;
      if (listed < count) incomplete.push(hiddenImages(zoneId, count, listed));
      return {
        zoneId,
        images: images.map((image) => ({ ...image, zoneId })),
        isWhole: unreadable === undefined && listed >= count,
      };
    }),
  );
  return {
    endpoint: session.settings.endpoint,
    keyFingerprint: session.keyFingerprint,
    time,
    images: lists.flatMap(({ images }) => images),
    instances,
    quotas,
    wholeZones: lists.filter(({ isWhole }) => isWhole).map(({ zoneId }) => zoneId),
    incomplete,
  };
}

const hiddenImages = (zoneId: string, count: number, listed: number): string =>
  `Zone ${zoneId} counts ${count} custom images, and ${listed} are listed: an image was just created or deleted, or the ` +
  "access key does not see all of them. Run the audit again, or use a key that sees the whole account.";
