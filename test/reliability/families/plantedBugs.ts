import * as verbs from "../../../provider/imageFamily";
import type { FamilyInputs, FamilyState, Version } from "../../../provider/imageFamily";
import { isPlan, plan } from "../../../provider/imageFamily/plan";
import { inSequence, isUsable } from "../../../provider/imageFamily/versions";
import { isWorkingName } from "../../../provider/customImage/workingName";
import type { Context } from "../../../provider/customImage";
import { UserError } from "../../../provider/messages";
import type { ZenlayerApi } from "../../../provider/zenlayer/types";
import { bound } from "../random/plantedBugs";
import type { Planted } from "./liveRandomly";

type Update = typeof verbs.update;

/** Seeds that show a bug in their first or second life, for those that the usual seed shows late. */
export const SOON: Partial<Record<string, number>> = {
  "instances: what cannot be read counts as unused": 104,
  "a failed image counts as a version": 228,
  "a rollback writes": 7,
  "the declared version is pruned while another is pinned": 3,
  "a pruned label is built again": 199,
  "a finished image that state does not know is created again": 67,
  "destroy forgets a version that it could not delete": 79,
};

/** Bugs of a provider of families. Each wraps the real one, to verify that the random lifecycles find it. */
export const plantedBugs: Record<string, () => Planted> = {
  "the oldest is pruned before the new one is usable": () =>
    updating(async (ctx, olds, news) => {
      const [oldest] = inSequence(olds.__versions).filter(isUsable);
      const todo = plan(olds, news);
      const isLast = oldest?.version === olds.currentVersion;
      if (!oldest || isLast || !isPlan(todo) || !todo.create) return verbs.update(ctx, olds, news);
      await ctx.session().api.deleteImage(oldest.image);
      return verbs.update(ctx, olds, news);
    }),

  "instances: the first page only": () => listing(async (list) => (await list).slice(0, 2)),

  "instances: what cannot be read counts as unused": () => listing((list) => list.catch(() => [])),

  "a failed image counts as a version": () => ({
    wraps: {
      api: (api) => ({
        ...bound(api),
        describeImages: async (...call) => {
          const images = await api.describeImages(...call);
          const isFinished = ({ imageName }: { imageName: string }) => !isWorkingName(imageName);
          return images.map((image) => (isFinished(image) ? { ...image, imageStatus: "AVAILABLE" } : image));
        },
      }),
    },
  }),

  "the oldest is found by name": () =>
    seeing((versions) =>
      [...versions]
        .sort((a, b) => (a.version < b.version ? 1 : -1))
        .map((version, at) => ({ ...version, sequence: at + 1 })),
    ),

  "a rollback writes": () =>
    updating(async (ctx, olds, news) => {
      const todo = plan(olds, news);
      if (isPlan(todo) && todo.isRollback) {
        await ctx.session().api.modifyImage(olds.__versions[0]!.image.imageId, { imageDescription: "current once" });
      }
      return verbs.update(ctx, olds, news);
    }),

  "the declared version is pruned while another is pinned": () =>
    updating(async (ctx, olds, news) => {
      const outs = await verbs.update(ctx, olds, news);
      if (news.currentVersion === undefined || news.currentVersion === news.version) return outs;
      return verbs.update(ctx, { ...outs, keep: 5 }, { ...news, version: news.currentVersion, keep: 1 });
    }),

  "a pruned label is built again": () => ({
    verbs: {
      ...verbs,
      diff: (ctx, id, olds, news) => verbs.diff(ctx, id, remembering(olds), news),
      update: (ctx, olds, news) => verbs.update(ctx, remembering(olds), news),
    },
  }),

  "a finished image that state does not know is created again": () => {
    const known = new Set<string>();
    const note = ({ __versions: versions }: FamilyState) => versions.forEach(({ image }) => known.add(image.imageId));
    return {
      verbs: {
        ...verbs,
        update(ctx, olds, news) {
          note(olds);
          return verbs.update(ctx, olds, news);
        },
      },
      wraps: {
        api: (api) => ({
          ...bound(api),
          describeImages: async (zoneId, filter, ...rest) => {
            const images = await api.describeImages(zoneId, filter, ...rest);
            const isUnknown = ({ imageId, imageName }: { imageId: string; imageName: string }) =>
              !known.has(imageId) && !isWorkingName(imageName) && filter?.imageIds === undefined;
            return images.filter((image) => !isUnknown(image));
          },
        }),
      },
    };
  },

  "destroy forgets a version that it could not delete": () => ({
    verbs: {
      ...verbs,
      remove: (ctx, state) => verbs.remove(ctx, state).catch(() => undefined),
    },
  }),

  "the id of a version is lost in the wait": () =>
    updating((ctx, olds, news) =>
      verbs.update(ctx, olds, news).catch((error: { reasons?: string[]; message: string }) => {
        throw new UserError((error.reasons ?? [error.message]).join(" "));
      }),
    ),
};

const updating = (update: Update): Planted => ({ verbs: { ...verbs, update } });

/** Updates that misread the versions. */
const seeing = (change: (versions: Version[]) => Version[]): Planted =>
  updating((ctx: Context, olds: FamilyState, news: FamilyInputs) =>
    verbs.update(ctx, { ...olds, __versions: change(olds.__versions) }, news),
  );

const listing = (
  change: (list: ReturnType<ZenlayerApi["listInstanceOrigins"]>) => ReturnType<ZenlayerApi["listInstanceOrigins"]>,
): Planted => ({
  wraps: {
    api: (api) => ({
      ...bound(api),
      listInstanceOrigins: (...call) => change(api.listInstanceOrigins(...call)),
    }),
  },
});

const remembering = (olds: FamilyState): FamilyState => ({ ...olds, __record: { ...olds.__record, forgotten: [] } });
