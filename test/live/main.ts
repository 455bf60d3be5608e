/**
 * `make test_live`: runs the lifecycle tests against a real account; started by hand only. Creates three images of one
 * stopped instance, one after the other, and deletes them. Takes about three times the creation time of one image. With
 * ZENLAYER_LIVE_ZEC_INSTANCE also one image of a stopped instance of the service zec, with a copy in another region.
 */
import { homedir } from "node:os";

import { runLive } from "./run";

const instanceId = process.env.ZENLAYER_LIVE_INSTANCE;
const zecInstanceId = process.env.ZENLAYER_LIVE_ZEC_INSTANCE || undefined;

async function main(): Promise<void> {
  if (!instanceId) {
    console.error(
      "ZENLAYER_LIVE_INSTANCE is not set. Set it to the id of a stopped instance in a zone with two free slots, and set " +
        "credentials as for the provider (ZENLAYER_ACCESS_KEY_ID and ZENLAYER_ACCESS_KEY_SECRET, or ZENLAYER_TOKEN; " +
        "ZENLAYER_ENDPOINT for another endpoint). ZENLAYER_LIVE_ZEC_INSTANCE is the id of a stopped instance of the service " +
        "zec, if that is to be tested, too. The tests create images in that account and delete them.",
    );
    process.exit(2);
  }
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^ZENLAYER/.test(name)));
  const log = (line: string) => console.log(line);
  const verdicts = await runLive({ env, homeDirectory: homedir(), instanceId, zecInstanceId, log });
  console.log(`\nGuesses of the emulator about the service:\n${verdicts.lines().join("\n")}`);
  if (verdicts.refuted().length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
