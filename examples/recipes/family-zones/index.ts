// An image is usable in its own zone only: one family per zone, with the same versions in each.
//
//   pulumi config set release 1 && pulumi up
//   pulumi config set release 2 && pulumi up
import * as pulumi from "@pulumi/pulumi";
import { ImageFamily } from "pulumi-zenlayer";

/** Source instances by zone. */
const builders = { hkg: "i-web", sin: "i-worker", fra: "i-desktop" };

const version = new pulumi.Config().require("release");

const families = Object.entries(builders).map(
  ([zone, instanceId]) =>
    new ImageFamily(`golden-${zone}`, { instanceId, version, familyName: "golden", keep: 2, stopInstance: true }),
);

/** Stacks that create instances find the current image of each zone here. */
export const imageIds = families.map(({ zoneId, imageId }) => ({ zoneId, imageId }));
