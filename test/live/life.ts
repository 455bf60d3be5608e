import { image, program } from "../support/emulatedStack";
import { Stack } from "../support/engine";
import type { Site } from "./probes/images";

interface Step {
  title: string;
  run: (stack: Stack) => Promise<void>;
}

/** The life of an image through the real engine: what must work before a release. */
function stepsOf({ account, instanceId, mark }: Site): Step[] {
  const declare = (imageDescription: string) =>
    program(image("live", { instanceId, imageName: `${mark}-life`, imageDescription }));
  const idOf = async (stack: Stack) => (await stack.resource("live"))?.id;
  return [
    { title: "preview", run: (stack) => shows(stack.preview(), /create/) },
    { title: "up", run: (stack) => shows(stack.up(), /created/) },
    { title: "preview of what is unchanged", run: (stack) => shows(stack.preview("--expect-no-changes"), /unchanged/) },
    { title: "refresh of what is unchanged", run: (stack) => shows(stack.refresh("--expect-no-changes"), /unchanged/) },
    {
      title: "another description",
      run: async (stack) => {
        await stack.setProgram(declare("second edition"));
        await shows(stack.up(), /updated/);
      },
    },
    {
      title: "a name that somebody else has changed is put right",
      run: async (stack) => {
        await account.must("ModifyImagesAttributes", { imageIds: [await idOf(stack)], imageName: `${mark}-else` });
        await shows(stack.refresh(), /updated/);
        await shows(stack.up(), /updated/);
      },
    },
    { title: "destroy", run: (stack) => shows(stack.destroy(), /deleted/) },
  ];
}

/** Runs the steps, and destroys whatever happens. @param env endpoint and credentials @throws at the first step that fails */
export async function liveThrough(site: Site, env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<void> {
  const { instanceId, mark } = site;
  const text = program(image("live", { instanceId, imageName: `${mark}-life`, imageDescription: "first edition" }));
  const stack = await Stack.create({ program: text, env, project: "live" });
  try {
    for (const { title, run } of stepsOf(site)) {
      await run(stack);
      say(`passed: ${title}`);
    }
  } finally {
    await stack.destroy();
    await stack.cleanup();
  }
}

async function shows(command: Promise<{ code: number; output: string }>, text: RegExp): Promise<void> {
  const { code, output } = await command;
  if (code !== 0 || !text.test(output)) throw new Error(`expected ${text}, status 0; got status ${code}:\n${output}`);
}
