import * as pulumi from "@pulumi/pulumi";
import * as zenlayer from "pulumi-zenlayer";

const config = new pulumi.Config();

const web = new zenlayer.CustomImage("web", {
  instanceId: config.require("instanceId"),
  imageName: config.get("imageName"),
  imageDescription: config.get("imageDescription"),
});

export const imageId = web.id;
export const imageName = web.imageName;
export const imageStatus = web.imageStatus;
