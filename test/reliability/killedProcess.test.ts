import { setImmediate } from "node:timers/promises";

import { Account } from "./support/account";
import { at, momentsOfCreate, nameOf } from "./support/moments";

test.each(momentsOfCreate.map((moment) => [nameOf(moment), moment] as const))(
  "a provider process that is killed %s runs no further: nothing in it keeps the test clock going",
  async (_, moment) => {
    const instances = ["i-1", "i-2"].map((instanceId) => ({
      instanceId,
      zoneId: "HKG-A",
      instanceStatus: "RUNNING" as const,
    }));
    const account = await Account.open({ instances }, "memory");
    const { emulator, clock } = account;
    const engine = account.engine({ wraps: { memory: emulator } });
    const watch = at(emulator, moment, () => engine.provider.kill());
    // Two resources share the record of lost contact: only one of them reports the loss.
    const { failures } = await engine.up({
      one: { instanceId: "i-1", stopInstance: true },
      two: { instanceId: "i-2", stopInstance: true },
    });
    expect(watch.met).toBe(true);
    expect(failures).toEqual(["the provider process was killed"]);
    // All sleeps of the killed process end, and no new one starts.
    for (let round = 0; round < 500; round++) await setImmediate();
    expect(clock.sleeping).toBe(0);
  },
);
