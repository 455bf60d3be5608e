import { compact } from "../customImage";
import { isUnknown, UNKNOWN } from "../customImage/unknown";
import { echoInputs } from "./echo";
import { hasWork, isPlan, plan } from "./plan";
import type { FamilyInputs, FamilyState } from "./state";
import { movePointer, pointed, targetOf } from "./versions";

/** Outputs that `up` will have after a create, as far as a preview can know. */
export function previewCreate(inputs: FamilyInputs): Record<string, unknown> {
  const target = targetOf(inputs);
  return {
    ...compact(inputs),
    ...{ imageId: UNKNOWN, imageName: UNKNOWN, currentVersion: target, versions: UNKNOWN, zoneId: UNKNOWN },
  };
}

/** Outputs that `up` will have after an update, as far as a preview can know: of a rollback, all of them. */
export function previewUpdate(olds: FamilyState, news: FamilyInputs): Record<string, unknown> {
  const { familyName, version } = news;
  const echoed = { ...olds, ...echoInputs(news), familyName, version };
  const outcome = Object.values(news).some(isUnknown) ? undefined : plan(olds, news);
  if (outcome && isPlan(outcome) && (outcome.isRollback || !hasWork(outcome))) {
    return compact({ ...echoed, ...pointed(olds.__versions, movePointer(olds, outcome.target)) });
  }
  const stays = outcome && isPlan(outcome) && outcome.target === olds.currentVersion;
  const unknown = stays ? { versions: UNKNOWN } : { imageId: UNKNOWN, imageName: UNKNOWN, versions: UNKNOWN };
  return compact<Record<string, unknown>>({
    ...echoed,
    currentVersion: targetOf(news),
    ...(!stays && { previousImageId: olds.imageId, previousVersion: olds.currentVersion }),
    ...unknown,
  });
}
