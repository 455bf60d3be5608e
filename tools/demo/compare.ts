import { isDeepStrictEqual, stripVTControlCharacters } from "node:util";
import type { Expectation, ImageFields } from "./steps";

/** Actual result of a step. */
export interface Outcome {
  /** API calls that change something, in order. */
  writes: string[];
  /** Images in the emulator. */
  images: (ImageFields & { imageId: string })[];
  /** The image in the stack's state. */
  state?: ImageFields & { imageId: string; imageStatus: string };
  /** Id of the image in the state before the step. */
  idBefore?: string;
  output: string;
}

/** Describes each difference between expected and actual result in one line. */
export function differences(expected: Expectation, actual: Outcome): string[] {
  const found: string[] = [];
  const compare = (what: string, wanted: unknown, got: unknown) => {
    if (!isDeepStrictEqual(wanted, got)) found.push(`${what}: expected ${format(wanted)}, got ${format(got)}`);
  };
  compare("API calls that change something", expected.writes, actual.writes);
  compare("images", expected.images, actual.images.map(fieldsOf));
  compare("image in state", expected.state, actual.state && fieldsOf(actual.state));
  if (actual.state) {
    compare("status of the image in state", "AVAILABLE", actual.state.imageStatus);
    compare("id of the image in state", actual.images[0]?.imageId, actual.state.imageId);
    compare("new image in state", !!expected.isNewImage, actual.state.imageId !== actual.idBefore);
  }
  if (expected.output && !expected.output.test(stripVTControlCharacters(actual.output)))
    found.push(`output: expected a match of ${expected.output}, got none`);
  return found;
}

function fieldsOf({ imageName, imageDescription }: ImageFields): ImageFields {
  return { imageName, imageDescription };
}

function format(value: unknown): string {
  return value === undefined ? "none" : JSON.stringify(value);
}
