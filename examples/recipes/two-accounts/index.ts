// Two accounts in one program. Resources without a `provider` use the stack configuration or the environment. Resources
// with one use only that account. Its password is encrypted in the state.
//
//   make emulator ARGS="--seed-file examples/recipes/two-accounts/accounts.json"          (in the root of the clone)
//   pulumi config set partnerKeyId AKPARTNER && pulumi config set --secret partnerPassword partner-secret
//   pulumi up
import * as pulumi from "@pulumi/pulumi";
import { CustomImage, getImagesOutput, Provider } from "pulumi-zenlayer";

const config = new pulumi.Config();

const partner = new Provider("partner", {
  accessKeyId: config.require("partnerKeyId"),
  accessKeyPassword: config.requireSecret("partnerPassword"),
});

const ours = new CustomImage("ours", { instanceId: "i-ours" });
const theirs = new CustomImage("theirs", { instanceId: "i-theirs" }, { provider: partner });

export const imageIds = { ours: ours.id, theirs: theirs.id };
export const partnerImages = getImagesOutput({ imageType: "CUSTOM_IMAGE" }, { provider: partner }).images;
