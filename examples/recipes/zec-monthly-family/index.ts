// A new version every month in three regions, the last three kept. Each version has one id in all regions, and becomes
// current once it is in all of them. A version that an instance of any region was created from is never deleted. To go back,
// declare the version of an earlier month: nothing is built or copied.
//
//   pulumi config set month 2026-10 && pulumi up
//   pulumi config set month 2026-11 && pulumi up
import * as pulumi from "@pulumi/pulumi";
import { ZecImageFamily } from "pulumi-zenlayer";

// In a scheduled pipeline: new Date().toISOString().slice(0, 7)
const month = new pulumi.Config().require("month");

const edge = new ZecImageFamily("edge", {
  instanceId: "zec-web", // in asia-east-1
  version: month,
  keep: 3,
  regions: ["asia-east-1", "asia-southeast-1", "europe-central-1"],
});

export const imageId = edge.imageId;
export const regions = edge.regions;
export const months = edge.versions.apply((versions) => versions.map(({ version }) => version));
