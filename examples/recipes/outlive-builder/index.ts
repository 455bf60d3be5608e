// An image needs its machine while it is made, and never again. Name the builder once; when it is gone, take it out
// of the configuration, and the image stays as it is.
//
//   pulumi config set builder i-web && pulumi up
//   pulumi config rm builder && pulumi up
import * as pulumi from "@pulumi/pulumi";
import { CustomImage } from "pulumi-zenlayer";

const builder = new pulumi.Config().get("builder");

// `protect` makes a slip harmless: Pulumi refuses to delete or replace what nobody could make again.
const golden = new CustomImage("golden", { instanceId: builder }, { protect: true });

export const imageId = golden.id;
