import type { Emulator } from "../../emulator";

/** What a step announces: the demo stops when it comes out otherwise. */
export interface Announcement {
  /** Calls that change something at Zenlayer, in order. */
  writes: string[];
  /** Custom images that exist afterwards: name and description. */
  images: ImageFacts[];
  /** The image in the stack's state afterwards; absent when state holds none. */
  state?: ImageFacts;
  /** Whether state refers to another image than before. */
  isNewImage?: boolean;
  /** What the engine's output must show. */
  shows?: RegExp;
}

export interface ImageFacts {
  imageName: string;
  imageDescription: string;
}

/** One step of the story. */
export interface Step {
  /** What is about to happen, said before it does. */
  says: string;
  /** Keys of the stack's configuration that change before the command. */
  config?: Partial<ImageFacts>;
  /** What somebody does without Pulumi before the command. */
  behindItsBack?: (emulator: Emulator, imageId: string) => void;
  /** The command, without `pulumi`. */
  command: string[];
  expects: Announcement;
}

// `up` asks nothing and shows no preview of its own, since the story has steps for that.
const up = ["up", "--yes", "--skip-preview"];
const refresh = ["refresh", "--yes", "--skip-preview"];

const first = { imageName: "web-1", imageDescription: "first release" };
const described = { ...first, imageDescription: "second release" };
const renamed = { ...described, imageName: "web-2" };
const drifted = { ...renamed, imageDescription: "edited in the console" };

/** The life of an image, from the first preview to the end. */
export const steps: Step[] = [
  {
    says: "Preview: one image of the machine i-web would be made. Nothing is made yet.",
    config: first,
    command: ["preview"],
    expects: { writes: [], images: [], shows: /CustomImage web create/ },
  },
  {
    says: "Up: the image is made, and waited for until it is AVAILABLE.",
    command: up,
    expects: { writes: ["CreateImage"], images: [first], state: first, isNewImage: true },
  },
  {
    says: "Another description in the configuration: it is changed in place, the image stays.",
    config: { imageDescription: described.imageDescription },
    command: up,
    expects: { writes: ["ModifyImagesAttributes"], images: [described], state: described },
  },
  {
    says: "Another name: the preview shows that this replaces the image. Nothing is changed yet.",
    config: { imageName: renamed.imageName },
    command: ["preview", "--diff"],
    expects: { writes: [], images: [described], state: described, shows: /CustomImage: \(replace\)/ },
  },
  {
    says: "Up: the new image is made first, and only then the old one is deleted.",
    command: up,
    expects: { writes: ["CreateImage", "DeleteImages"], images: [renamed], state: renamed, isNewImage: true },
  },
  {
    says: "Somebody edits the description in the console: a refresh shows the drift.",
    behindItsBack: (emulator, imageId) => emulator.describeImage(imageId, drifted.imageDescription),
    command: [...refresh, "--diff"],
    expects: { writes: [], images: [drifted], state: drifted, shows: /"second release" => "edited in the console"/ },
  },
  {
    says: "Up: the description is put right.",
    command: up,
    expects: { writes: ["ModifyImagesAttributes"], images: [renamed], state: renamed },
  },
  {
    says: "Somebody renames the image in the console: an up that refreshes first puts the name right, and replaces nothing.",
    behindItsBack: (emulator, imageId) => emulator.renameImage(imageId, "hands-off"),
    command: [...up, "--refresh"],
    expects: { writes: ["ModifyImagesAttributes"], images: [renamed], state: renamed },
  },
  {
    says: "Somebody deletes the image: a refresh finds it gone and drops it from state.",
    behindItsBack: (emulator, imageId) => emulator.removeImage(imageId),
    command: refresh,
    expects: { writes: [], images: [], shows: /drops it from state/ },
  },
  {
    says: "Up: the image is made again.",
    command: up,
    expects: { writes: ["CreateImage"], images: [renamed], state: renamed, isNewImage: true },
  },
  {
    says: "Destroy: the image is deleted.",
    command: ["destroy", "--yes", "--skip-preview"],
    expects: { writes: ["DeleteImages"], images: [] },
  },
];
