// A new version in a zone without free slots. By default, Pulumi creates the new image first, which a full zone rejects.
// With `deleteBeforeReplace`, it deletes the old image first. The risk: if the new image cannot be created, there is no
// image until the next successful `up`.
//
//   make emulator ARGS="--quota 1"          (in the root of the clone)
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
