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

/** @type {import("jest").Config} */
module.exports = {
  projects: [
    { ...common, displayName: "unit", testMatch: ["<rootDir>/{provider,sdk,emulator,tools}/**/*.test.ts"] },
    { ...common, displayName: "host", testMatch: ["<rootDir>/test/host/**/*.test.ts"] },
    { ...common, displayName: "engine", testMatch: ["<rootDir>/test/{engine,consumer}/**/*.test.ts"] },
  ],
  collectCoverageFrom: ["provider/**/*.ts", "emulator/**/*.ts", "!**/*.test.ts"],
  coverageReporters: ["text-summary", "lcov"],
};
