// The golden image of a virtual machine that is stopped. A new release is a new name, so it is a new image: Pulumi
// makes it first and deletes the old one afterwards.
//
//   pulumi up
//   pulumi config set release 2 && pulumi up
import * as pulumi from "@pulumi/pulumi";
import { CustomImage } from "pulumi-zenlayer";

const release = new pulumi.Config().get("release") ?? "1";

const golden = new CustomImage("golden", {
  instanceId: "i-web",
  imageName: `golden-${release}`,
  imageDescription: `Web server, release ${release}`,
});

export const imageId = golden.id;
export const zoneId = golden.zoneId;
