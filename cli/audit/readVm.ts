import type { Session } from "../../provider/session";
import { unreadableIn } from "../../provider/zenlayer/unreadable";
import type { ProductView } from "./accountView";
import { Reading } from "./reading";

/** Reads the product `vm`: a list for each zone, the zones, the quotas and the instances. */
export async function readVm(session: Session, signal?: AbortSignal): Promise<ProductView> {
  const reading = new Reading(session, signal);
  const { api } = session;
  const [zones = [], quotas = [], instances = []] = await Promise.all([
    reading.read("The zones could not be listed", session.zones(signal)),
    reading.read("The quotas could not be read", api.describeImageQuota(undefined, signal)),
    reading.read("The instances could not be listed", api.listInstanceOrigins(undefined, signal)),
  ]);
  // After the first responses, which tell the time of the service.
  const time = session.serviceTime.now();
  const names = [...new Set([...zones, ...quotas.map(({ zoneId }) => zoneId)])].sort();
  const lists = await Promise.all(
    names.map(async (zoneId) => {
      const list = api.describeImages(zoneId, { imageType: "CUSTOM_IMAGE" }, signal);
      const images = await reading.read(`The images of zone ${zoneId} could not be listed`, list);
      if (images === undefined) return { zoneId, images: [], isWhole: false };
      const unreadable = unreadableIn(images);
      const isReadable = reading.noteUnreadable(`An image of zone ${zoneId} could not be read`, unreadable);
      const count = quotas.find((quota) => quota.zoneId === zoneId)?.count ?? 0;
      const listed = images.length + unreadable.length;
      if (listed < count) reading.incomplete.push(hiddenImages(zoneId, count, listed));
      return {
        zoneId,
        images: images.map((image) => ({ ...image, product: "vm" as const, zoneId })),
        isWhole: isReadable && listed >= count,
      };
    }),
  );
  return {
    time,
    images: lists.flatMap(({ images }) => images),
    instances: instances.map((instance) => ({ ...instance, product: "vm" })),
    quotas,
    wholeZones: lists.filter(({ isWhole }) => isWhole).map(({ zoneId }) => zoneId),
    isZecWhole: false,
    incomplete: reading.incomplete,
  };
}

const hiddenImages = (zoneId: string, count: number, listed: number): string =>
  `Zone ${zoneId} counts ${count} custom images, and ${listed} are listed: an image was just created or deleted, or the ` +
  "access key does not see all of them. Run the audit again, or use a key that sees the whole account.";
