// An image needs its source instance only while it is being created. Configure the builder to create the image. Once the
// builder is gone, remove it from the configuration; the image stays as it is.
//
//   pulumi config set builder i-web && pulumi up
//   pulumi config rm builder && pulumi up
import * as pulumi from "@pulumi/pulumi";
import { CustomImage } from "pulumi-zenlayer";

const builder = new pulumi.Config().get("builder");

// `protect` guards against mistakes: Pulumi refuses to delete or replace an image that could not be created again.
const golden = new CustomImage("golden", { instanceId: builder }, { protect: true });

export const imageId = golden.id;
