import schema from "../../schema.json";
import { diagnostics, messagesIn, problems, stackLine } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

interface Mistakes {
  title: string;
  inputs: object;
  /** One sentence for each mistake of the resource, by property. */
  problems: Record<string, string>;
}

const allowedCharacters = 'only Chinese characters, letters, digits, "-" and "_" are allowed. Use another character.';

const rows: Mistakes[] = [
  {
    title: "a name of 25 characters, a description of 256 and a misspelled property",
    inputs: {
      instanceId: "i-web",
      imageName: "abcdefghijklmnopqrstuvwxy",
      imageDescription: "d".repeat(256),
      imagename: "web",
    },
    problems: {
      imagename:
        'there is no input "imagename". Did you mean "imageName"? ' +
        "Supported inputs: instanceId, imageName, imageDescription, stopInstance, forceShutdown, adoptImageId.",
      imageName: 'imageName "abcdefghijklmnopqrstuvwxy" has 25 characters; the maximum is 24. Shorten it.',
      imageDescription: "imageDescription has 256 characters; the maximum is 255. Shorten it.",
    },
  },
  {
    title: "an empty instance id and a name with a space",
    inputs: { instanceId: "", imageName: "my image" },
    problems: {
      instanceId:
        "instanceId is empty. Set it to the id of the instance to create the image from. Omit it only if the image already " +
        "exists, or is adopted with adoptImageId.",
      imageName: `imageName "my image" contains " " at position 3; ${allowedCharacters}`,
    },
  },
  {
    title: "no instance id for a new image and a name with an emoji",
    inputs: { imageName: "rocket-🚀" },
    problems: {
      instanceId:
        "instanceId is required to create an image. Set it to the id of the instance to create the image from, " +
        "or adopt an existing image with adoptImageId.",
      imageName: `imageName "rocket-🚀" contains "🚀" at position 8; ${allowedCharacters}`,
    },
  },
  {
    title: "a number and a text where they do not belong",
    inputs: { instanceId: "i-web", imageName: 2026, stopInstance: "yes" },
    problems: {
      imageName: "imageName must be a string, but is a number: 2026. Give it as a string.",
      stopInstance: 'stopInstance must be a boolean, but is a string: "yes". Give it as a boolean.',
    },
  },
];

const CHINESE_NAME = "云".repeat(24);

let place: EmulatedStack;
let firstOutput: string;

beforeAll(async () => {
  place = await emulatedStack({ program: program(image("web", { instanceId: "i-web", imageName: CHINESE_NAME })) });
  firstOutput = await succeeds(place.stack.up());
});
afterAll(() => place.cleanup());

test("a name of 24 Chinese characters passes", async () => {
  const { stack, emulator } = place;
  expect(diagnostics(firstOutput)).toEqual([]);
  expect(emulator.images()).toMatchObject([{ imageName: CHINESE_NAME }]);
  expect(await stack.resource("web")).toMatchObject({ outputs: { imageName: CHINESE_NAME } });
});

test.each(rows)("preview reports $title, all together", async ({ inputs, problems: expected }) => {
  const { stack, takeCalls } = place;
  takeCalls();
  await stack.setProgram(program(image("fresh", inputs)));
  const { code, output } = await stack.preview();
  expect(code).not.toBe(0);
  expect(problems(output)).toEqual(expected);
  expect(output).not.toMatch(stackLine);
  expect(takeCalls()).toEqual([]);
});

const settings = `Supported settings: ${Object.keys(schema.config.variables).join(", ")}.`;

const long = "long ".repeat(60);

test.each<[string, object, string[]]>([
  [
    "a description, a name, an image id",
    { imageDescription: long, imageName: long, adoptImageId: long },
    ["imageDescription", "imageName", "adoptImageId"],
  ],
  ["a list", { imageDescription: [long] }, ["imageDescription"]],
])("a long value is printed once for each error: %s", async (_, inputs, properties) => {
  const { stack } = place;
  await stack.setProgram(program(image("web", { instanceId: "i-web", ...inputs })));
  const { output } = await stack.preview();
  expect(Object.keys(problems(output)).sort()).toEqual(properties.sort());
  for (const error of messagesIn(output, "error")) expect(error.match(/long /g)).toHaveLength(60);
});

test("a wrong setting is reported once, by each command", async () => {
  const { stack } = place;
  const { ZENLAYER_ENDPOINT } = stack.env;
  const reported = (output: string) => diagnostics(output).filter((line) => /The (setting|endpoint) /.test(line));
  await stack.setProgram(program(image("other", { instanceId: "i-web" })));
  await stack.setConfig({ "zenlayer:preflight": "maybe" });
  expect(reported((await stack.preview()).output)).toEqual([
    'error: The setting preflight is "maybe"; it must be one of "warn", "error", "off". It comes from ' +
      "zenlayer:preflight in the stack configuration (or given to a Provider).",
  ]);
  await stack.setConfig({});

  stack.env.ZENLAYER_ENDPOINT = "https://host/path";
  for (const command of ["refresh", "destroy"] as const) {
    const { code, output } = await stack[command]();
    expect(code).not.toBe(0);
    expect(reported(output)).toEqual([
      expect.stringMatching(/^error: .*The endpoint "https:\/\/host\/path" is invalid/),
    ]);
  }
  stack.env.ZENLAYER_ENDPOINT = ZENLAYER_ENDPOINT;
});

test("a misspelled setting is reported at preview, in the stack's configuration and in a provider's arguments", async () => {
  const { stack, takeCalls } = place;
  takeCalls();
  const web = image("web", { instanceId: "i-web" }, "{ provider: quick }");
  await stack.setProgram(program('const quick = new zenlayer.Provider("quick", { requestTimeOutSeconds: 5 });', web));
  expect(messagesIn((await stack.preview()).output, "error")).toEqual([
    'Invalid setting in Provider "quick": there is no setting "requestTimeOutSeconds". ' +
      `Did you mean "requestTimeoutSeconds"? ${settings}`,
  ]);
  await stack.setConfig({ "zenlayer:prefligth": "error" });
  await stack.setProgram(program(image("web", { instanceId: "i-web" })));
  expect(messagesIn((await stack.preview()).output, "error")).toEqual([
    'Invalid setting in the stack configuration (zenlayer:): there is no setting "prefligth". ' +
      `Did you mean "preflight"? ${settings}`,
  ]);
  expect(takeCalls()).toEqual([]);
});
