import { dynamicHost, Host, type Dialect } from "../../test/support/host";
import { interleaved, ratios, showSpread, timed, type Pairs } from "./pairs";
import type { Measured } from "./measured";

/** Milliseconds from the start of the process. */
export interface StartData {
  /** Until the response to Configure. The host loads the provider with the first resource. */
  configured: Pairs;
  /** Until the response to the first Check, which includes loading the provider. */
  ready: Pairs;
}

const PAIRS = 15;
const trivialProvider = "exports.handler = () => ({ create: async (inputs) => ({ id: 'x', outs: inputs }) });";

export async function measureStart(): Promise<Measured<StartData>> {
  const ours = await dynamicHost();
  const floor: Dialect = {
    ...ours,
    send: (properties) => ({ ...properties, __provider: trivialProvider }),
    receive: (properties) => properties,
  };
  const configured = await interleaved(PAIRS, startTime(floor, "configured"), startTime(ours, "configured"));
  const ready = await interleaved(PAIRS, startTime(floor, "first check"), startTime(ours, "first check"));
  const met = ratios(configured).median <= 1.2 && ratios(ready).median <= 1.2;
  return {
    data: { configured, ready },
    figures: [
      {
        name: "Start of the provider process relative to the bare dynamic host with a trivial provider",
        bar: "ratio at most 1.2",
        measured: `${showSpread(ratios(configured))} until the response to Configure, ${showSpread(ratios(ready))} until the response to the first Check`,
        met,
      },
    ],
  };
}

function startTime(dialect: Dialect, until: "configured" | "first check"): () => Promise<number> {
  return async () => {
    let host: Host | undefined;
    try {
      return await timed(async () => {
        host = await Host.start(dialect, { config: { endpoint: "http://127.0.0.1:1" }, env: { NODE_OPTIONS: "" } });
        if (until === "first check") await host.check({ instanceId: "i-web", imageName: "web" }, undefined);
      });
    } finally {
      await host?.stop();
    }
  };
}
