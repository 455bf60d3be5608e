import { homedir } from "node:os";

import { reasonOf } from "../../provider/messages";
import { ZenlayerError } from "../../provider/zenlayer/apiError";
import { systemClock, type Clock } from "../../provider/zenlayer/clock";
import { openSession } from "../../provider/session";
import type { Config } from "../../provider/configuration/sources";

/** Pauses between attempts last a hundredth. */
const clock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 100, signal) };

/**
 * A script that lists the zones once and prints them, or the error. It is a process of its own to test variables that
 * Node.js reads at its start (`NODE_EXTRA_CA_CERTS`) or from the process environment (`HTTPS_PROXY`). Its argument is
 * the stack configuration as JSON.
 */
async function main(): Promise<string> {
  try {
    const random = (): number => 0;
    const config = JSON.parse(process.argv[2] ?? "{}") as Config;
    const session = openSession(config, { env: process.env, homeDirectory: homedir(), clock, random });
    return (await session.zones()).join();
  } catch (error) {
    return error instanceof ZenlayerError ? `${error.code} ${error.outcome}: ${reasonOf(error)}` : String(error);
  }
}

void main().then((line) => console.log(line));
