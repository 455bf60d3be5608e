import { randomBytes } from "node:crypto";

import type { Environment } from "../../provider/zenlayer/settings";
import { LiveAccount } from "./account";
import { liveThrough } from "./life";
import { cleanUp, watchImages, type Site } from "./probes/images";
import { askQuestions } from "./probes/questions";
import { Verdicts } from "./verdicts";

export interface LiveOptions {
  /** Endpoint and credentials, named as for the provider. */
  env: Environment;
  homeDirectory: string;
  /** A stopped machine in a zone with two free places. It is imaged, and otherwise left alone. */
  instanceId: string;
  say: (line: string) => void;
  /** Leaves out what needs the real engine. */
  withoutEngine?: boolean;
  lookEverySeconds?: number;
}

/** The whole suite against an account. Everything that it makes is deleted, whatever happens. */
export async function runLive(options: LiveOptions): Promise<Verdicts> {
  const { env, homeDirectory, instanceId, say, withoutEngine, lookEverySeconds } = options;
  const account = new LiveAccount(env, homeDirectory);
  const [instance] = await account.list("DescribeInstances", { instanceIds: [instanceId] });
  if (!instance) throw new Error(`There is no machine ${instanceId} in this account.`);
  if (instance["instanceStatus"] !== "STOPPED") {
    throw new Error(`Machine ${instanceId} is ${String(instance["instanceStatus"])}; the suite takes a stopped one.`);
  }
  const zoneId = instance["zoneId"] as string;
  const mark = `pzlive-${randomBytes(3).toString("hex")}`;
  const site: Site = { account, instanceId, zoneId, mark, lookEverySeconds };
  const verdicts = new Verdicts();
  say(`${account.endpoint}, zone ${zoneId}, machine ${instanceId}; images are called ${mark}.`);
  try {
    await askQuestions(account, zoneId, verdicts);
    await watchImages(site, verdicts);
    if (!withoutEngine) await liveThrough(site, env as NodeJS.ProcessEnv, say);
  } finally {
    say(`cleaned up: ${await cleanUp(site)} images`);
  }
  return verdicts;
}
