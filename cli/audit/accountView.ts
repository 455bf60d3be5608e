import type { ImageInfo, InstanceOrigin, ZoneQuota } from "../../provider/zenlayer/types";
import type { ZecImageInfo } from "../../provider/zenlayer/zec/types";
import type { Product } from "../stackState";

/** A custom image of the account. */
export interface AccountImage extends ImageInfo, Partial<Pick<ZecImageInfo, "regions" | "tags" | "resourceGroupId">> {
  product: Product;
  /** Absent in Elastic Compute, where an image is in regions. */
  zoneId?: string;
}

/** An instance of the account. Ids are of a product. */
export interface AccountInstance extends InstanceOrigin {
  product: Product;
}

/** What was read of one product. */
export interface ProductView {
  /** When the reading began, by the service's clock: milliseconds since 1970. */
  time: number;
  images: AccountImage[];
  instances: AccountInstance[];
  quotas: ZoneQuota[];
  /** Zones of `vm` whose list of images was read whole. Only there an image can be missing. */
  wholeZones: string[];
  /** The list of Elastic Compute's images was read whole. */
  isZecWhole: boolean;
  /** What could not be read, or not read whole. */
  incomplete: string[];
}

/** The account, as far as it could be read. */
export interface AccountView extends ProductView {
  endpoint: string;
  keyFingerprint: string;
  /** What was read. */
  products: readonly Product[];
}

/** Where an image can be found: in a zone, or in Elastic Compute, whose list covers all regions. */
export const isListComplete = (
  { wholeZones, isZecWhole, incomplete }: AccountView,
  { product, zoneId }: { product: Product; zoneId?: string },
): boolean => {
  if (product === "zec") return isZecWhole;
  return zoneId === undefined ? incomplete.length === 0 : wholeZones.includes(zoneId);
};
