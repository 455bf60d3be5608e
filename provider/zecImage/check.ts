import { chooseName, noteAdoption, withoutHidden, type ProgramInputs } from "../customImage/check";
import type { Context } from "../customImage/context";
import type { LogicalName } from "../customImage/names";
import type { Replacement } from "../customImage/processState";
import { compact, isBorrowed, type CheckedInputs } from "../customImage/state";
import { isUnknown, UNKNOWN } from "../customImage/unknown";
import { formatOwner, longWhatHash, resourceHash, stackHash } from "../customImage/workingName";
import * as messages from "../messages";
import type { Failure } from "../validation";
import { preflight } from "./preflight";
import type { ZecInputs } from "./state";
import { validate, ZEC_NAMES } from "./validate";

/** The type token in schema.json: the same for both hosts, so that each can continue with the other's images. */
const TYPE = "zenlayer:index:ZecImage";

/**
 * Completes the inputs and finds every mistake in them; during a preview also everything that would fail in `up`.
 * @param olds inputs that are stored for the resource, absent for an image that is to be created
 * @param replacement what diff has decided about the resource's old image, where this check is of the one that replaces it
 */
export async function check(
  ctx: Context,
  olds: ZecInputs | undefined,
  news: ProgramInputs,
  replacement?: Replacement,
): Promise<{ inputs: ZecInputs; failures: Failure[] }> {
  const { __preview, __logicalName, __autonaming, __deleteBeforeReplace = false, __timeouts, ...rest } = news;
  const given = compact(withoutHidden(rest));
  const failures = validate(given);
  const inputs = given as ZecInputs & CheckedInputs;
  if (olds === undefined && inputs.instanceId === undefined && !isBorrowed(inputs)) {
    failures.push({ property: "instanceId", reason: messages.instanceRequired() });
  }
  const { refusal, ...named } = chooseName(olds, inputs, __logicalName, __autonaming, ZEC_NAMES);
  if (refusal !== undefined) failures.push({ property: "imageName", reason: refusal });
  Object.assign(inputs, named);
  Object.assign(inputs, compact({ __timeouts, __owner: __logicalName && owner(__logicalName, inputs) }));
  if (failures.length === 0 && !__preview) noteAdoption(ctx, olds, inputs, __logicalName?.name ?? ctx.resource);
  if (failures.length === 0 && olds === undefined && __preview) {
    const hints = { name: __logicalName?.name, replacement, deleteBeforeReplace: __deleteBeforeReplace };
    failures.push(...(await preflight(ctx, inputs, hints)));
  }
  return { inputs, failures };
}

/**
 * The owner of the image. It depends on the instance only: everything else is changed in place, so the image of a
 * killed run is finished even if the program was edited in the meantime.
 */
function owner(of: LogicalName, { instanceId }: ZecInputs): string {
  if (isUnknown(instanceId)) return UNKNOWN;
  const what = instanceId === undefined ? "" : longWhatHash(instanceId);
  return formatOwner({ stack: stackHash(of, 8), resource: resourceHash(of, TYPE, 8), what });
}
