import schema from "../../schema.json";
import { isUnfinished } from "./diff";
import { compact, echoInputs, isBorrowed, type CheckedInputs, type ImageState } from "./state";
import { UNKNOWN } from "./unknown";

const { inputProperties, properties } = schema.resources["zenlayer:index:CustomImage"];

/** Outputs that only the service knows, and the name, which a borrowed image has already. */
const KNOWN_BY_SERVICE = Object.keys(properties).filter((name) => !(name in inputProperties) || name === "imageName");

/** Outputs that `up` will have after a create, as far as a preview can know: outputs of the service are unknown. */
export function previewCreate(inputs: CheckedInputs): Record<string, unknown> {
  return { ...Object.fromEntries(KNOWN_BY_SERVICE.map((name) => [name, UNKNOWN])), ...compact(inputs) };
}

/** Outputs that `up` will have after an update, as far as a preview can know. */
export function previewUpdate(olds: ImageState, news: CheckedInputs): Record<string, unknown> {
  return compact({
    ...olds,
    ...echoInputs(news),
    instanceId: news.instanceId ?? olds.instanceId,
    imageName: news.imageName ?? olds.imageName,
    imageDescription: isBorrowed(news) ? olds.imageDescription : news.imageDescription,
    imageStatus: isUnfinished(olds) ? UNKNOWN : olds.imageStatus,
  });
}
