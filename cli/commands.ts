import type { Define } from "./define";

interface CommandEntry {
  name: string;
  summary: string;
  /** Loads the command, which takes longer than to list it. */
  load: () => Define;
}

/** The commands in the order of `--help`. A new one is a folder and an entry here. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "audit",
    summary: "show who owns each custom image of the account, and what to do about it",
    load: () => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when needed
      const { define } = require("./audit/command") as typeof import("./audit/command");
      return define;
    },
  },
  {
    name: "explain",
    summary: "say what a preview means for images, slots and instances",
    load: () => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when needed
      const { define } = require("./explain/command") as typeof import("./explain/command");
      return define;
    },
  },
  {
    name: "doctor",
    summary: "check credentials, connection, clock, versions and quota",
    load: () => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when needed
      const { define } = require("./doctor/command") as typeof import("./doctor/command");
      return define;
    },
  },
  {
    name: "emulator",
    summary: "run a local Zenlayer API (the same as zenlayer-emulator)",
    load: () => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when needed
      const { defineEmulator } = require("../emulator/command") as typeof import("../emulator/command");
      return defineEmulator;
    },
  },
];
