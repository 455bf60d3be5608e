// An image that was created outside Pulumi. While `adoptImageId` is set, the image is borrowed: Pulumi tracks it, changes
// nothing, and `pulumi destroy` leaves it alone. Remove the input to own the image like any other.
//
//   pulumi config set imageId img-… && pulumi up
//   pulumi config set own true && pulumi up
import * as pulumi from "@pulumi/pulumi";
import { CustomImage } from "pulumi-zenlayer";

const config = new pulumi.Config();
const isOwned = config.getBoolean("own") ?? false;

const legacy = new CustomImage("legacy", isOwned ? {} : { adoptImageId: config.require("imageId") });

export const imageId = legacy.id;
export const imageName = legacy.imageName;
