import * as messages from "../messages";
import { DeadlineExceeded, isTurnedDown, ZenlayerError } from "../zenlayer/apiError";
import type { ErrorCode } from "../zenlayer/errorCodes";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import { shows, unreadableIn } from "../zenlayer/unreadable";
import type { Context } from "./context";
import { untilDeadline } from "./deadline";
import { warnOfUnreadable } from "./unreadable";
import { describeRejection, describeError } from "./describeError";

/** The image that is wanted, and the machine to make it of. */
export interface ImageRequest {
  zoneId: string;
  instanceId: string;
  imageName: string;
  imageDescription?: string;
}

export interface CreatedImage {
  imageId: string;
  /** When the call that created it came to its end, by the service's clock, in milliseconds since 1970. */
  askedAt: number;
  /** Absent where the answer was lost and the image was found by looking. */
  requestId?: string;
}

/** So many ambiguous CreateImage calls say that the service, or the way to it, is broken: each more could create an image. */
const MOST_AMBIGUOUS = 3;
/** The instance's disk is being imaged (documented). Passes with time. */
const DISK_BUSY: ErrorCode = "UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE";
const LOOK_EVERY_MS = 1_000;
/** Age of a list that still tells what was there before a call. */
const SHARED_FOR_MS = 5_000;

/**
 * Asks for one image and answers its id. CreateImage has no token that would make it safe to repeat, so a call whose
 * outcome is unknown is settled by looking, and repeated only if nothing came of it.
 * @throws UserError when the service refuses, time is up, the user cancels, or what became of a call cannot be told
 */
export function createImageOnce(
  ctx: Context,
  session: Session,
  wanted: ImageRequest,
  deadline: number,
): Promise<CreatedImage> {
  const ask = () => new Asking(ctx, session, wanted, deadline).ask();
  return ctx.process.names.runExclusive(`${wanted.zoneId}/${wanted.imageName}`, ask, ctx.signal);
}

class Asking {
  /** Images of the zone before the first call: none of them can be ours. */
  private before: readonly ImageInfo[] = [];
  /** An earlier call may have been carried out. */
  private doubt: ZenlayerError | undefined;
  private ambiguousCalls = 0;
  /** When the call in question came to its end: before that it may have waited in the queue for minutes. */
  private askedAt = 0;

  constructor(
    private readonly ctx: Context,
    private readonly session: Session,
    private readonly wanted: ImageRequest,
    private readonly deadline: number,
  ) {}

  async ask(): Promise<CreatedImage> {
    this.before = await this.listBefore();
    warnOfUnreadable(this.ctx, this.session, this.wanted.zoneId);
    this.warnOfNamesakes(this.before);
    for (;;) {
      this.ctx.signal.throwIfAborted();
      const made = await this.askOnce();
      if (made) {
        this.ctx.process.made.add(made.imageId);
        return made;
      }
      if (this.doubt && this.ambiguousCalls >= MOST_AMBIGUOUS)
        throw messages.createKeepsFailing(this.wanted, this.doubt, this.ambiguousCalls);
      if (this.ctx.clock.now() >= this.deadline) throw messages.noTimeToAsk(this.wanted.instanceId, this.doubt);
    }
  }

  /**
   * A list that all who begin within seconds share: a fresh one for each would make calls grow with the fleet. What
   * other processes make in those seconds is told from ours as what they make at the same moment. What this process
   * makes is known, unless an answer was lost, and after that it looks for `settleMs`, so no list may be older.
   */
  private listBefore(): Promise<readonly ImageInfo[]> {
    const { images, settings } = this.session;
    const maxAgeMs = Math.min(SHARED_FOR_MS, settings.settleMs);
    const late = () => messages.noTimeToAsk(this.wanted.instanceId, undefined);
    return untilDeadline(this.ctx, this.deadline, late, (signal) =>
      images.list(this.wanted.zoneId, { maxAgeMs, evenBeforeWrites: true, signal }),
    );
  }

  /** One CreateImage call, settled. Nothing if it may be sent again. */
  private async askOnce(): Promise<CreatedImage | undefined> {
    const { instanceId, imageName, imageDescription } = this.wanted;
    try {
      const request = { instanceId, imageName, imageDescription };
      const { signal } = this.ctx;
      const { imageId, requestId } = await this.session.api
        .createImage(request, signal, this.deadline)
        .finally(() => (this.askedAt = this.session.serviceTime.now()));
      return { imageId, requestId, askedAt: this.askedAt };
    } catch (error) {
      if (error instanceof DeadlineExceeded) throw messages.noTimeToAsk(instanceId, error.last ?? this.doubt);
      if (!(error instanceof ZenlayerError)) throw error;
      if (error.code === DISK_BUSY) return await this.afterBusy(error);
      if (error.outcome === "rejected")
        throw await describeRejection(error, this.session, this.wanted, this.ctx.signal);
      this.doubt = error;
      this.ambiguousCalls++;
      this.ctx.report.progress(messages.settling(error, this.session.settings.settleMs));
      const made = await this.settle(error, false);
      // Whoever turned it down, a proxy or a gateway, would do so again.
      if (!made && isTurnedDown(error))
        throw await describeRejection(error, this.session, this.wanted, this.ctx.signal);
      return made;
    } finally {
      this.session.images.noteWrite(this.wanted.zoneId);
    }
  }

  /** The machine's disk is being imaged: by our own doubtful call if there was one, else by somebody else. */
  private async afterBusy(error: ZenlayerError): Promise<CreatedImage | undefined> {
    if (this.doubt) return this.settle(this.doubt, true);
    this.ctx.report.progress(messages.diskBusy(this.wanted.instanceId));
    for (;;) {
      const left = this.deadline - this.ctx.clock.now();
      if (left <= 0) throw await describeRejection(error, this.session, this.wanted, this.ctx.signal);
      await this.ctx.clock.sleep(
        Math.min(this.session.settings.pollIntervalMs ?? LOOK_EVERY_MS, left),
        this.ctx.signal,
      );
      if (!(await this.isImaging(this.ctx.signal))) return undefined;
    }
  }

  /**
   * Looks what became of a call of unknown outcome: ours is one new image of our name and description while our
   * machine is being imaged; no new image and a machine that was never seen imaging means that nothing happened.
   * An image that is usable while the machine is still being imaged is an earlier one that is listed only now. (Our
   * guess: the machine is IMAGING as long as its image is CREATING.)
   * Goes on after a cancel, since an image whose id is lost is lost for good.
   * @param imaging the machine is known to be imaged since the call
   */
  private async settle(doubt: ZenlayerError, imaging: boolean): Promise<CreatedImage | undefined> {
    const { clock } = this.ctx;
    const until = clock.now() + this.session.settings.settleMs;
    const earlier = new Set<string>();
    let found: readonly ImageInfo[] = [];
    let sawNone = true;
    let blind: string | undefined;
    for (;;) {
      try {
        imaging ||= await this.isImaging();
        found = await this.newNamesakes();
        sawNone &&= found.length === 0;
        blind = undefined;
        const [only] = found;
        if (only && found.length === 1 && imaging && this.isDescribedAsOurs(only) && !earlier.has(only.imageId)) {
          const isEarlier = only.imageStatus === "AVAILABLE" && (await this.isImaging());
          if (!isEarlier) return { imageId: only.imageId, askedAt: this.askedAt };
          earlier.add(only.imageId);
        }
      } catch (error) {
        blind = describeError(error, this.session); // the network may come back within the time
      }
      const left = until - clock.now();
      if (left <= 0) break;
      await clock.sleep(Math.min(LOOK_EVERY_MS, left));
    }
    if (blind === undefined && sawNone && !imaging) return undefined;
    throw messages.cannotTell(this.wanted, doubt, found, imaging, blind);
  }

  private async newNamesakes(): Promise<readonly ImageInfo[]> {
    const images = await this.session.images.list(this.wanted.zoneId, { maxAgeMs: 0 });
    const isKnown = (imageId: string) => shows(this.before, imageId) || this.ctx.process.made.has(imageId);
    // An image that cannot be read may be ours, and one that could not be read before the call may be on this list.
    const unclear = [
      ...unreadableIn(this.before).filter(({ imageId }) => imageId === undefined),
      ...unreadableIn(images).filter(({ imageId }) => imageId === undefined || !isKnown(imageId)),
    ];
    if (unclear[0]) throw unclear[0].error;
    return images.filter(({ imageId, imageName }) => imageName === this.wanted.imageName && !isKnown(imageId));
  }

  private isDescribedAsOurs(image: ImageInfo): boolean {
    return (image.imageDescription ?? "") === (this.wanted.imageDescription ?? "");
  }

  private async isImaging(signal?: AbortSignal): Promise<boolean> {
    const [instance] = await this.session.api.describeInstances([this.wanted.instanceId], signal);
    return instance?.instanceStatus === "IMAGING";
  }

  /** An image whose id an interrupted run could not save has our name: never pass it by in silence. */
  private warnOfNamesakes(images: readonly ImageInfo[]): void {
    const { made, replaced } = this.ctx.process;
    const namesakes = images.filter(
      ({ imageId, imageName }) => imageName === this.wanted.imageName && !made.has(imageId) && !replaced.has(imageId),
    );
    if (namesakes.length > 0)
      this.ctx.report.warn(messages.namesakes(this.wanted.imageName, this.wanted.zoneId, namesakes));
  }
}
