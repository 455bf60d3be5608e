const { availableParallelism } = require("node:os");

/** @type {import("jest").Config["transform"]} */
const transform = {
  // `ignoreDynamic` leaves `import("got")` alone: got is an ES module, and only a real import() can load it.
  "^.+\\.ts$": [
    "@swc/jest",
    {
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      module: { type: "commonjs", ignoreDynamic: true },
    },
  ],
};

const common = {
  transform,
  testEnvironment: "node",
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.work/", "<rootDir>/examples/"],
  testPathIgnorePatterns: ["/node_modules/"],
};

/** Tests in a folder of `test/`; the folder gives the name. */
const folder = (name, ...more) => ({
  ...common,
  displayName: name,
  testMatch: [name, ...more].map((each) => `<rootDir>/test/${each}/**/*.test.ts`),
});

/** @type {import("jest").Config} */
module.exports = {
  // Ends what hangs. One command of the real engine takes 2 to 4 s, several times that on a busy machine.
  testTimeout: 240_000,
  // Most tests drive a process of their own and wait for it one step at a time: one more worker uses those waits.
  maxWorkers: availableParallelism() + 1,
  projects: [
    { ...common, displayName: "unit", testMatch: ["<rootDir>/{provider,sdk,emulator,tools}/**/*.test.ts"] },
    folder("host"),
    folder("engine", "consumer"),
    folder("plugin"),
    folder("examples"),
    folder("recipes"),
    folder("readme"),
    folder("reliability"),
  ],
  collectCoverageFrom: ["provider/**/*.ts", "emulator/**/*.ts", "!**/*.test.ts"],
  coverageReporters: ["text-summary", "lcov"],
};
