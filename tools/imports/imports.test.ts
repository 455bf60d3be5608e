import { join } from "node:path";
import { cyclesIn, importsIn, readImports, upwardImports } from "./importGraph";

const root = join(__dirname, "..", "..");

/** From the top down; what stands on one line may import each other's files. */
const LAYERS = [
  ["sdk/nodejs"],
  ["provider/hosts", "cli"],
  ["provider/registry.ts"],
  ["provider/zecImageFamily"],
  ["provider/imageFamily", "provider/zecImage"],
  ["provider/customImage", "provider/functions"],
  ["provider/resource.ts", "provider/imageReference.ts", "provider/zoneSearch.ts"],
  ["provider/session.ts"],
  ["provider/configuration"],
  ["provider/schemaValidation.ts"],
  ["provider/messages"],
  ["provider/products.ts"],
  ["provider/zenlayer"],
  ["provider/schemaTypes.ts", "provider/schemaValidators.ts"],
];

const graph = (imports: Record<string, string[]>) => new Map(Object.entries(imports));

describe("the project", () => {
  test.each(["provider", "sdk/nodejs", "cli", "emulator", "tools"])(
    "%s has no import cycle, types included",
    (folder) => {
      const imports = readImports(root, [folder]);
      expect(imports.size).toBeGreaterThan(10);
      expect(cyclesIn(imports)).toEqual([]);
    },
  );

  test("imports of the provider, its SDK and the command line go one way", () => {
    expect(upwardImports(readImports(root, ["provider", "sdk/nodejs", "cli"]), LAYERS)).toEqual([]);
  });
});

describe("the check itself", () => {
  test("sees every kind of import", () => {
    const text = `
      import a from "./a";
      import type {
        B,
      } from "./b";
      import "./c";
      export * from "./d";
      export type { E } from "./e";
      const f = await import("./f");
      const g = require("./g");
      let h: import("./h").H;
      // import i from "./i";
    `;
    expect(importsIn(text).sort()).toEqual(["./a", "./b", "./c", "./d", "./e", "./f", "./g", "./h"]);
  });

  test("resolves files and folders", () => {
    const imports = readImports(root, ["provider/messages"]);
    expect(imports.get("provider/messages/index.ts")).toContain("provider/messages/userError.ts");
  });

  test("finds a cycle, one of several, and none", () => {
    expect(cyclesIn(graph({ a: ["b"], b: ["c"], c: ["b"] }))).toEqual([["b", "c", "b"]]);
    expect(cyclesIn(graph({ a: ["a"], b: ["a", "c"], c: ["b"] }))).toEqual([
      ["a", "a"],
      ["b", "c", "b"],
    ]);
    expect(cyclesIn(graph({ a: ["b", "c"], b: ["c"], c: [] }))).toEqual([]);
  });

  test("finds imports that lead upwards, and files without a layer", () => {
    const layers = [["top"], ["middle.ts", "side"], ["low"]];
    const imports = graph({ "top/a.ts": ["low/b.ts"], "middle.ts": ["side/c.ts"], "low/b.ts": ["side/c.ts"] });
    expect(upwardImports(imports, layers)).toEqual(["low/b.ts -> side/c.ts"]);
    expect(() => upwardImports(graph({ "side.ts": ["low/b.ts"] }), layers)).toThrow("side.ts belongs to no layer");
  });
});
