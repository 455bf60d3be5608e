import type { Emulator } from "../../emulator";

/** Expected result of a step. The demo fails if the actual result differs. */
export interface Expectation {
  /** API calls that change something, in order. An image gets its real name last. */
  writes: string[];
  /** Custom images that exist after the step. */
  images: ImageFields[];
  /** The image in the stack's state after the step; absent if the state has none. */
  state?: ImageFields;
  /** Whether the step changes the image id in the state. */
  isNewImage?: boolean;
  /** Text that the engine must print. */
  output?: RegExp;
}

export interface ImageFields {
  imageName: string;
  imageDescription: string;
}

/** One step of the demo. */
export interface Step {
  /** What the step does, printed before it runs. */
  title: string;
  /** Keys of the stack configuration that are set before the command. */
  config?: Partial<ImageFields>;
  /** A change outside Pulumi before the command. */
  changeOutside?: (emulator: Emulator, imageId: string) => void;
  /** The command, without `pulumi`. */
  command: string[];
  expected: Expectation;
}

// Without preview, which has steps of its own.
const up = ["up", "--yes", "--skip-preview"];
const refresh = ["refresh", "--yes", "--skip-preview"];

const first = { imageName: "web-1", imageDescription: "first release" };
const described = { ...first, imageDescription: "second release" };
const renamed = { ...described, imageName: "web-2" };
const drifted = { ...renamed, imageDescription: "edited in the console" };

/** The lifecycle of an image. */
export const steps: Step[] = [
  {
    title: "Preview: one image of instance i-web will be created. Nothing changes yet.",
    config: first,
    command: ["preview"],
    expected: { writes: [], images: [], output: /CustomImage web create/ },
  },
  {
    title: "Up: the image is created. The command waits until it is AVAILABLE.",
    command: up,
    expected: { writes: ["CreateImage", "ModifyImagesAttributes"], images: [first], state: first, isNewImage: true },
  },
  {
    title: "A new description in the configuration: up changes it in place and keeps the image.",
    config: { imageDescription: described.imageDescription },
    command: up,
    expected: { writes: ["ModifyImagesAttributes"], images: [described], state: described },
  },
  {
    title: "A new name in the configuration: the preview shows that the image will be replaced. Nothing changes yet.",
    config: { imageName: renamed.imageName },
    command: ["preview", "--diff"],
    expected: { writes: [], images: [described], state: described, output: /CustomImage: \(replace\)/ },
  },
  {
    title: "Up: the new image is created before the old one is deleted.",
    command: up,
    expected: {
      writes: ["CreateImage", "ModifyImagesAttributes", "DeleteImages"],
      images: [renamed],
      state: renamed,
      isNewImage: true,
    },
  },
  {
    title: "The description is edited in the console: refresh detects the drift.",
    changeOutside: (emulator, imageId) => emulator.describeImage(imageId, drifted.imageDescription),
    command: [...refresh, "--diff"],
    expected: { writes: [], images: [drifted], state: drifted, output: /~ .*CustomImage: \(update\)/ },
  },
  {
    title: "Up: the description is repaired.",
    command: up,
    expected: { writes: ["ModifyImagesAttributes"], images: [renamed], state: renamed },
  },
  {
    title: "The image is renamed in the console: up with --refresh repairs the name and replaces nothing.",
    changeOutside: (emulator, imageId) => emulator.renameImage(imageId, "hands-off"),
    command: [...up, "--refresh"],
    expected: { writes: ["ModifyImagesAttributes"], images: [renamed], state: renamed },
  },
  {
    title: "The image is deleted in the console: refresh drops it from the state.",
    changeOutside: (emulator, imageId) => emulator.removeImage(imageId),
    command: refresh,
    expected: { writes: [], images: [], output: /drops it from state/ },
  },
  {
    title: "Up: the image is created again.",
    command: up,
    expected: {
      writes: ["CreateImage", "ModifyImagesAttributes"],
      images: [renamed],
      state: renamed,
      isNewImage: true,
    },
  },
  {
    title: "Destroy: the image is deleted.",
    command: ["destroy", "--yes", "--skip-preview"],
    expected: { writes: ["DeleteImages"], images: [] },
  },
];
