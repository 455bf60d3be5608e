import { PartialFailure } from "../../../provider/customImage";
import { planPruning } from "../../../provider/imageFamily/pruning";
import { familyVerbs } from "../../../provider/imageFamily/verbs";
import { isUnfinished, keepOf, withoutVersions } from "../../../provider/imageFamily/versions";
import { zecContext } from "../../../provider/zecImage/context";
import * as verbs from "../../../provider/zecImageFamily";
import { ZEC_FAMILY } from "../../../provider/zecImageFamily/zecFamily";
import type { Planted } from "./liveRandomly";

/** More than the versions of any life. */
const ALL = 20;

/** What a provider could do wrong with regions of versions, beside what it could with every family. */
export const zecPlantedBugs: Record<string, () => Planted> = {
  "of a version that is pruned only the copies are deleted": () => ({
    verbs: {
      ...verbs,
      async update(ctx, olds, news) {
        const outs = await verbs.update(ctx, olds, { ...news, keep: ALL });
        const { currentVersion: current, __versions: versions } = outs;
        const nothing = () => false;
        const rules = { keep: keepOf(news), current, declared: news.version, isInUse: nothing, isMissing: nothing };
        const { pruned } = planPruning(versions, rules);
        const [source, ...copies] = news.regions ?? [];
        for (const { image } of pruned) {
          const others = copies.filter((region) => image.regions?.includes(region));
          if (source && others.length > 0) {
            await zecContext(ctx).session().api.deleteImageCopy(image.imageId, others);
          }
        }
        const labels = pruned.map(({ version }) => version);
        return { ...outs, keep: news.keep, __versions: withoutVersions(versions, labels) };
      },
    },
  }),

  "a new version is current before it is copied": () => ({
    verbs: familyVerbs({
      ...ZEC_FAMILY,
      images: {
        ...ZEC_FAMILY.images,
        create: (ctx, inputs, options) => ZEC_FAMILY.images.create(ctx, { ...inputs, regions: undefined }, options),
      },
    }),
  }),

  "a version whose copies fail is current": () => ({
    verbs: familyVerbs({
      ...ZEC_FAMILY,
      images: {
        ...ZEC_FAMILY.images,
        async create(ctx, inputs, options) {
          try {
            return await ZEC_FAMILY.images.create(ctx, inputs, options);
          } catch (error) {
            if (!(error instanceof PartialFailure)) throw error;
            const { id, properties } = error;
            return { id, outs: await ZEC_FAMILY.images.update(ctx, properties, { ...inputs, regions: undefined }) };
          }
        },
      },
    }),
  }),

  "an unfinished version is not continued": () => {
    const forgotten = new Set<string>();
    return {
      verbs: {
        ...verbs,
        update(ctx, olds, news) {
          const unfinished = olds.__versions.filter(isUnfinished);
          for (const { image } of unfinished) forgotten.add(image.imageId);
          const labels = unfinished.map(({ version }) => version);
          return verbs.update(ctx, { ...olds, __versions: withoutVersions(olds.__versions, labels) }, news);
        },
      },
      wraps: {
        post: (send) => async (action, body, signal) => {
          const answer = await send(action, body, signal);
          if (action !== "zec DescribeCustomImages" || answer.status !== 200) return answer;
          const list = JSON.parse(answer.body) as { response: { totalCount: number; dataSet: { imageId: string }[] } };
          const shown = list.response.dataSet.filter(({ imageId }) => !forgotten.has(imageId));
          const response = { ...list.response, totalCount: shown.length, dataSet: shown };
          return { ...answer, body: JSON.stringify({ ...list, response }) };
        },
      },
    };
  },
};
