import type { InstanceInfo } from "../zenlayer/types";

/** States that pass by themselves: the instance can be neither imaged nor started or stopped. */
const IN_BETWEEN: readonly string[] = [
  "IMAGING",
  "STOPPING",
  "BOOTING",
  "STARTING",
  "REBOOT",
  "DEPLOYING",
  "PENDING",
  "REBUILDING",
  "RESIZING",
];

/** States of an instance that runs, or will soon run or be stopped by itself. */
const CAN_BE_STOPPED = ["RUNNING", ...IN_BETWEEN.filter((status) => status !== "IMAGING")];

export const isStopped = ({ instanceStatus }: InstanceInfo): boolean => instanceStatus === "STOPPED";
export const isRunning = ({ instanceStatus }: InstanceInfo): boolean => instanceStatus === "RUNNING";
export const isImaging = ({ instanceStatus }: InstanceInfo): boolean => instanceStatus === "IMAGING";
export const isInBetween = ({ instanceStatus }: InstanceInfo): boolean => IN_BETWEEN.includes(instanceStatus);
export const canBeStopped = ({ instanceStatus }: InstanceInfo): boolean => CAN_BE_STOPPED.includes(instanceStatus);
/** Whether it can be started now, or runs already. */
export const canBeStarted = ({ instanceStatus }: InstanceInfo): boolean =>
  !["IMAGING", "STOPPING"].includes(instanceStatus);
