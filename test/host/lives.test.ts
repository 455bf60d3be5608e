import { dynamicHost, pluginHost, type Dialect } from "../support/host";
import { Life } from "../support/life";
import { LIVES, type LifeStory } from "./lives";

// Both kinds of host run every lifecycle over gRPC, and must respond the same, word for word.

async function transcriptOf(open: () => Promise<Dialect>, story: LifeStory): Promise<unknown> {
  const life = await Life.begin(await open(), story.emulator, story.settings);
  try {
    await story.run(life);
    return life.transcript();
  } catch (error) {
    throw new Error(`The life so far: ${JSON.stringify(life.transcript(), null, 2)}`, { cause: error });
  } finally {
    await life.end();
  }
}

test.each(LIVES.map((story) => [story.name, story] as const))("%s", async (_, story) => {
  const dynamic = await transcriptOf(dynamicHost, story);
  const plugin = await transcriptOf(pluginHost, story);
  expect(plugin).toEqual(dynamic);
});
