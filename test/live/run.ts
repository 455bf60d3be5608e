import { randomBytes } from "node:crypto";

import type { Environment } from "../../provider/configuration/sources";
import { LiveAccount } from "./account";
import { runLifecycle } from "./lifecycle";
import { deleteTestImages, probeImages, type LiveTest } from "./probes/images";
import { probeRequests } from "./probes/requests";
import { probeZecImages } from "./probes/zecImages";
import { probeZecRequests } from "./probes/zecRequests";
import { Verdicts } from "./verdicts";
import { ZecAccount } from "./zecAccount";

export interface LiveOptions {
  /** Endpoint and credentials, in the provider's environment variables. */
  env: Environment;
  homeDirectory: string;
  /** A stopped instance in a zone with two free slots. The tests only create images of it. */
  instanceId: string;
  /** A stopped instance of the service zec, of which images are created. Default: zec is not tested. */
  zecInstanceId?: string;
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
  if (options.zecInstanceId !== undefined) {
    const zec = new ZecAccount({ account, instanceId: options.zecInstanceId, prefix, pollIntervalSeconds });
    await runZec(zec, verdicts, log);
  }
  return verdicts;
}

/** Runs the tests of the service zec. Deletes every image that they created, even if a test fails. */
async function runZec(account: ZecAccount, verdicts: Verdicts, log: LiveOptions["log"]): Promise<void> {
  const { status } = await account.instance();
  if (status !== "STOPPED") {
    throw new Error(`Instance ${account.instanceId} is ${String(status)}. Stop it and run this again.`);
  }
  log(`Testing zec with instance ${account.instanceId}.`);
  try {
    await probeZecRequests(account, verdicts);
    await probeZecImages(account, verdicts);
  } finally {
    log(`cleaned up: ${await account.deleteTestImages()} images of zec`);
  }
}
