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

/** For tests that start processes; a project cannot have a `testTimeout` of its own. */
const slow = { ...common, setupFilesAfterEnv: ["<rootDir>/test/support/longTimeout.ts"] };

/** @type {import("jest").Config} */
module.exports = {
  projects: [
    { ...common, displayName: "unit", testMatch: ["<rootDir>/{provider,sdk,emulator,tools}/**/*.test.ts"] },
    { ...slow, displayName: "host", testMatch: ["<rootDir>/test/host/**/*.test.ts"] },
    { ...slow, displayName: "engine", testMatch: ["<rootDir>/test/{engine,consumer}/**/*.test.ts"] },
    { ...slow, displayName: "plugin", testMatch: ["<rootDir>/test/plugin/**/*.test.ts"] },
    { ...slow, displayName: "recipes", testMatch: ["<rootDir>/test/recipes/**/*.test.ts"] },
    { ...slow, displayName: "readme", testMatch: ["<rootDir>/test/readme/**/*.test.ts"] },
    { ...slow, displayName: "reliability", testMatch: ["<rootDir>/test/reliability/**/*.test.ts"] },
  ],
  collectCoverageFrom: ["provider/**/*.ts", "emulator/**/*.ts", "!**/*.test.ts"],
  coverageReporters: ["text-summary", "lcov"],
};
