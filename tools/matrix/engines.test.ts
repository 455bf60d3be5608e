import { readFileSync } from "node:fs";
import { join } from "node:path";
import { modules, pulumiVersion } from "../engine/pinned";
import { withVersion } from "./engines";

test("another version replaces that of pkg and of sdk, and nothing else", () => {
  const pinned = readFileSync(join(modules.engine, "go.mod"), "utf8");
  const other = withVersion(pinned, "3.1.2");
  const lines = (text: string) => text.split("\n");
  const changed = lines(other).filter((line, n) => line !== lines(pinned)[n]);
  expect(changed.map((line) => line.trim())).toEqual([
    "github.com/pulumi/pulumi/pkg/v3 => github.com/pulumi/pulumi/pkg/v3 v3.1.2",
    "github.com/pulumi/pulumi/sdk/v3 => github.com/pulumi/pulumi/sdk/v3 v3.1.2",
  ]);
  expect(withVersion(other, pulumiVersion)).toBe(pinned);
});
