import { randomBytes } from "node:crypto";

import type { Environment } from "../../provider/configuration/sources";
import { LiveAccount } from "./account";
import { runLifecycle } from "./lifecycle";
import { deleteTestImages, probeImages, type LiveTest } from "./probes/images";
import { probeRequests } from "./probes/requests";
import { Verdicts } from "./verdicts";

export interface LiveOptions {
  /** Endpoint and credentials, in the provider's environment variables. */
  env: Environment;
  homeDirectory: string;
  /** A stopped instance in a zone with two free slots. The tests only create images of it. */
  instanceId: string;
  log: (line: string) => void;
  /** Omits the tests that need the real engine. */
  withoutEngine?: boolean;
  /** Polling interval while an image is being created. */
  pollIntervalSeconds?: number;
}

/** Runs all tests against an account. Deletes every image that it created, even if a test fails. */
export async function runLive(options: LiveOptions): Promise<Verdicts> {
  const { env, homeDirectory, instanceId, log, withoutEngine, pollIntervalSeconds } = options;
  const account = new LiveAccount(env, homeDirectory);
  const [instance] = await account.list("DescribeInstances", { instanceIds: [instanceId] });
  if (!instance) throw new Error(`Instance ${instanceId} was not found in this account.`);
  if (instance["instanceStatus"] !== "STOPPED") {
    throw new Error(`Instance ${instanceId} is ${String(instance["instanceStatus"])}. Stop it and run this again.`);
  }
  const zoneId = instance["zoneId"] as string;
  const prefix = `pzlive-${randomBytes(3).toString("hex")}`;
  const test: LiveTest = { account, instanceId, zoneId, prefix, pollIntervalSeconds };
  const verdicts = new Verdicts();
  log(`Testing ${account.endpoint} with instance ${instanceId} in zone ${zoneId}. Image names start with ${prefix}.`);
  try {
    await probeRequests(account, zoneId, verdicts);
    await probeImages(test, verdicts);
    if (!withoutEngine) await runLifecycle(test, env as NodeJS.ProcessEnv, log);
  } finally {
    log(`cleaned up: ${await deleteTestImages(test)} images`);
  }
  return verdicts;
}
