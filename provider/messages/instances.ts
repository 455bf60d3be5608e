import { sanitize } from "../zenlayer/sanitize";
import type { InstanceInfo } from "../zenlayer/types";
import { sentence, nameOf } from "./parts";
import { UserError } from "./userError";

export function doesNotStop(instance: InstanceInfo, force: boolean): UserError {
  return new UserError(
    `Virtual machine ${nameOf(instance)} was asked to stop and is still ${instance.instanceStatus}, so no image was made. ` +
      (force
        ? "Stop it in the console, then run `pulumi up` again."
        : "Stop it in the console, or set forceShutdown: true to cut its power, then run `pulumi up` again."),
  );
}

export function doesNotStart(instance: InstanceInfo): UserError {
  return new UserError(
    `virtual machine ${nameOf(instance)} is still ${instance.instanceStatus}. Start it in the console.`,
  );
}

export function notStarted(instanceId: string, why: string): string {
  return sanitize(
    `Virtual machine ${instanceId} was stopped for an image and could not be started again: ${sentence(why)} ` +
      "The next `pulumi up` tries again; or start it in the console.",
  );
}

/** The service accepted the start, so the next run leaves the machine alone. */
export function startNotSeen(instanceId: string, why: string): string {
  return sanitize(
    `Virtual machine ${instanceId} was started again after it was stopped for an image, but was not seen running: ` +
      `${sentence(why)} Check it in the console.`,
  );
}

/** There is no image, so nothing in state remembers the machine. */
export function leftStopped(instanceId: string, why: string): string {
  return sanitize(
    `Virtual machine ${instanceId} was stopped for an image that was not made, and could not be started again: ` +
      `${sentence(why)} Start it in the console.`,
  );
}

export function startsLater(instanceId: string): string {
  return sanitize(
    `Virtual machine ${instanceId} was stopped for it, and is started by the next \`pulumi up\` or \`pulumi destroy\` once the image has settled.`,
  );
}
