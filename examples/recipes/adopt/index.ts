// An image that was made by other means. As long as `adoptImageId` is set it is borrowed: Pulumi knows it, changes
// nothing, and `pulumi destroy` leaves it alone. Take the input out, and the image is owned like any other.
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
