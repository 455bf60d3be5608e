import { homedir } from "node:os";

import { ZenlayerError } from "../../provider/zenlayer/apiError";
import { systemClock } from "../../provider/zenlayer/clock";
import { openSession } from "../../provider/zenlayer/session";
import type { Config } from "../../provider/zenlayer/settings";

/**
 * A process that asks for the zones once and prints them, or what went wrong. For what Node reads only when it
 * starts (`NODE_EXTRA_CA_CERTS`) and what is read from the process's own environment (`HTTPS_PROXY`). Its argument is
 * the stack's configuration as JSON.
 */
async function main(): Promise<string> {
  try {
    const random = (): number => 0;
    const config = JSON.parse(process.argv[2] ?? "{}") as Config;
    const session = openSession(config, { env: process.env, homeDirectory: homedir(), clock: systemClock, random });
    return (await session.zones()).join();
  } catch (error) {
    return error instanceof ZenlayerError ? `${error.code} ${error.outcome}: ${error.text}` : String(error);
  }
}

void main().then((line) => console.log(line));
