import type { CallEvent, Emulator } from "../../../emulator";

/** A moment of a command: an API call, before it is carried out or before its response is sent. */
export interface Moment {
  action: string;
  /** Which call of the action, counted from the start of the command or from the first call of `after`. */
  nth: number;
  after?: string;
  phase: CallEvent["phase"];
}

/** Every call of creating an image of a running instance. Nothing else happens between the polls of a wait. */
export const momentsOfCreate = bothPhases([
  { action: "DescribeInstances", nth: 1 },
  { action: "StopInstances", nth: 1 },
  { action: "DescribeInstances", nth: 1, after: "StopInstances" },
  { action: "DescribeImages", nth: 1 },
  { action: "CreateImage", nth: 1 },
  { action: "DescribeImages", nth: 1, after: "CreateImage" },
  { action: "DescribeImages", nth: 3, after: "CreateImage" },
  { action: "DescribeInstances", nth: 1, after: "CreateImage" },
  { action: "StartInstances", nth: 1 },
  { action: "DescribeInstances", nth: 1, after: "StartInstances" },
  { action: "ModifyImagesAttributes", nth: 1 },
]);

export const momentsOfDelete = bothPhases([
  { action: "DeleteImages", nth: 1 },
  { action: "DescribeImages", nth: 1, after: "DeleteImages" },
]);

function bothPhases(moments: Omit<Moment, "phase">[]): Moment[] {
  return moments.flatMap((moment) => [
    { ...moment, phase: "before" as const },
    { ...moment, phase: "after" as const },
  ]);
}

export const nameOf = ({ action, nth, after, phase }: Moment): string =>
  `${phase} the work of ${action} ${nth}${after ? ` after ${after}` : ""}`;

/** Calls a function at the moment, while the call is held. @returns whether the moment has come */
export function at(emulator: Emulator, moment: Moment, act: () => void | Promise<void>): { met: boolean } {
  const watch = { met: false };
  let counting = moment.after === undefined;
  let seen = 0;
  let call: number | undefined;
  emulator.onCall = async ({ n, action, phase }) => {
    if (phase === "before" && action === moment.after) counting = true;
    if (counting && action === moment.action && phase === "before" && ++seen === moment.nth) call = n;
    if (watch.met || n !== call || phase !== moment.phase) return;
    watch.met = true;
    await act();
  };
  return watch;
}
