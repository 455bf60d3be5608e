import type { Session } from "../../provider/session";
import type { Product } from "../stackState";
import type { AccountView, ProductView } from "./accountView";
import { readVm } from "./readVm";
import { readZec } from "./readZec";

const READERS: Record<Product, (session: Session, signal?: AbortSignal) => Promise<ProductView>> = {
  vm: readVm,
  zec: readZec,
};

/** Reads the whole account. What cannot be read, or not whole, is named; the rest is read all the same. */
export async function readAccount(
  session: Session,
  products: readonly Product[],
  signal?: AbortSignal,
): Promise<AccountView> {
  const views = await Promise.all(products.map((product) => READERS[product](session, signal)));
  return {
    endpoint: session.settings.endpoint,
    keyFingerprint: session.keyFingerprint,
    products,
    time: Math.min(...views.map(({ time }) => time)),
    images: views.flatMap(({ images }) => images),
    instances: views.flatMap(({ instances }) => instances),
    quotas: views.flatMap(({ quotas }) => quotas),
    wholeZones: views.flatMap(({ wholeZones }) => wholeZones),
    isZecWhole: views.some(({ isZecWhole }) => isZecWhole),
    incomplete: views.flatMap(({ incomplete }) => incomplete),
  };
}
