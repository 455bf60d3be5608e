import { homedir } from "node:os";
import type { SessionEnvironment } from "../session";
import { systemClock } from "../zenlayer/clock";

/** The environment of the sessions of this process. */
export const processEnvironment = (beforeWrite?: SessionEnvironment["beforeWrite"]): SessionEnvironment => ({
  env: process.env,
  homeDirectory: homedir(),
  clock: systemClock,
  beforeWrite,
});
