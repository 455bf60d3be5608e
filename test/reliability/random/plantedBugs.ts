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
import type { ImageList } from "../../../provider/zenlayer/types";
import type { Planted } from "./liveRandomly";

/** What providers do that lose or double images: each put around the real one, to see that the random lives find it. */
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

  // The list alone would do no harm: what it does not show is looked up by id.
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
          // What other processes have recorded comes with a mark.
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
};

/** A context in which a delete finds other takeovers than there are. */
function withTakeovers(ctx: Context, change: (found: FoundTakeover[]) => FoundTakeover[]): Context {
  const { takeovers } = ctx.process;
  const changed: Pick<Takeovers, "of"> = { of: (imageId) => change(takeovers.of(imageId)) };
  return { ...ctx, process: Object.create(ctx.process, { takeovers: { value: changed } }) as Context["process"] };
}

const seenWith = (state: ImageState, keyFingerprint: string): ImageState => ({
  ...state,
  __record: { ...state.__record, keyFingerprint },
});

/** An answer whose count is that of the entries that came. */
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
