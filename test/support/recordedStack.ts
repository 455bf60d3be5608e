import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { emulatedStack, succeeds, type EmulatedStack } from "./emulatedStack";
import type { Deployment } from "./state";

const recordings = join(__dirname, "..", "fixtures", "stacks");

/** Placeholder for the emulator's address in the recordings. */
const ADDRESS = "http://127.0.0.1:18080";

/**
 * A stack with the state that an earlier version wrote, and an emulator with its images. See test/fixtures/stacks.
 * @param recording for example `0.1.0/up`
 */
export async function recordedStack(recording: string): Promise<EmulatedStack> {
  const opened = await emulatedStack({ program: "" });
  const { stack, emulator } = opened;
  // The credentials that the recorded state belongs to.
  await stack.setConfig({ "zenlayer:endpoint": emulator.url, "zenlayer:token": emulator.token });
  const text = readFileSync(join(recordings, `${recording}.json`), "utf8").replaceAll(ADDRESS, emulator.url);
  for (const { id, outputs } of (JSON.parse(text) as { deployment: Deployment }).deployment.resources) {
    if (outputs?.imageId === undefined) continue;
    const { zoneId, imageName, imageDescription, instanceId } = outputs as Record<string, string>;
    emulator.addImage({ imageId: id!, zoneId: zoneId!, imageName: imageName!, imageDescription, instanceId });
  }
  const file = join(stack.folder, "recorded.json");
  writeFileSync(file, text);
  await succeeds(stack.pulumi("stack", "import", "--file", file));
  emulator.clearCalls();
  return opened;
}
