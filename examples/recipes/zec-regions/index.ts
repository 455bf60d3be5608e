// One image of Elastic Compute in four regions, under one id. A region that fails is named, the others are done, and the
// next `pulumi up` retries it. Remove regions from the list, and the image is removed from them.
//
//   pulumi up
import { ZecImage } from "pulumi-zenlayer";

const golden = new ZecImage("golden", {
  instanceId: "zec-web", // in asia-east-1
  regions: ["asia-east-1", "asia-southeast-1", "europe-central-1", "SEA-A"],
  tags: { role: "web", managedBy: "pulumi" },
});

/** Usable in all of these regions. */
export const imageId = golden.imageId;
export const regions = golden.regions;
