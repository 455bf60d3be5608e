import { isImageNotFound, ZenlayerError } from "./apiError";
import { RequestCoalescer, copyError } from "./requestCoalescer";
import type { ImageInfo, ImageList, ZenlayerApi } from "./types";
import { unreadableIn } from "./unreadable";

/** The most image ids of one call. The service documents no limit for images; for other lists it is this. */
const MAX_IDS_PER_CALL = 100;

type Answers = Map<string, ImageInfo | ZenlayerError>;

/** Looks up images of one zone by id: simultaneous callers share a call. */
export class ZoneResolver {
  readonly #calls: RequestCoalescer<string, Answers>;
  readonly #describe: (imageIds: string[], signal: AbortSignal) => Promise<ImageList>;

  constructor(api: Pick<ZenlayerApi, "describeImages">, zoneId: string) {
    this.#describe = (imageIds, signal) => api.describeImages(zoneId, { imageIds }, signal);
    this.#calls = new RequestCoalescer((ids, signal) => this.#inParts([...new Set(ids)], signal));
  }

  /**
   * The image as it is after this call.
   * @returns undefined if the service does not know it
   * @throws ZenlayerError when the request fails, or the image cannot be read
   */
  async find(imageId: string, signal?: AbortSignal): Promise<ImageInfo | undefined> {
    const answer = (await this.#calls.load(imageId, signal)).get(imageId);
    if (answer instanceof ZenlayerError) throw copyError(answer);
    return answer;
  }

  async #inParts(ids: string[], signal: AbortSignal): Promise<Answers> {
    const parts: string[][] = [];
    for (let i = 0; i < ids.length; i += MAX_IDS_PER_CALL) parts.push(ids.slice(i, i + MAX_IDS_PER_CALL));
    return this.#each(parts, signal);
  }

  async #each(parts: string[][], signal: AbortSignal): Promise<Answers> {
    const answers = await Promise.all(parts.map((part) => this.#lookUp(part, signal)));
    return new Map(answers.flatMap((part) => [...part]));
  }

  /**
   * For an unknown id the service may omit it or return an error (not documented), which says nothing about the other
   * ids. Neither does an entry without a readable id. So the two halves are then looked up separately.
   */
  async #lookUp(ids: string[], signal: AbortSignal): Promise<Answers> {
    let images: ImageList;
    try {
      images = await this.#describe(ids, signal);
    } catch (error) {
      if (!isImageNotFound(error)) throw error;
      return ids.length === 1 ? new Map() : this.#each(halves(ids), signal);
    }
    const answers: Answers = new Map();
    for (const { imageId, error } of unreadableIn(images)) if (imageId !== undefined) answers.set(imageId, error);
    for (const image of images) answers.set(image.imageId, image);
    const nameless = unreadableIn(images).find(({ imageId }) => imageId === undefined);
    const missing = ids.filter((id) => !answers.has(id));
    const [only] = missing;
    if (nameless === undefined || only === undefined) return answers;
    // The entry may be about any image that is missing.
    const others = missing.length === 1 ? [[only, nameless.error] as const] : await this.#each(halves(missing), signal);
    return new Map([...answers, ...others]);
  }
}

function halves(ids: string[]): string[][] {
  const middle = Math.ceil(ids.length / 2);
  return [ids.slice(0, middle), ids.slice(middle)];
}
