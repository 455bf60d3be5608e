import { isDeepStrictEqual, stripVTControlCharacters } from "node:util";
import type { Announcement, ImageFacts } from "./steps";

/** What there is after a step. */
export interface Outcome {
  writes: string[];
  /** Images that the emulator holds. */
  images: (ImageFacts & { imageId: string })[];
  /** The image that the stack's state refers to. */
  state?: ImageFacts & { imageId: string; imageStatus: string };
  /** The image that state referred to before the step. */
  idBefore?: string;
  output: string;
}

/** Says, a line each, what came out otherwise than announced. */
export function differences(announced: Announcement, seen: Outcome): string[] {
  const found: string[] = [];
  const expectSame = (what: string, wanted: unknown, actual: unknown) => {
    if (!isDeepStrictEqual(wanted, actual)) found.push(`${what}: announced ${text(wanted)}, found ${text(actual)}`);
  };
  expectSame("calls that change something", announced.writes, seen.writes);
  expectSame("images that exist", announced.images, seen.images.map(factsOf));
  expectSame("image in state", announced.state, seen.state && factsOf(seen.state));
  if (seen.state) {
    expectSame("status of the image in state", "AVAILABLE", seen.state.imageStatus);
    expectSame("id of the image in state", seen.images[0]?.imageId, seen.state.imageId);
    expectSame(
      "state refers to another image than before",
      !!announced.isNewImage,
      seen.state.imageId !== seen.idBefore,
    );
  }
  if (announced.shows && !announced.shows.test(stripVTControlCharacters(seen.output)))
    found.push(`output: announced ${announced.shows}, found nothing like it`);
  return found;
}

function factsOf({ imageName, imageDescription }: ImageFacts): ImageFacts {
  return { imageName, imageDescription };
}

function text(value: unknown): string {
  return value === undefined ? "none" : JSON.stringify(value);
}
