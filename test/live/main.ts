/**
 * `make test_live`: the life-cycle suite against a real account, by hand only. Makes three images of one stopped machine,
 * one after the other, and deletes them. Takes about three times as long as one image of that machine.
 */
import { homedir } from "node:os";

import { runLive } from "./run";

const instanceId = process.env.ZENLAYER_LIVE_INSTANCE;

async function main(): Promise<void> {
  if (!instanceId) {
    console.error(
      "Set ZENLAYER_LIVE_INSTANCE to a stopped machine in a zone with two free places, and credentials as for the " +
        "provider (ZENLAYER_ACCESS_KEY_ID and ZENLAYER_ACCESS_KEY_SECRET, or ZENLAYER_TOKEN; ZENLAYER_ENDPOINT for " +
        "another endpoint). Images are made in that account, and deleted.",
    );
    process.exit(2);
  }
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^ZENLAYER/.test(name)));
  const say = (line: string) => console.log(line);
  const verdicts = await runLive({ env, homeDirectory: homedir(), instanceId, say });
  console.log(`\nGuesses of the emulator about the service:\n${verdicts.lines().join("\n")}`);
  if (verdicts.refuted().length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
