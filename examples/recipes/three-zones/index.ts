// An image can be used in its own zone only, so a fleet in three zones needs three of them. They are made side by side.
//
//   pulumi up
import { CustomImage } from "pulumi-zenlayer";

/** The machine to make the image of, by zone. */
const builders = { hkg: "i-web", sin: "i-worker", fra: "i-desktop" };

const images = Object.entries(builders).map(
  ([place, instanceId]) => new CustomImage(`golden-${place}`, { instanceId }),
);

/** Whoever makes machines looks up the image of their zone here. */
export const imageIds = images.map(({ zoneId, id }) => ({ zoneId, id }));
