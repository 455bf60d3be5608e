import type { CommandLineResult } from "./commandLine";
import type { AuditAccount } from "./auditAccount";
import { FAILING_FAULTS, VM_FAULTS } from "./faultKinds";
import type { FaultKind } from "../../emulator";

/** What tests of `audit --plan` and `audit --apply` do differently for images of `vm` and of `zec`. */
export interface PlanSetting {
  /** Opens an empty account. */
  open(): AuditAccount;
  /** @returns the id of an image that nobody has, and that no run will finish */
  addOrphan(): string;
  /** @returns the id of an image in the state of stack `dev` */
  addManaged(): string;
  /** Ids of the images that exist. */
  left(): string[];
  plan(): Promise<CommandLineResult>;
  apply(): Promise<CommandLineResult>;
  service: "vm" | "zec";
  faults: readonly FaultKind[];
  /** The calls of an apply: the lists that it reads, then the delete. */
  actions: readonly string[];
  /** What may happen to the image after the plan. */
  changes: readonly (readonly [name: string, change: (imageId: string) => void, says: RegExp])[];
}

const saysDeleted = (out: string): boolean => / deleted\n/.test(out);

/** Declares the tests of an apply that meets faults, which are the same for every product. */
export function testApplyUnderFaults(setting: PlanSetting): void {
  const { service, faults, actions, changes, left } = setting;

  test("a fault at any call: nothing else is deleted, and what is said of the image is true", async () => {
    for (const action of actions) {
      for (const kind of faults) {
        for (const workDone of [false, true]) {
          const account = setting.open();
          const imageId = setting.addOrphan();
          const managed = setting.addManaged();
          await setting.plan();
          account.emulator.faults.add({ service, action, kind, workDone, times: 10_000, ms: 90_000 });
          const { code, out } = await setting.apply();
          account.emulator.faults.clear();
          const isGone = !left().includes(imageId);
          expect(left()).toContain(managed);
          if (saysDeleted(out))
            expect({ action, kind, workDone, isGone }).toEqual({ action, kind, workDone, isGone: true });
          if (/ kept: /.test(out))
            expect({ action, kind, workDone, isGone }).toEqual({ action, kind, workDone, isGone: false });
          expect(code === 0).toBe(saysDeleted(out));
          if (action !== "DeleteImages" && FAILING_FAULTS.includes(kind)) {
            expect({ action, kind, code, isGone }).toEqual({ action, kind, code: 2, isGone: false });
          }
        }
      }
    }
  });

  test("a change since the plan, and a fault at any call: nothing is deleted", async () => {
    for (const [name, change] of changes) {
      for (const [at, kind] of VM_FAULTS.entries()) {
        const account = setting.open();
        const imageId = setting.addOrphan();
        await setting.plan();
        change(imageId);
        const before = left();
        const action = actions[at % actions.length]!;
        account.emulator.faults.add({ service, action, kind, workDone: true, times: 1 + (at % 5), ms: 90_000 });
        const { code, out } = await setting.apply();
        expect({ name, kind, left: left() }).toEqual({ name, kind, left: before });
        expect({ name, kind, hasFailed: code > 0, saysDeleted: saysDeleted(out) }).toEqual({
          name,
          kind,
          hasFailed: true,
          saysDeleted: false,
        });
      }
    }
  });
}
