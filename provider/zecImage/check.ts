import { checkBy, type ProgramInputs } from "../customImage/check";
import type { Context } from "../customImage/context";
import type { LogicalName } from "../customImage/names";
import type { Replacement } from "../customImage/processState";
import { isUnknown, UNKNOWN } from "../customImage/unknown";
import { formatOwner, longWhatHash, resourceHash, stackHash } from "../customImage/workingName";
import type { Failure } from "../schemaValidation";
import { zecContext } from "./context";
import { preflight } from "./preflight";
import type { ZecInputs } from "./state";
import { ZEC_NAMES } from "./names";
import { validate } from "./validateAgainstSchema";

/** The type token in schema.json: the same for both hosts, so that each can continue with the other's images. */
const TYPE = "zenlayer:index:ZecImage";

/** Completes and checks the inputs of a `ZecImage`: {@link checkBy}. */
export const check = (
  ctx: Context,
  olds: ZecInputs | undefined,
  news: ProgramInputs,
  replacement?: Replacement,
): Promise<{ inputs: ZecInputs; failures: Failure[] }> =>
  checkBy({ validate, names: ZEC_NAMES, owner, preflight }, zecContext(ctx), { olds, news, replacement });

/**
 * The owner of the image. It depends on the instance only: everything else is changed in place, so the image of a
 * killed run is finished even if the program was edited in the meantime.
 */
function owner(of: LogicalName, { instanceId }: ZecInputs): string {
  if (isUnknown(instanceId)) return UNKNOWN;
  const what = instanceId === undefined ? "" : longWhatHash(instanceId);
  return formatOwner({ stack: stackHash(of, 8), resource: resourceHash(of, TYPE, 8), what });
}
