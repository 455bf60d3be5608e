import fc from "fast-check";

import type { FaultKind } from "../../../emulator";
import { VM_FAULTS } from "../../support/faultKinds";

/** The trouble of the next command at one of its calls. */
export interface Trouble {
  kind: "cancel" | "kill" | "halfList" | "fault";
  /** Calls that count: those of one action, or all. Only DescribeImages can return half a list. */
  action: string;
  /** Which of these calls of the command. */
  nth: number;
  fault: FaultKind;
  /** Whether the service carries out the call nevertheless. */
  workDone: boolean;
  times: number;
  /** Milliseconds from the call to a cancel: by then the next call may wait in the queue. */
  laterMs?: number;
}

/** The key that a command is run with. */
export type Key = "own" | "foreign" | "revoked";

/** An event of a lifecycle. Images and resources are given as numbers, modulo how many there are. */
export type Command =
  | { do: "up"; resource: number; variant: number; key: Key; isReplaced?: boolean; trouble?: Trouble }
  | { do: "retry" | "refresh" | "destroy"; key: Key; trouble?: Trouble }
  /** An `up` of a program in which another resource adopts the image of a removed one. */
  | { do: "continueImage"; resource: number; isOthers: boolean; isWrong: boolean; key: Key; trouble?: Trouble }
  /**
   * Two overlapping runs of `up`. The second starts this long after the first, with the state that
   * the first has written by then, or with none (another backend), and perhaps of an edited program. One of the two goes
   * after that, and the other one's stack is destroyed.
   */
  | {
      do: "overlap";
      resource: number;
      variant: number;
      otherVariant?: number;
      isFresh: boolean;
      laterMs: number;
      isSecondKept: boolean;
      trouble?: Trouble;
    }
  | { do: "deleteOutside" | "renameOutside" | "describeOutside" | "failOutside" | "startOutside"; image: number }
  | { do: "quota"; room: number }
  | { do: "pass"; seconds: number };

/** How the service of a lifecycle behaves, where that is not documented, and inputs of the program. */
export interface World {
  visibleAfterMs: number;
  listedAfterDeleteMs: number;
  stopInstance: boolean;
  sameName: boolean;
  /** A rate limit that makes calls wait in the queue. Absent: a high one. */
  maxRequestsPerSecond?: number;
  /** Timeout of create in seconds, shorter than an image takes. Absent: the default. */
  createSeconds?: number;
}

export interface Life {
  world: World;
  commands: Command[];
}

/** Anywhere in a command, or at the calls that matter most. */
const place = fc.oneof(
  fc.record({ action: fc.constant("*"), nth: fc.integer({ min: 1, max: 14 }) }),
  fc.record({
    action: fc.constantFrom("CreateImage", "CreateImage", "DescribeImages", "DeleteImages"),
    nth: fc.constantFrom(1, 1, 2, 3),
  }),
);
const nature = fc.record({
  kind: fc.constantFrom<Trouble["kind"]>("fault", "fault", "fault", "cancel", "kill", "halfList"),
  fault: fc.constantFrom(...VM_FAULTS),
  workDone: fc.boolean(),
  times: fc.constantFrom(1, 1, 1, 7),
  laterMs: fc.constantFrom(undefined, 500, 2_000),
});
const trouble = fc.tuple(place, nature).map(([where, what]): Trouble => {
  const isAboutLists = what.kind === "halfList";
  return { ...where, ...what, ...(isAboutLists && { action: "DescribeImages", nth: 1 + (where.nth % 2) }) };
});
const maybe = fc.option(trouble, { nil: undefined, freq: 2 });
/** Trouble for the first of two runs. Faults of the service would affect both. */
const interruption = fc.option(
  fc
    .tuple(place, nature, fc.constantFrom<Trouble["kind"]>("kill", "cancel"))
    .map(([where, what, kind]): Trouble => ({ ...where, ...what, kind })),
  { nil: undefined, freq: 1 },
);
const key = fc.constantFrom<Key>("own", "own", "own", "own", "own", "foreign", "revoked");
const image = fc.nat(7);

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("up" as const),
      resource: fc.nat(1),
      variant: fc.nat(5),
      key,
      isReplaced: fc.constantFrom(false, false, false, false, true),
      trouble: maybe,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("overlap" as const),
      resource: fc.nat(1),
      variant: fc.nat(5),
      otherVariant: fc.option(fc.nat(5), { nil: undefined, freq: 1 }),
      isFresh: fc.boolean(),
      laterMs: fc.constantFrom(0, 1_000, 3_000, 6_000, 9_000, 11_000, 13_000, 16_000, 20_000, 25_000),
      isSecondKept: fc.boolean(),
      trouble: interruption,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom("retry", "refresh", "refresh", "destroy"), key, trouble: maybe }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("continueImage" as const),
      resource: fc.nat(1),
      isOthers: fc.boolean(),
      isWrong: fc.boolean(),
      key,
      trouble: maybe,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("deleteOutside", "renameOutside", "describeOutside", "failOutside", "startOutside"),
      image,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("quota" as const), room: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("pass" as const), seconds: fc.constantFrom(3, 30, 600) }) },
);

/** Lifecycles of up to a dozen commands. */
export const lives: fc.Arbitrary<Life> = fc.record({
  world: fc.record({
    visibleAfterMs: fc.constantFrom(0, 20_000),
    listedAfterDeleteMs: fc.constantFrom(0, 0, 3_000),
    stopInstance: fc.boolean(),
    sameName: fc.boolean(),
    maxRequestsPerSecond: fc.constantFrom(undefined, 0.5),
    createSeconds: fc.constantFrom(undefined, undefined, 5),
  }),
  commands: fc.array(command, { minLength: 1, maxLength: 12, size: "max" }),
});
