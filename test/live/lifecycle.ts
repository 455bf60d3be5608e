import { image, program } from "../support/emulatedStack";
import { Stack } from "../support/engine";
import type { LiveTest } from "./probes/images";

interface Step {
  title: string;
  run: (stack: Stack) => Promise<void>;
}

/** The lifecycle of an image with the real engine, which must work before a release. */
function stepsOf(test: LiveTest): Step[] {
  const { account, prefix } = test;
  const idOf = async (stack: Stack) => (await stack.resource("live"))?.id;
  return [
    { title: "preview", run: (stack) => expectOutput(stack.preview(), /create/) },
    { title: "up", run: (stack) => expectOutput(stack.up(), /created/) },
    {
      title: "preview of the unchanged stack",
      run: (stack) => expectOutput(stack.preview("--expect-no-changes"), /unchanged/),
    },
    {
      title: "refresh of the unchanged stack",
      run: (stack) => expectOutput(stack.refresh("--expect-no-changes"), /unchanged/),
    },
    {
      title: "update of the description",
      run: async (stack) => {
        await stack.setProgram(programOf(test, "second edition"));
        await expectOutput(stack.up(), /updated/);
      },
    },
    {
      title: "repair of a name that was changed outside Pulumi",
      run: async (stack) => {
        await account.callOrThrow("ModifyImagesAttributes", {
          imageIds: [await idOf(stack)],
          imageName: `${prefix}-else`,
        });
        await expectOutput(stack.refresh(), /updated/);
        await expectOutput(stack.up(), /updated/);
      },
    },
    { title: "destroy", run: (stack) => expectOutput(stack.destroy(), /deleted/) },
  ];
}

/**
 * Runs the lifecycle, and destroys the stack even if a step fails.
 * @param env endpoint and credentials
 * @throws Error of the first step that fails
 */
export async function runLifecycle(test: LiveTest, env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<void> {
  const stack = await Stack.create({ program: programOf(test, "first edition"), env, project: "live" });
  try {
    for (const { title, run } of stepsOf(test)) {
      await run(stack);
      log(`passed: ${title}`);
    }
  } finally {
    await stack.destroy();
    await stack.cleanup();
  }
}

const programOf = ({ instanceId, prefix }: LiveTest, imageDescription: string): string =>
  program(image("live", { instanceId, imageName: `${prefix}-life`, imageDescription }));

/** Throws unless the command succeeds and its output matches. */
async function expectOutput(command: Promise<{ code: number; output: string }>, text: RegExp): Promise<void> {
  const { code, output } = await command;
  if (code !== 0 || !text.test(output)) throw new Error(`expected ${text}, status 0; got status ${code}:\n${output}`);
}
