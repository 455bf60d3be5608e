// A golden image of a stopped instance. A new release has a new name, which replaces the image: Pulumi creates the new
// image first and then deletes the old one.
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
