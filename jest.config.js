const { availableParallelism } = require("node:os");

/** @type {import("jest").Config["transform"]} */
const transform = {
  // `ignoreDynamic` keeps `import("got")` as it is: got is an ES module, which require() cannot load.
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

/** A project that runs the tests in `test/<name>` and in further folders of `test/`. */
const folderProject = (name, ...more) => ({
  ...common,
  displayName: name,
  testMatch: [name, ...more].map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
});

/** @type {import("jest").Config} */
module.exports = {
  // Fails tests that hang. One command of the real engine takes 2 to 4 s, several times that on a busy machine; a complete
  // grid of `make test_long` takes minutes.
  testTimeout: process.env.TEST_LONG ? 3_600_000 : 240_000,
  // Most tests wait for the processes that they start; one more worker than cores uses that time, two more take longer.
  maxWorkers: availableParallelism() + 1,
  // A worker keeps what its files have loaded, and collects garbage ever longer: a new one takes less.
  workerIdleMemoryLimit: "300MB",
  testSequencer: "<rootDir>/test/support/longestFirst.cjs",
  projects: [
    { ...common, displayName: "unit", testMatch: ["<rootDir>/{provider,sdk,emulator,cli,tools}/**/*.test.ts"] },
    folderProject("host"),
    folderProject("engine", "consumer"),
    folderProject("plugin"),
    folderProject("examples"),
    folderProject("recipes"),
    folderProject("readme"),
    folderProject("reliability"),
  ],
  collectCoverageFrom: ["provider/**/*.ts", "emulator/**/*.ts", "cli/**/*.ts", "!**/*.test.ts"],
  coverageReporters: ["text-summary", "lcov"],
};
