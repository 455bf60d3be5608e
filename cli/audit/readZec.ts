import type { Session } from "../../provider/session";
import { hasClass } from "../../provider/zenlayer/apiError";
import { unreadableIn } from "../../provider/zenlayer/unreadable";
import type { ProductView } from "./accountView";
import { Reading } from "./reading";

/** Reads Elastic Compute: one list of images, which covers all regions, and one of instances. */
export async function readZec(session: Session, signal?: AbortSignal): Promise<ProductView> {
  const { api } = session.zec();
  const reading = new Reading(session, signal);
  let isRefused = false;
  const read = <T>(what: string, list: Promise<T>): Promise<T | undefined> => {
    list.catch((error: unknown) => (isRefused ||= hasClass(error, "permission")));
    return reading.read(what, list);
  };
  const [images, instances = []] = await Promise.all([
    read("The images of Elastic Compute could not be listed", api.describeImages("", {}, signal)),
    read("The instances of Elastic Compute could not be listed", api.listInstanceOrigins(undefined, signal)),
  ]);
  if (isRefused) reading.incomplete.push(WITHOUT_ZEC);
  const unreadable = images === undefined ? [] : unreadableIn(images);
  const isReadable = reading.noteUnreadable("An image of Elastic Compute could not be read", unreadable);
  return {
    time: session.serviceTime.now(),
    images: (images ?? []).map((image) => ({ ...image, product: "zec" })),
    instances: instances.map((instance) => ({ ...instance, product: "zec" })),
    quotas: [],
    wholeZones: [],
    isZecWhole: images !== undefined && isReadable,
    incomplete: reading.incomplete,
  };
}

const WITHOUT_ZEC =
  "The access key has no access to Elastic Compute. If there are no images to audit there, add --product vm.";
