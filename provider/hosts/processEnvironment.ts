import { homedir } from "node:os";
import type { SessionEnvironment } from "../session";
import { systemClock } from "../zenlayer/clock";

/** What sessions of this process run in. */
export const processEnvironment = (beforeWrite?: SessionEnvironment["beforeWrite"]): SessionEnvironment => ({
  env: process.env,
  homeDirectory: homedir(),
  clock: systemClock,
  beforeWrite,
});
