import { sanitize } from "../zenlayer/sanitize";
import type { InstanceInfo } from "../zenlayer/types";
import { sentence, nameOf } from "./parts";
import { UserError } from "./userError";

export function doesNotStop(instance: InstanceInfo, { forced }: { forced: boolean }): UserError {
  return new UserError(
    `Instance ${nameOf(instance)} did not stop: it is still ${instance.instanceStatus}, so no image was created. ` +
      (forced
        ? "Stop it in the console, then run `pulumi up` again."
        : "Stop it in the console, or set forceShutdown: true to force the power off, then run `pulumi up` again."),
  );
}

export function doesNotStart(instance: InstanceInfo): UserError {
  return new UserError(`instance ${nameOf(instance)} is still ${instance.instanceStatus}. Start it in the console.`);
}

export function notStarted(instanceId: string, why: string): string {
  return sanitize(
    `Instance ${instanceId} was stopped to create an image and could not be started again: ${sentence(why)} ` +
      "The next `pulumi up` tries again; or start it in the console.",
  );
}

/** The service accepted the start, so the next run does not start the instance again. */
export function startNotSeen(instanceId: string, why: string): string {
  return sanitize(
    `Instance ${instanceId} was stopped to create an image and has been started again, but was not seen running: ` +
      `${sentence(why)} Check it in the console.`,
  );
}

/** There is no image, so nothing in state records that the instance is stopped. */
export function leftStopped(instanceId: string, why: string): string {
  return sanitize(
    `Instance ${instanceId} was stopped for an image that was not created, and could not be started again: ` +
      `${sentence(why)} Start it in the console.`,
  );
}

export function startsLater(instanceId: string): string {
  return sanitize(
    `Instance ${instanceId} was stopped to create the image. The next \`pulumi up\` or \`pulumi destroy\` starts it ` +
      "again, once the image is no longer being created.",
  );
}
