const { default: Sequencer } = require("@jest/test-sequencer");

/** Files that take 20 s and longer, the longest first. Started last, one of them would keep one worker busy alone. */
const LONGEST = [
  "readme/commands",
  "consumer/install",
  "recipes/families",
  "reliability/zecLives",
  "reliability/auditOfLives",
  "host/lives",
  "reliability/familyLives",
  "plugin/fromDynamic",
  "consumer/setups",
  "engine/takeoverAfterKill",
  "engine/imageFamily",
  "engine/familyCommands",
  "engine/accounts",
  "engine/demo",
  "reliability/randomLives",
  "reliability/kills",
  "reliability/interrupts",
  "reliability/realEngineFaults",
  "reliability/cancelHook",
  "reliability/secrets",
  "reliability/everyCallEveryFault",
  "recipes/managing",
];

const place = ({ path }) => {
  const index = LONGEST.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
  return index < 0 ? LONGEST.length : index;
};
/** Files that wait for processes come before those that compute. */
const isUnit = ({ context }) => context.config.displayName?.name === "unit";

/** Starts the longest test files first, in a clone without records of earlier runs as well. */
module.exports = class extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => place(a) - place(b) || Number(isUnit(a)) - Number(isUnit(b)));
  }
};
