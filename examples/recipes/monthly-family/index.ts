// A new version every month, the last three kept. A version that instances were created from is never deleted. To go
// back, declare the version of an earlier month: nothing is built, and nothing is changed but what `imageId` points to.
//
//   pulumi config set month 2026-10 && pulumi up
//   pulumi config set month 2026-11 && pulumi up
import * as pulumi from "@pulumi/pulumi";
import { ImageFamily } from "pulumi-zenlayer";

// In a scheduled pipeline: new Date().toISOString().slice(0, 7)
const month = new pulumi.Config().require("month");

const web = new ImageFamily("web", { instanceId: "i-web", version: month, keep: 3 });

export const imageId = web.imageId;
export const previousImageId = web.previousImageId;
export const months = web.versions.apply((versions) => versions.map(({ version }) => version));
