// A golden image of a running instance. Zenlayer creates images of stopped instances only, so the instance is stopped,
// imaged and started again, even if creating the image fails. `pulumi preview` announces the power-off.
//
//   pulumi up
import { CustomImage } from "pulumi-zenlayer";

const database = new CustomImage(
  "database",
  {
    instanceId: "i-db",
    imageDescription: "Database server, system disk only",
    stopInstance: true,
    // Power off if it does not shut down within 120 s. Without this, creating the image fails.
    forceShutdown: true,
  },
  { customTimeouts: { create: "90m" } },
);

export const imageId = database.id;
