// The golden image of a virtual machine that runs. The service images stopped machines only, so the machine is shut
// down, imaged, and started again whatever became of the image. `pulumi preview` announces the interruption.
//
//   pulumi up
import { CustomImage } from "pulumi-zenlayer";

const database = new CustomImage(
  "database",
  {
    instanceId: "i-db",
    imageDescription: "Database server, system disk only",
    stopInstance: true,
    // Cut its power if it has not shut down by itself within two minutes. Without this, such a machine makes the image fail.
    forceShutdown: true,
  },
  { customTimeouts: { create: "90m" } },
);

export const imageId = database.id;
