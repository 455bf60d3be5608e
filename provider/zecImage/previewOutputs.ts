import schema from "../../schema.json";
import { isUnfinished } from "../customImage/diff";
import { compact, echoInputs, isBorrowed } from "../customImage/state";
import { UNKNOWN } from "../customImage/unknown";
import { declaredChanges, hasMovingRegions } from "./diff";
import { isKnownSet, parseRegions } from "./regionSet";
import { asShared, type ZecInputs, type ZecState } from "./state";

const { inputProperties, properties } = schema.resources["zenlayer:index:ZecImage"];

/** Outputs that only the service knows, and those that a borrowed or new image has beside what is declared. */
const KNOWN_BY_SERVICE = Object.keys(properties).filter(
  (name) => !(name in inputProperties) || ["imageName", "regions", "tags", "resourceGroupId"].includes(name),
);

/** Outputs that `up` will have after a create, as far as a preview can know: outputs of the service are unknown. */
export function previewCreate(inputs: ZecInputs): Record<string, unknown> {
  return {
    ...Object.fromEntries(KNOWN_BY_SERVICE.map((name) => [name, UNKNOWN])),
    ...compact({ ...inputs, regions: regionsOf(inputs, UNKNOWN) }),
  };
}

/** Outputs that `up` will have after an update, as far as a preview can know. */
export function previewUpdate(olds: ZecState, news: ZecInputs): Record<string, unknown> {
  const isOwned = !isBorrowed(news);
  return compact({
    ...olds,
    ...echoInputs(news),
    instanceId: news.instanceId ?? olds.instanceId,
    imageName: news.imageName ?? olds.imageName,
    regions: isOwned ? regionsOf(news, olds.regions) : olds.regions,
    tags: isOwned ? (news.tags ?? olds.tags) : olds.tags,
    resourceGroupId: isOwned ? (news.resourceGroupId ?? olds.resourceGroupId) : olds.resourceGroupId,
    imageStatus: isUnfinished(asShared(olds)) || changesRegions(olds, news) ? UNKNOWN : olds.imageStatus,
  });
}

/** Such an image is usable again at the end of an update that waits for its copies. */
const changesRegions = (olds: ZecState, news: ZecInputs): boolean =>
  hasMovingRegions(olds) && declaredChanges(olds, news).regions !== undefined;

function regionsOf({ regions }: ZecInputs, otherwise: unknown): unknown {
  if (regions === undefined) return otherwise;
  return isKnownSet(regions) ? parseRegions(regions).wanted : UNKNOWN;
}
