import * as verbs from "../../../provider/customImage";
import {
  PartialFailure,
  type Context,
  type FoundTakeover,
  type ImageState,
  type Takeovers,
} from "../../../provider/customImage";
import { UserError } from "../../../provider/messages";
import { hasCode, isImageNotFound, ZenlayerError } from "../../../provider/zenlayer/apiError";
import type { ZenlayerApi } from "../../../provider/zenlayer/types";
import type { ImageInfo, ImageList } from "../../../provider/zenlayer/types";
import { Timeout, type ZoneImages } from "../../../provider/zenlayer/zoneImages";
import { isWorkingName } from "../../../provider/customImage/workingName";
import type { Session } from "../../../provider/session";
import type { Planted } from "./liveRandomly";

/** Seeds that show a bug in their first or second life, for those that the usual seed shows late. */
export const SOON: Partial<Record<string, number>> = {
  "a blind resend": 16,
  "a queued create is sent after the cancel": 54,
  "a lost answer taken for a request that was never sent": 16,
  "an unseen image's empty list taken for gone": 33,
  "half a list taken for whole, and no second question": 32,
  "an image adopted by another process deleted": 56,
  "not looked for before a repeat": 8,
  "matched by owner alone": 8,
  "deleted without the attempt": 8,
  "an instance stopped before looking": 16,
};

/** Bugs that lose or duplicate images. Each wraps the real provider, to verify that the random lifecycles find it. */
export const plantedBugs: Record<string, Planted> = {
  "a blind resend": {
    wraps: {
      api: (api) => ({
        ...bound(api),
        createImage: (...call) =>
          api.createImage(...call).catch((error: unknown) => {
            if (error instanceof ZenlayerError && error.outcome === "unknown") return api.createImage(...call);
            throw error;
          }),
      }),
    },
  },

  "a queued create is sent after the cancel": {
    wraps: { api: (api) => ({ ...bound(api), createImage: (request) => api.createImage(request) }) },
  },

  "a lost answer taken for a request that was never sent": {
    wraps: {
      post:
        (send) =>
        (...args) =>
          send(...args).catch((error: unknown) => {
            throw error instanceof ZenlayerError ? new ZenlayerError({ ...error, outcome: "rejected" }) : error;
          }),
    },
  },

  "an unseen image's empty list taken for gone": {
    verbs: {
      ...verbs,
      read: (ctx, id, known) => verbs.read(ctx, id, { ...known, __record: { ...known?.__record, seen: true } }),
    },
  },

  // A wrong list alone would do no harm: a missing image is looked up by id.
  "half a list taken for whole, and no second question": {
    wraps: {
      api: (api) => {
        const latest = new Map<string, ImageList>();
        const describeImages: ZenlayerApi["describeImages"] = async (zoneId, filter, signal) => {
          const listed = filter?.imageIds && latest.get(zoneId);
          if (listed) return listed.filter(({ imageId }) => filter.imageIds?.includes(imageId));
          const images = await api.describeImages(zoneId, filter, signal);
          latest.set(zoneId, images);
          return images;
        };
        return { ...bound(api), describeImages };
      },
      post: (send) => async (action, body, signal) => {
        const answer = await send(action, body, signal);
        return { ...answer, body: action === "DescribeImages" ? countedAgain(answer.body) : answer.body };
      },
    },
  },

  "not-found under another key taken for gone": {
    verbs: {
      ...verbs,
      read: (ctx, id, known) => verbs.read(ctx, id, seenWith(known as ImageState, ctx.session().keyFingerprint)),
      remove: (ctx, state) => verbs.remove(ctx, seenWith(state, ctx.session().keyFingerprint)),
    },
  },

  "the id lost in the wait": {
    verbs: {
      ...verbs,
      create: (ctx, inputs) =>
        verbs.create(ctx, inputs).catch((error: unknown) => {
          throw error instanceof PartialFailure ? new UserError(error.message) : error;
        }),
    },
  },

  "401 taken for gone": {
    verbs: {
      ...verbs,
      read: (ctx, id, known) =>
        verbs.read(ctx, id, known).catch((error: unknown) => {
          if (error instanceof ZenlayerError && error.status === 401) return undefined;
          throw error;
        }),
    },
  },

  "an image adopted by another process deleted": {
    verbs: {
      ...verbs,
      remove: (ctx, state) =>
        verbs.remove(
          // Takeovers of other processes are marked.
          withTakeovers(ctx, (found) => found.filter(({ abandoned }) => abandoned === undefined)),
          state,
        ),
    },
  },

  "a failed adoption disarms the delete": {
    verbs: {
      ...verbs,
      remove: (ctx, state) =>
        verbs.remove(
          withTakeovers(ctx, (found) => found.map((takeover) => ({ ...takeover, status: "held" }))),
          state,
        ),
    },
  },

  "a delete that does not wait": {
    verbs: {
      ...verbs,
      remove: async (ctx, state) => {
        try {
          await ctx.session().api.deleteImage(state);
        } catch (error) {
          if (!hasCode(error, "INVALID_IMAGE_STATUS") && !isImageNotFound(error)) throw error;
        }
      },
    },
  },

  "an image of a killed run not looked for": {
    verbs: { ...verbs, create: (ctx, inputs) => verbs.create(withImages(ctx, withoutUnfinished), inputs) },
  },

  // The IMAGING instance would reveal it, too.
  "not looked for before a repeat": {
    verbs: {
      ...verbs,
      create: (ctx, inputs) => {
        let isSent = false;
        const withoutTraces = (ctx: Context): Context =>
          withImages(ctx, (images) => (isSent ? withoutUnfinished(images) : images));
        const { api } = ctx.session();
        const describeInstances: ZenlayerApi["describeInstances"] = async (...call) => {
          const found = await api.describeInstances(...call);
          const isHidden = (status: string) => isSent && status === "IMAGING";
          return found.map((each) => (isHidden(each.instanceStatus) ? { ...each, instanceStatus: "STOPPED" } : each));
        };
        const createImage: ZenlayerApi["createImage"] = (...call) => {
          isSent = true;
          return api.createImage(...call);
        };
        return verbs.create(
          withoutTraces(withSession(ctx, { api: { ...bound(api), createImage, describeInstances } })),
          inputs,
        );
      },
    },
  },

  "matched by owner alone": {
    verbs: {
      ...verbs,
      check: async (...call) => {
        const { inputs, failures } = await verbs.check(...call);
        const { __owner } = inputs;
        return { inputs: { ...inputs, ...(__owner && { __owner: `${__owner.slice(0, 8)}what` }) }, failures };
      },
    },
  },

  "taken over from a live run": {
    verbs: {
      ...verbs,
      create: (ctx, inputs) => {
        const { images } = ctx.session();
        // A wait for an image reports lost contact; the check whether its run is alive does not.
        const watchImage: ZoneImages["watchImage"] = (zoneId, watch) =>
          "lost" in watch ? images.watchImage(zoneId, watch) : Promise.resolve(Timeout);
        return verbs.create(withSession(ctx, { images: { ...bound(images), watchImage } as ZoneImages }), inputs);
      },
    },
  },

  "renamed too early": {
    verbs: {
      ...verbs,
      create: (ctx, inputs) => {
        const { api } = ctx.session();
        const createImage: ZenlayerApi["createImage"] = async (...call) => {
          const created = await api.createImage(...call);
          await api.modifyImage(created.imageId, { imageName: inputs.imageName });
          return created;
        };
        return verbs.create(withSession(ctx, { api: { ...bound(api), createImage } }), inputs);
      },
    },
  },

  "deleted without the attempt": {
    verbs: {
      ...verbs,
      remove: (ctx, { __record: { workingName: _, ...record } = {}, ...state }) =>
        verbs.remove(ctx, { ...state, __record: record }),
    },
  },

  "an instance stopped before looking": {
    verbs: {
      ...verbs,
      create: (ctx, inputs) => {
        let isFirst = true;
        const list = async (images: readonly ImageInfo[]) => {
          if (!isFirst) return images;
          isFirst = false;
          // If the instance does not run, nothing is stopped, and nothing is wrong.
          const [instance] = await ctx.session().api.describeInstances([inputs.instanceId!]);
          return instance?.instanceStatus === "RUNNING" ? withoutUnfinished(images) : images;
        };
        return verbs.create(withImages(ctx, list), inputs);
      },
    },
  },

  "a working name in outputs": {
    verbs: {
      ...verbs,
      create: (ctx, inputs) =>
        verbs.create(ctx, inputs).catch((error: unknown) => {
          if (!(error instanceof PartialFailure)) throw error;
          const { id, properties, reasons } = error;
          const imageName = properties.__record?.workingName ?? properties.imageName;
          throw new PartialFailure(id, { ...properties, imageName }, reasons);
        }),
    },
  },
};

/** A context with another session. */
function withSession(ctx: Context, change: Partial<Session>): Context {
  const session = { ...ctx.session(), ...change };
  return { ...ctx, session: () => session };
}

/** A context in which lists show other images than those that exist. */
function withImages(
  ctx: Context,
  change: (images: readonly ImageInfo[]) => readonly ImageInfo[] | Promise<readonly ImageInfo[]>,
): Context {
  const { images } = ctx.session();
  const list: ZoneImages["list"] = async (...call) => change(await images.list(...call));
  return withSession(ctx, { images: { ...bound(images), list } as ZoneImages });
}

const withoutUnfinished = (images: readonly ImageInfo[]): ImageInfo[] =>
  images.filter(({ imageName }) => !isWorkingName(imageName));

/** A context in which a delete finds other takeovers than those that exist. */
function withTakeovers(ctx: Context, change: (found: FoundTakeover[]) => FoundTakeover[]): Context {
  const { takeovers } = ctx.process;
  const changed: Pick<Takeovers, "of"> = { of: (imageId) => change(takeovers.of(imageId)) };
  return { ...ctx, process: Object.create(ctx.process, { takeovers: { value: changed } }) as Context["process"] };
}

const seenWith = (state: ImageState, keyFingerprint: string): ImageState => ({
  ...state,
  __record: { ...state.__record, keyFingerprint },
});

/** A response whose count is that of its entries. */
function countedAgain(text: string): string {
  try {
    const answer = JSON.parse(text) as { response?: { dataSet?: unknown[]; totalCount?: number } };
    if (answer.response?.dataSet) answer.response.totalCount = answer.response.dataSet.length;
    return JSON.stringify(answer);
  } catch {
    return text;
  }
}

/** The methods of a class as those of an object, so that one can be put in place of another. */
export function bound<T extends object>(api: T): T {
  return new Proxy({} as T, {
    ownKeys: () => Object.getOwnPropertyNames(Object.getPrototypeOf(api)),
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    get:
      (_, name) =>
      (...args: unknown[]) =>
        (api[name as keyof T] as (...args: unknown[]) => unknown)(...args),
  });
}
