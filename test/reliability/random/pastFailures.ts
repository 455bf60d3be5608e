import type { Command, Life } from "./commands";

const plain: Life["world"] = { visibleAfterMs: 0, listedAfterDeleteMs: 0, stopInstance: false, sameName: false };
const up: Command = { do: "up", resource: 0, variant: 0, key: "own" };
const next: Command = { do: "retry", key: "own" };

/** Lifecycles that once failed, found by the random ones. */
export const pastFailures: Record<string, Life> = {
  "a delete with a foreign key whose first answer is lost does not drop the image": {
    world: plain,
    commands: [
      up,
      {
        do: "destroy",
        key: "foreign",
        trouble: { kind: "fault", action: "*", nth: 1, fault: "500", workDone: false, times: 1 },
      },
      next,
    ],
  },
  "a delete with a foreign key that is answered with garbage does not drop the image": {
    world: plain,
    commands: [
      up,
      {
        do: "destroy",
        key: "foreign",
        trouble: { kind: "fault", action: "*", nth: 1, fault: "wrongType", workDone: false, times: 1 },
      },
      next,
    ],
  },
  "an up with a foreign key does not forget the instance that an interrupted create has stopped": {
    world: { ...plain, stopInstance: true, createSeconds: 5 },
    commands: [up, { ...up, key: "foreign" }, next],
  },
  "a refresh that drops an image names the instance that was stopped for it": {
    world: { ...plain, stopInstance: true, createSeconds: 5 },
    commands: [up, { do: "deleteOutside", image: 0 }],
  },
  "a late image of an earlier run is not taken for the one just asked for": {
    world: { visibleAfterMs: 20_000, listedAfterDeleteMs: 0, stopInstance: true, sameName: false },
    commands: [
      {
        do: "up",
        resource: 1,
        variant: 0,
        key: "own",
        trouble: { action: "*", nth: 6, kind: "fault", fault: "late", workDone: false, times: 1 },
      },
      {
        do: "up",
        resource: 0,
        variant: 0,
        key: "own",
        trouble: { action: "*", nth: 7, kind: "fault", fault: "503", workDone: true, times: 1 },
      },
    ],
  },
  "an ambiguous create does not forget its own image for one of a killed run that is listed first": {
    world: { ...plain, visibleAfterMs: 20_000 },
    commands: [
      {
        ...up,
        trouble: { kind: "kill", action: "CreateImage", nth: 1, fault: "429", workDone: false, times: 1 },
      },
      { ...up, trouble: { kind: "fault", action: "*", nth: 9, fault: "noId", workDone: false, times: 7 } },
      next,
    ],
  },
  "a claim that is canceled leaves its image in state": {
    world: { ...plain, createSeconds: 5 },
    commands: [
      up,
      { ...up, variant: 3 },
      { ...up, trouble: { kind: "cancel", action: "*", nth: 8, fault: "429", workDone: false, times: 1 } },
      { do: "destroy", key: "own" },
    ],
  },
  "an instance that an interrupted create has stopped is started when another resource takes the image over": {
    world: { ...plain, stopInstance: true, createSeconds: 5 },
    commands: [up, { do: "continueImage", resource: 0, isOthers: false, isWrong: false, key: "own" }, next],
  },
  "an image whose creation nobody could watch is not created again as soon as it can be looked for": {
    world: { ...plain, visibleAfterMs: 20_000, stopInstance: true, maxRequestsPerSecond: 0.5 },
    commands: [
      { ...up, resource: 1 },
      { do: "destroy", key: "own" },
      {
        ...up,
        trouble: { kind: "fault", action: "*", nth: 12, fault: "cutShort", workDone: true, times: 7 },
      },
      { do: "deleteOutside", image: 0 },
    ],
  },
  "an image that could not be looked for until the timeout is not said to be missing": {
    world: { ...plain, visibleAfterMs: 20_000, maxRequestsPerSecond: 0.5, createSeconds: 5 },
    commands: [
      { do: "overlap", resource: 1, variant: 0, isFresh: false, laterMs: 0, isSecondKept: false },
      { ...up, trouble: { kind: "fault", action: "*", nth: 3, fault: "late", workDone: false, times: 7 } },
      next,
    ],
  },
};
