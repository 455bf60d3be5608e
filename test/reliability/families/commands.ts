import fc from "fast-check";
import type { FaultKind } from "../../../emulator";
import { VM_FAULTS, ZEC_FAULTS } from "../../support/faultKinds";
import type { Trouble } from "../random/commands";
import type { Product } from "./familyAccount";

/** Every list of a zone's instances is rejected, or cut off. */
export interface ListTrouble {
  kind: "list";
  fault: "denied" | "garbage";
}

export type FamilyTrouble = Trouble | ListTrouble;

export type FamilyName = "web" | "db";

/** An event in the lifecycle of two families. Labels and images are given as numbers, modulo how many there are. */
export type Command =
  /** A new label, declared from now on. With `isPinned`, the current version stays current. */
  | { do: "release"; family: FamilyName; isPinned: boolean; trouble?: FamilyTrouble }
  /** A label that was declared before: a rollback if it is kept. */
  | { do: "goBack" | "pin"; family: FamilyName; label: number; trouble?: FamilyTrouble }
  | { do: "promote"; family: FamilyName; trouble?: FamilyTrouble }
  | { do: "keep"; family: FamilyName; keep: number; trouble?: FamilyTrouble }
  /** An image of others becomes a version. */
  | { do: "adopt"; family: FamilyName; image: number; trouble?: FamilyTrouble }
  | { do: "retry" | "refresh" | "destroy"; trouble?: FamilyTrouble }
  /** An instance is created from an image, or one of these is deleted. */
  | { do: "use"; image: number; isRecycled: boolean }
  | { do: "release instance"; at: number }
  /** An image of others, perhaps with the name of the next version. */
  | { do: "addForeign"; isNamesake: boolean }
  | { do: "deleteOutside" | "renameOutside" | "failOutside"; image: number }
  | { do: "quota"; room: number }
  | { do: "pass"; seconds: number };

export interface Life {
  world: { visibleAfterMs: number; listedAfterDeleteMs: number; stopInstance: boolean };
  commands: Command[];
}

/** Every kind of fault that a product has. */
export const FAULTS: Record<Product, readonly FaultKind[]> = { vm: VM_FAULTS, zec: ZEC_FAULTS };

/** The calls that matter most. */
const VM_ACTIONS = ["CreateImage", "ModifyImagesAttributes", "DeleteImages", "DescribeInstances", "DescribeImages"];
const ACTIONS: Record<Product, string[]> = {
  vm: VM_ACTIONS,
  zec: ["CreateImage", "CopyImage", "ModifyImagesAttributes", "DeleteImages", "DescribeInstances"],
};

/** Copies to other regions fail, also when the request is repeated. */
const failedCopies: fc.Arbitrary<Trouble> = fc.record({
  ...{ kind: fc.constant("fault" as const), action: fc.constant("CopyImage"), nth: fc.constantFrom(1, 2) },
  fault: fc.constantFrom<FaultKind>("copyFails", "500", "garbage"),
  workDone: fc.boolean(),
  times: fc.constant(7),
});

/** What may happen to a command: anywhere in it, or at the calls that matter most. */
function troublesOf(product: Product): fc.Arbitrary<FamilyTrouble | undefined> {
  const place = fc.oneof(
    fc.record({ action: fc.constant("*"), nth: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ action: fc.constantFrom(...ACTIONS[product]), nth: fc.constantFrom(1, 1, 2, 3, 4) }),
  );
  const nature = fc.record({
    kind: fc.constantFrom<Trouble["kind"]>("fault", "fault", "cancel", "kill", "kill"),
    fault: fc.constantFrom(...FAULTS[product]),
    workDone: fc.boolean(),
    times: fc.constantFrom(1, 1, 7),
  });
  const list = fc.record({
    kind: fc.constant("list" as const),
    fault: fc.constantFrom("denied" as const, "garbage" as const),
  });
  return fc.option(
    fc.oneof(
      { weight: 5, arbitrary: fc.tuple(place, nature).map(([where, what]): Trouble => ({ ...where, ...what })) },
      { weight: 2, arbitrary: list },
      ...(product === "zec" ? [{ weight: 2, arbitrary: failedCopies }] : []),
    ),
    { nil: undefined, freq: 2 },
  );
}

const family = fc.constantFrom<FamilyName>("web", "web", "db");
const image = fc.nat(9);
const label = fc.nat(9);

const commandsOf = (trouble: fc.Arbitrary<FamilyTrouble | undefined>): fc.Arbitrary<Command> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ do: fc.constant("release" as const), family, isPinned: fc.boolean(), trouble }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constantFrom("goBack" as const, "pin" as const), family, label, trouble }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("promote" as const), family, trouble }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("keep" as const),
        family,
        keep: fc.constantFrom(1, 1, 2, 2, 3, 4),
        trouble,
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("adopt" as const), family, image, trouble }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constantFrom("retry" as const, "refresh" as const), trouble }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("destroy" as const), trouble }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("use" as const), image, isRecycled: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("release instance" as const), at: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("addForeign" as const), isNamesake: fc.boolean() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom<"deleteOutside" | "renameOutside" | "failOutside">(
          "deleteOutside",
          "renameOutside",
          "failOutside",
          "failOutside",
        ),
        image,
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("quota" as const), room: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("pass" as const), seconds: fc.constantFrom(3, 60, 600) }) },
  );

/** Lifecycles of up to sixteen commands. */
export const livesOf = (product: Product): fc.Arbitrary<Life> =>
  fc.record({
    world: fc.record({
      visibleAfterMs: fc.constantFrom(0, 0, 5_000),
      listedAfterDeleteMs: fc.constantFrom(0, 0, 3_000),
      stopInstance: fc.boolean(),
    }),
    commands: fc.array(commandsOf(troublesOf(product)), { minLength: 2, maxLength: 16, size: "max" }),
  });
