import { join } from "node:path";
import { run } from "../../tools/run";

const ROOT = join(__dirname, "..", "..");

test("the demo of the README: every step has the result that it announces", async () => {
  const { code, output } = await run(join(ROOT, "node_modules", ".bin", "tsx"), ["tools/demo/main.ts"], { cwd: ROOT });
  expect(output).toMatch(/Demo complete: all \d+ steps had the expected result\. Custom images left: 0\./);
  expect(code).toBe(0);
}, 240_000);
