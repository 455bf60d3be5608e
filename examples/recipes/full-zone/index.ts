// A new version in a zone that has no place left. Pulumi makes the new image first, which a full zone refuses; with
// `deleteBeforeReplace` the old one goes first. The price: if the new one then fails, there is none until the next `up`.
//
//   make emulator ARGS="--quota 1"          (in the root of the checkout)
//   pulumi up
//   pulumi config set release 2 && pulumi up
import * as pulumi from "@pulumi/pulumi";
import { CustomImage } from "pulumi-zenlayer";

const release = new pulumi.Config().get("release") ?? "1";

const golden = new CustomImage(
  "golden",
  { instanceId: "i-web", imageName: `golden-${release}` },
  { deleteBeforeReplace: true },
);

export const imageId = golden.id;
