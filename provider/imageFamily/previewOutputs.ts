import { compact } from "../customImage";
import { isUnknown, UNKNOWN } from "../customImage/unknown";
import { echoInputs } from "./echo";
import type { FamilyKind } from "./kind";
import { hasWork, isPlan, plan } from "./plan";
import type { FamilyInputs, FamilyState } from "./state";
import { movePointer, pointed, targetOf } from "./versions";

/** Outputs that `up` will have after a create, as far as a preview can know. */
export function previewCreate({ declared, hasQuota }: FamilyKind, inputs: FamilyInputs): Record<string, unknown> {
  const target = targetOf(inputs);
  return {
    ...compact(inputs),
    ...{ imageId: UNKNOWN, imageName: UNKNOWN, currentVersion: target, versions: UNKNOWN },
    ...(hasQuota ? { zoneId: UNKNOWN } : {}),
    ...unknownOf(declared.names),
  };
}

/** Outputs that `up` will have after an update, as far as a preview can know: of a rollback, all of them. */
export function previewUpdate(
  { declared }: FamilyKind,
  olds: FamilyState,
  news: FamilyInputs,
): Record<string, unknown> {
  const { familyName, version } = news;
  const echoed = { ...olds, ...echoInputs(news), familyName, version };
  const isOpen = Object.values(news).some(isUnknown) || !declared.areKnown(news);
  const outcome = isOpen ? undefined : plan(olds, news, declared);
  if (outcome && isPlan(outcome) && (outcome.isRollback || !hasWork(outcome))) {
    return compact({ ...echoed, ...pointed(olds.__versions, movePointer(olds, outcome.target)) });
  }
  const stays = outcome && isPlan(outcome) && outcome.target === olds.currentVersion;
  const isRepaired =
    outcome && isPlan(outcome) && outcome.repair.some(({ version: label }) => label === outcome.target);
  const unknown = {
    versions: UNKNOWN,
    ...(!stays && { imageId: UNKNOWN, imageName: UNKNOWN }),
    ...(!stays || isRepaired ? unknownOf(declared.names) : {}),
  };
  return compact<Record<string, unknown>>({
    ...echoed,
    currentVersion: targetOf(news),
    ...(!stays && { previousImageId: olds.imageId, previousVersion: olds.currentVersion }),
    ...unknown,
  });
}

const unknownOf = (names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, UNKNOWN]));
