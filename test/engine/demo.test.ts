import { join } from "node:path";
import { run } from "../../tools/run";
import { fastStart } from "../support/engine";

const ROOT = join(__dirname, "..", "..");

test("the demo of the README: every step has the result that it announces", async () => {
  const tsx = join(ROOT, "node_modules", ".bin", "tsx");
  const { code, output } = await run(tsx, ["tools/demo/main.ts"], {
    cwd: ROOT,
    env: { ...process.env, ...fastStart },
  });
  expect(output).toMatch(/Demo complete: all \d+ steps had the expected result\. Custom images left: 0\./);
  expect(code).toBe(0);
}, 240_000);
