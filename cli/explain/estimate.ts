import { imagesOf, kindOf, productOf, type Product, type ResourceState } from "../stackState";

/** How long an image took to be created. */
export interface Measurement {
  gigabytes: number;
  seconds: number;
}

/** How long an image will probably take: nine of ten times or more the real time lies within. */
export interface Estimate {
  fromSeconds: number;
  toSeconds: number;
  /** Number of images whose time was measured. */
  images: number;
}

/** Spread of the time per GB (standard deviation of its logarithm) that is assumed as long as little was measured. */
const ASSUMED_SPREAD = 0.25;
/** So many measurements weigh as much as the assumption. */
const ASSUMPTION_WEIGHT = 3;
/** Standard deviations to either side. */
const WIDTH = 2;

/** The times that runs have measured of the images of these resources that are of a product. */
export const measurementsIn = (resources: ResourceState[], product: Product): Measurement[] =>
  resources
    .filter((resource) => {
      const kind = kindOf(resource);
      return kind !== undefined && productOf(kind) === product;
    })
    .flatMap(imagesOf)
    .flatMap(({ imageSize = 0, creationSeconds = 0 }) =>
      imageSize > 0 && creationSeconds > 0 ? [{ gigabytes: imageSize, seconds: creationSeconds }] : [],
    );

/**
 * How long it takes to create an image of that many GB, from what others took per GB. The times per GB are taken as
 * log-normal; with few of them the range is wider.
 * @returns nothing without a measurement or a size
 */
export function estimate(measured: Measurement[], gigabytes: number | undefined): Estimate | undefined {
  const images = measured.length;
  if (images === 0 || gigabytes === undefined || gigabytes <= 0) return undefined;
  const rates = measured.map((each) => Math.log(each.seconds / each.gigabytes));
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / images;
  const squares = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
  const variance = (ASSUMPTION_WEIGHT * ASSUMED_SPREAD ** 2 + squares) / (ASSUMPTION_WEIGHT + images - 1);
  const reach = WIDTH * Math.sqrt(variance * (1 + 1 / images));
  const middle = Math.exp(mean) * gigabytes;
  return { fromSeconds: middle / Math.exp(reach), toSeconds: middle * Math.exp(reach), images };
}
