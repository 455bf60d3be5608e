import * as messages from "../messages";
import type { Session } from "../session";
import type { ImageInfo, ImageLabels, InstanceInfo } from "../zenlayer/types";
import { adopt } from "./adopt";
import { CreateImageCalls, type CreatedImage } from "./createImageCalls";
import type { Context } from "./context";
import { earlierImages, unreadableImageOf } from "./earlierRuns";
import type { InstanceLease } from "./instanceLease";
import { isImaging, isInBetween, isRunning } from "./powerStates";
import { compact, echoInputs, isBorrowed, type CheckedInputs, type ImageState } from "./state";
import { continueImage, deleteFailed } from "./continueImage";
import { timeoutMs } from "./timeouts";
import { reportUnreadable } from "./reportUnreadable";
import { TakenOverByOther, waitAndRestartInstance, type Complete } from "./waitAndRestartInstance";
import { formatWorkingName, newAttempt, parseOwner, parseWorkingName, stopsInstance, type Owner } from "./workingName";

export interface Created {
  id: string;
  outs: ImageState;
}

/** What a product adds to the creation of an image. */
export interface CreateOptions {
  /** What has to be done to a usable image before it gets its real name. */
  complete?: Complete;
  /** Sent along with CreateImage; an image of an earlier run may lack them. */
  labels?: ImageLabels;
  /**
   * Called with each list that is read before CreateImage is sent, within `settleSeconds`. Throws to prevent the call.
   */
  checkImages?: (images: readonly ImageInfo[]) => void;
  /** Called with an image that is to be adopted. Throws to prevent that. */
  checkAdopted?: (image: ImageInfo) => void;
}

/** Maximum age of the list that is used before the first call, so that creates that begin within seconds share it. */
const SHARED_FOR_MS = 5_000;

/**
 * Creates the image, continues with one that an earlier run of this resource has not finished, or adopts an existing
 * one if `adoptImageId` is set; and waits until it is usable.
 * @throws UserError before there is an image: nothing was created
 * @throws PartialFailure once there is one: the engine keeps its id, and the next `up` continues with it
 */
export async function create(ctx: Context, inputs: CheckedInputs, options: CreateOptions = {}): Promise<Created> {
  const session = ctx.session();
  if (isBorrowed(inputs)) return adopt(ctx, session, inputs, options.checkAdopted);
  const deadline = ctx.clock.now() + timeoutMs("create", inputs.__timeouts);
  if (!isComplete(inputs)) throw messages.uncheckedInputs();
  return ctx.process.instances.hold(ctx, session, { instanceId: inputs.instanceId }, async (lease) => {
    const state = await new Creation(
      ctx,
      session,
      lease,
      { ...inputs, labels: options.labels, checkImages: options.checkImages },
      deadline,
    ).run();
    ctx.process.created.add(state.imageId);
    if (state.__record?.stoppedInstance !== undefined) lease.inheritStop();
    const now = ctx.clock.now();
    // Without the id of the request, it is not known when the service began.
    const createdAt = state.createRequestId === undefined ? undefined : now;
    try {
      const outs = await waitAndRestartInstance(ctx, session, lease, state, deadline - now, { createdAt, ...options });
      return { id: outs.imageId, outs };
    } catch (error) {
      // The image is in another run's state by now, and must not be in this one's, too.
      throw error instanceof TakenOverByOther ? new messages.UserError(...error.reasons) : error;
    }
  });
}

type CompleteInputs = CheckedInputs & { instanceId: string; imageName: string; __owner: string };
type Wanted = CompleteInputs & Pick<CreateOptions, "labels" | "checkImages">;

/** As check leaves the inputs of an image that is to be created. */
const isComplete = (inputs: CheckedInputs): inputs is CompleteInputs =>
  inputs.instanceId !== undefined && inputs.imageName !== undefined && inputs.__owner !== undefined;

/** Everything until the image has an id. If no image is created, the instance is left as it was. */
class Creation {
  readonly #ctx: Context;
  readonly #session: Session;
  readonly #lease: InstanceLease;
  readonly #inputs: Wanted;
  readonly #deadline: number;
  readonly #owner: Owner;
  readonly #attempt: string;
  readonly #calls: CreateImageCalls;
  #hasPermit = false;
  /** A list of a moment ago is still good enough. */
  #mayShareList = true;
  /** Images of the same name that were reported. */
  readonly #namesakes = new Set<string>();

  constructor(ctx: Context, session: Session, lease: InstanceLease, inputs: Wanted, deadline: number) {
    this.#ctx = ctx;
    this.#session = session;
    this.#lease = lease;
    this.#inputs = inputs;
    this.#deadline = deadline;
    this.#owner = parseOwner(inputs.__owner);
    this.#attempt = newAttempt(ctx.random, this.#owner);
    this.#calls = new CreateImageCalls(ctx, session, this.#owner, deadline);
  }

  /** Looks for an image of ours before the instance is stopped, and before every CreateImage call. */
  async run(): Promise<ImageState> {
    try {
      return await this.#untilCreated();
    } finally {
      this.#releasePermit();
    }
  }

  async #untilCreated(): Promise<ImageState> {
    for (let isFirst = true; ; isFirst = false) {
      if (!isFirst) this.#calls.checkTime(this.#lease.instanceId);
      const instance = await this.#lease.describe(this.#deadline);
      if (instance === undefined) throw messages.noSuchInstance(this.#lease.instanceId, this.#session.scope);
      const ours = (await this.#findOurs(instance.zoneId, isFirst)) ?? (await this.#createOrPrepare(instance));
      if (ours) return ours;
    }
  }

  /** One step towards the image. @returns its state once it exists */
  async #createOrPrepare(instance: InstanceInfo): Promise<ImageState | undefined> {
    const { instanceId, zoneId } = instance;
    const { stopInstance, forceShutdown, imageName, imageDescription, labels } = this.#inputs;
    if (isImaging(instance)) {
      this.#releasePermit();
      this.#ctx.report.progress(messages.creationWaits(instanceId));
      await this.#calls.waitWhileImaging({ zoneId, instanceId });
    } else if (isInBetween(instance)) {
      this.#releasePermit();
      await this.#lease.waitUntilStable(this.#deadline);
    } else if (stopInstance === true && isRunning(instance)) {
      // If a running instance must not be stopped, the call is sent and the service rejects it: the status may be
      // outdated.
      this.#releasePermit();
      await this.#lease.stop(instance, this.#deadline, { mayForce: forceShutdown === true });
    } else if (await this.#acquirePermit()) {
      const workingName = formatWorkingName({
        ...this.#owner,
        prefix: imageName,
        hasStopped: this.#lease.stoppedByUs,
        attempt: this.#attempt,
      });
      const created = await this.#calls.send({ zoneId, instanceId, imageName, imageDescription, labels, workingName });
      return created && newState(this.#session, this.#inputs, zoneId, created);
    }
    return undefined;
  }

  /** Waits until CreateImage may be called. After a wait, the zone and the instance are read again before the call. */
  async #acquirePermit(): Promise<boolean> {
    if (this.#hasPermit) return true;
    const { createImageSemaphore } = this.#ctx.process;
    const isAtOnce = await this.#lease.untilDeadline(this.#deadline, (signal) => createImageSemaphore.acquire(signal));
    this.#hasPermit = true;
    this.#mayShareList = true;
    return isAtOnce;
  }

  #releasePermit(): void {
    if (this.#hasPermit) this.#ctx.process.createImageSemaphore.release();
    this.#hasPermit = false;
  }

  /** An unfinished image of this resource, once this run has taken it over. */
  async #findOurs(zoneId: string, isFirst: boolean): Promise<ImageState | undefined> {
    const images = await this.#list(zoneId);
    this.#inputs.checkImages?.(images);
    this.#calls.noteBefore(images);
    const { created, replaced } = this.#ctx.process;
    // A shared list may be from before this process's own rename.
    const isKnown = (imageId: string) => created.has(imageId) || replaced.has(imageId);
    const { usable, failed, others } = earlierImages(images, this.#owner, isKnown);
    this.#warnOfNamesakes(images, zoneId);
    if (isFirst) {
      reportUnreadable(this.#ctx, this.#session, zoneId);
      if (others.length > 0) this.#ctx.report.warn(messages.otherUnfinished(others));
    }
    const unreadable = unreadableImageOf(images, this.#owner);
    if (unreadable) throw unreadable.error;
    if (usable.length > 1) throw messages.severalUnfinished(usable);
    // Its name is the only record that its run has stopped the instance.
    if (failed.some(stopsInstance)) this.#lease.inheritStop();
    for (const image of failed) await deleteFailed(this.#ctx, this.#session, image, zoneId);
    const [image] = usable;
    return image && this.#goOnWith(image, zoneId);
  }

  #goOnWith(image: ImageInfo, zoneId: string): Promise<ImageState | undefined> | ImageState {
    if (parseWorkingName(image.imageName)?.attempt === this.#attempt) {
      const requestedAt = this.#session.serviceTime.now();
      const created = { imageId: image.imageId, workingName: image.imageName, requestedAt };
      return newState(this.#session, this.#inputs, zoneId, created);
    }
    return continueImage(this.#ctx, this.#session, {
      image,
      zoneId,
      instanceId: this.#lease.instanceId,
      inputs: this.#inputs,
      attempt: newAttempt(this.#ctx.random, this.#owner),
      hasStopped: this.#lease.stoppedByUs,
      deadline: this.#deadline,
    });
  }

  #list(zoneId: string): Promise<readonly ImageInfo[]> {
    const { images, settings } = this.#session;
    const mayShare = this.#mayShareList;
    this.#mayShareList = false;
    const maxAgeMs = mayShare ? Math.min(SHARED_FOR_MS, settings.settleMs) : 0;
    return this.#lease.untilDeadline(this.#deadline, (signal) =>
      images.list(zoneId, { maxAgeMs, evenBeforeWrites: mayShare, signal }),
    );
  }

  /**
   * Reports finished images of the same name: a run that was killed before its state was saved, or one that ended while
   * this one waited, may have created them for this resource.
   */
  #warnOfNamesakes(images: readonly ImageInfo[], zoneId: string): void {
    const { created, replaced } = this.#ctx.process;
    const { imageName } = this.#inputs;
    const isStranger = (image: ImageInfo) =>
      image.imageName === imageName && !created.has(image.imageId) && !replaced.has(image.imageId);
    const namesakes = images.filter((image) => isStranger(image) && !this.#namesakes.has(image.imageId));
    for (const { imageId } of namesakes) this.#namesakes.add(imageId);
    if (namesakes.length > 0)
      this.#ctx.report.warn(messages.namesakes(imageName, messages.placeOf(this.#session.scope, zoneId), namesakes));
  }
}

/** Outputs of an image that was requested just now, and that no list has shown yet. */
function newState(session: Session, inputs: CompleteInputs, zoneId: string, created: CreatedImage): ImageState {
  const known: ImageState = {
    imageName: inputs.imageName,
    imageDescription: inputs.imageDescription,
    imageId: created.imageId,
    zoneId,
    imageStatus: "CREATING",
    imageType: "CUSTOM_IMAGE",
    createRequestId: created.requestId,
    createdAt: new Date(created.requestedAt).toISOString(),
    endpoint: session.settings.endpoint,
    __record: { keyFingerprint: session.keyFingerprint, workingName: created.workingName },
  };
  return compact(known, echoInputs(inputs));
}
