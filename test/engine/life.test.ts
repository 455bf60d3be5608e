import type { Emulator } from "../../emulator";
import { oldestVersion } from "../../tools/engine/pinned";
import type { Stack } from "../support/engine";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

/** One command of the lifecycle, what happens before it, and everything that must be true after it. */
interface Step {
  title: string;
  /** Inputs that the program gives from now on. */
  declares?: object;
  /** What a user does in the console before the command. */
  behindOurBack?: (emulator: Emulator, imageId: string) => void;
  command: "preview" | "up" | "refresh" | "destroy";
  args?: string[];
  /** Lines of the output. */
  shows: RegExp[];
  /** What a refresh has changed; the oldest supported CLI does not show that. */
  showsChange?: RegExp;
  /** Every API call of the command, in order. */
  calls: string[];
  /** Images that the account holds afterwards. */
  images: { imageName: string; imageDescription: string | null }[];
  /** Inputs and outputs in state afterwards; absent: the image is not in state. */
  state?: { inputs: object; outputs: object };
  /** Whether the image in state is another one than before. */
  isNewImage?: boolean;
}

const create = ["DescribeInstances", "DescribeImages", "CreateImage", "DescribeImages", "ModifyImagesAttributes"];
/** The deletion is confirmed by the list, then by id. */
const remove = ["DescribeInstances", "DeleteImages", "DescribeImages", "DescribeImages"];
const inPlace = ["DescribeImages", "ModifyImagesAttributes"];
/** What a preview reads before an image is created. */
const lookAhead = ["DescribeInstances", "DescribeImageQuota", "DescribeImages"];

const first = { instanceId: "i-web", imageName: "web-1", imageDescription: "first" };
const second = { ...first, imageDescription: "second" };
const renamed = { ...second, imageName: "web-2" };

const held = ({ imageName, imageDescription }: typeof first, changed: object = {}) => [
  { imageName, imageDescription, ...changed },
];
/** A refresh updates the inputs, so that the program differs from them. */
const stored = (inputs: object) => ({
  inputs,
  outputs: { ...inputs, imageStatus: "AVAILABLE", zoneId: "HKG-A" },
});

const steps: Step[] = [
  {
    title: "preview says that an image is to be made, and makes none",
    declares: first,
    command: "preview",
    shows: [/^ \+ .*CustomImage web create/m, /^ {4}\+ 2 to create/m],
    calls: lookAhead,
    images: [],
  },
  {
    title: "up makes it",
    command: "up",
    shows: [/^ \+ .*CustomImage web created/m],
    calls: create,
    images: held(first),
    state: stored(first),
    isNewImage: true,
  },
  {
    title: "preview of an unchanged program makes no call",
    command: "preview",
    args: ["--expect-no-changes"],
    shows: [/^ {4}2 unchanged/m],
    calls: [],
    images: held(first),
    state: stored(first),
  },
  {
    title: "another description is changed in place",
    declares: second,
    command: "up",
    shows: [/CustomImage web updated .*\[diff: ~imageDescription\]/],
    calls: inPlace,
    images: held(second),
    state: stored(second),
  },
  {
    title: "preview shows that another name replaces the image",
    declares: renamed,
    command: "preview",
    args: ["--diff"],
    shows: [/\+-pulumi-nodejs:.*CustomImage: \(replace\)/, /~ imageName +: "web-1" => "web-2"/, /\+-1 to replace/],
    calls: [...lookAhead, "DescribeInstances"], // whether instances were created from the old image
    images: held(second),
    state: stored(second),
  },
  {
    title: "up makes the new image first and deletes the old one after it",
    command: "up",
    shows: [/\+\+ .*created replacement[^]*-- .*deleted original/, /\+-1 replaced/],
    calls: [...create, ...remove],
    images: held(renamed),
    state: stored(renamed),
    isNewImage: true,
  },
  {
    title: "refresh shows a description that somebody changed",
    behindOurBack: (emulator, imageId) => emulator.describeImage(imageId, "drifted"),
    command: "refresh",
    args: ["--diff"],
    shows: [/~ 1 updated/],
    showsChange: /~ imageDescription *: "second" => "drifted"/,
    calls: ["DescribeImages"],
    images: held(renamed, { imageDescription: "drifted" }),
    state: stored({ ...renamed, imageDescription: "drifted" }),
  },
  {
    title: "up puts it right",
    command: "up",
    shows: [/CustomImage web updated .*\[diff: ~imageDescription\]/],
    calls: inPlace,
    images: held(renamed),
    state: stored(renamed),
  },
  {
    title: "refresh shows a name that somebody changed",
    behindOurBack: (emulator, imageId) => emulator.renameImage(imageId, "drifted"),
    command: "refresh",
    shows: [/CustomImage web updated /],
    showsChange: /CustomImage web updated .*\[diff: ~imageName\]/,
    calls: ["DescribeImages"],
    images: held(renamed, { imageName: "drifted" }),
    state: stored({ ...renamed, imageName: "drifted" }),
  },
  {
    title: "up puts it right in place and replaces nothing",
    command: "up",
    shows: [/CustomImage web updated .*\[diff: ~imageName\]/, /~ 1 updated/],
    calls: inPlace,
    images: held(renamed),
    state: stored(renamed),
  },
  {
    title: "refresh drops an image that somebody deleted, and says so",
    behindOurBack: (emulator, imageId) => emulator.removeImage(imageId),
    command: "refresh",
    shows: [
      /- 1 deleted/,
      /warning: Image img-\w+ \("web-2"\) is no longer in zone HKG-A\. A refresh drops it from state, /,
    ],
    calls: ["DescribeImages", "DescribeImages"],
    images: [],
  },
  {
    title: "up makes it again",
    command: "up",
    shows: [/\+ 1 created/],
    calls: create,
    images: held(renamed),
    state: stored(renamed),
    isNewImage: true,
  },
  {
    title: "destroy leaves nothing",
    command: "destroy",
    shows: [/- 2 deleted/],
    calls: remove,
    images: [],
  },
];

/** Whether this CLI shows what a refresh has changed. The state names the CLI that wrote it. */
const showsChanges = (stack: Stack): boolean => !stack.stateText().includes(`"v${oldestVersion}"`);

let place: EmulatedStack;
let knownId = "";

beforeAll(async () => {
  place = await emulatedStack();
});
afterAll(() => place.cleanup());

test.each(steps)("$command: $title", async (step) => {
  const { stack, emulator, takeCalls } = place;
  if (step.declares) await stack.setProgram(program(image("web", step.declares)));
  step.behindOurBack?.(emulator, knownId);

  const output = await succeeds(stack[step.command](...(step.args ?? [])));
  for (const line of step.shows) expect(output).toMatch(line);
  if (step.showsChange && showsChanges(stack)) expect(output).toMatch(step.showsChange);
  expect(takeCalls()).toEqual(step.calls);

  const images = emulator.images();
  expect(images.map(({ imageName, imageDescription }) => ({ imageName, imageDescription }))).toEqual(step.images);
  const inState = await stack.resource("web");
  if (step.state) expect(inState).toMatchObject({ id: images[0]?.imageId, ...step.state });
  else expect(inState).toBeUndefined();
  expect(inState !== undefined && inState.id !== knownId).toBe(step.isNewImage ?? false);
  knownId = inState?.id ?? knownId;
});
