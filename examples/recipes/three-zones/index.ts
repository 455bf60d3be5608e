// An image is usable in its own zone only, so a fleet in three zones needs three images. They are created in parallel.
//
//   pulumi up
import { CustomImage } from "pulumi-zenlayer";

/** Source instances by zone. */
const builders = { hkg: "i-web", sin: "i-worker", fra: "i-desktop" };

const images = Object.entries(builders).map(([zone, instanceId]) => new CustomImage(`golden-${zone}`, { instanceId }));

/** Stacks that create instances find the image of each zone here. */
export const imageIds = images.map(({ zoneId, id }) => ({ zoneId, id }));
