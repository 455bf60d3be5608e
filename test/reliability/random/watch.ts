import type { EmulatedImage, Emulator } from "../../../emulator";
import { isWorkingName, parseWorkingName } from "../../../provider/customImage/workingName";
import type { Post } from "./trouble";

/** The resource and the run in a working name. */
export function ownerOf(workingName: string): { owner: string; what?: string; attempt?: string } {
  const { stack, resource, what, attempt } = parseWorkingName(workingName) ?? {};
  return { owner: [stack, resource, what].join(" "), what, attempt };
}

/** An image that a run has created, as it was when it was requested. */
export interface CreatedImage {
  imageId: string;
  owner: string;
  /** The run's latest list of images at that time. */
  listed: ReadonlySet<string>;
}

/**
 * Watches what the provider processes of one run send: records calls that are never allowed, and
 * which images the run creates.
 */
export class RunWatch {
  readonly created: CreatedImage[] = [];
  readonly mustNotBeSent: string[] = [];
  readonly #emulator: Emulator;
  readonly #now: () => number;
  readonly #slackMs: () => number;
  readonly #isCanceled: () => boolean;
  readonly #whatOf: (instanceId: string) => string | undefined;

  /**
   * @param slackMs how long a call may wait for the rate limit after the list that it is based on: what another run creates
   * meanwhile does not count
   * @param whatOf hash of what the program declares now for an instance: that and the name of its image
   */
  constructor(
    emulator: Emulator,
    now: () => number,
    slackMs: () => number,
    isCanceled: () => boolean,
    whatOf: (instanceId: string) => string | undefined,
  ) {
    this.#emulator = emulator;
    this.#now = now;
    this.#slackMs = slackMs;
    this.#isCanceled = isCanceled;
    this.#whatOf = whatOf;
  }

  /** Sends as `send` does. For one process: lists of other processes do not count. */
  post(send: Post): Post {
    let listed: ReadonlySet<string> = new Set();
    return async (action, body, signal) => {
      const request = JSON.parse(body) as { imageIds?: string[]; instanceIds?: string[]; imageName?: string };
      // After a cancel, an instance that this run has stopped is started all the same.
      const isAllowed = action.startsWith("Describe") || action === "StartInstances";
      if (!isAllowed && this.#isCanceled()) this.mustNotBeSent.push(`${action} after the cancel`);
      if (action === "DescribeImages" && !request.imageIds) listed = this.#visible();
      if (action === "CreateImage") this.#checkCreate(request.imageName!, listed);
      if (action === "StopInstances") for (const each of request.instanceIds!) this.#checkStop(each, listed);
      if (action === "ModifyImagesAttributes") this.#checkRename(request.imageIds![0]!, request.imageName);
      try {
        return await send(action, body, signal);
      } finally {
        if (action === "CreateImage") this.#noteCreated(request.imageName!, listed);
      }
    };
  }

  #visible(): ReadonlySet<string> {
    const now = this.#now();
    return new Set(this.#emulator.images().flatMap((image) => (image.visibleAt <= now ? [image.imageId] : [])));
  }

  /** Images that are not finished, may become usable and were listed. */
  #unfinished(listed: ReadonlySet<string>): EmulatedImage[] {
    const until = this.#now() - this.#slackMs();
    return this.#emulator
      .images()
      .filter(
        ({ imageId, imageName, imageStatus, visibleAt }) =>
          listed.has(imageId) && visibleAt <= until && isWorkingName(imageName) && imageStatus !== "UNAVAILABLE",
      );
  }

  /** Never a second image while an unfinished one of the same resource and version of the program is listed. */
  #checkCreate(workingName: string, listed: ReadonlySet<string>): void {
    const { owner, attempt } = ownerOf(workingName);
    for (const { imageId, imageName } of this.#unfinished(listed))
      if (ownerOf(imageName).owner === owner)
        this.mustNotBeSent.push(`CreateImage of attempt ${attempt} though ${imageId} is listed`);
  }

  /** An instance is not stopped for an image that exists. */
  #checkStop(instanceId: string, listed: ReadonlySet<string>): void {
    for (const image of this.#unfinished(listed))
      if (image.instanceId === instanceId && ownerOf(image.imageName).what === this.#whatOf(instanceId))
        this.mustNotBeSent.push(`StopInstances of ${instanceId} though ${image.imageId} is listed`);
  }

  /** An image under its real name is finished. */
  #checkRename(imageId: string, imageName: string | undefined): void {
    const image = this.#emulator.images().find((each) => each.imageId === imageId);
    const isFinished = imageName !== undefined && !isWorkingName(imageName);
    if (isFinished && image && isWorkingName(image.imageName) && image.imageStatus !== "AVAILABLE")
      this.mustNotBeSent.push(`the rename of ${imageId} to ${imageName} while it is ${image.imageStatus}`);
  }

  #noteCreated(workingName: string, listed: ReadonlySet<string>): void {
    const image = this.#emulator.history().findLast(({ imageName }) => imageName === workingName);
    const isKnown = this.created.some(({ imageId }) => imageId === image?.imageId);
    if (image && !isKnown) this.created.push({ imageId: image.imageId, owner: ownerOf(workingName).owner, listed });
  }
}
