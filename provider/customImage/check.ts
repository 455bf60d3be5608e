import * as messages from "../messages";
import type { Context } from "./context";
import { newName, type Autonaming, type LogicalName, type NameRules } from "./names";
import type { Hints } from "./preflight/findings";
import { preflight } from "./preflight/preflight";
import { compact, isBorrowed, type CheckedInputs, type Timeouts } from "./state";
import type { Replacement } from "./processState";
import { qualifiedNameOf } from "./qualifiedName";
import { isUnknown, UNKNOWN } from "./unknown";
import type { Failure } from "../schemaValidation";
import { validate } from "./validateAgainstSchema";
import { parseReference } from "../imageReference";
import { formatOwner, resourceHash, stackHash, whatHash } from "./workingName";

/** The type token in schema.json: the same for both hosts, so that each can continue with the other's images. */
const TYPE = "zenlayer:index:CustomImage";

/** Inputs as a program gives them, with what the resource class or the plugin host adds for check alone. */
export interface ProgramInputs extends Record<string, unknown> {
  /** Present and true during a preview only. */
  __preview?: boolean;
  __logicalName?: LogicalName;
  /** `pulumi:autonaming` of the stack configuration; only the plugin host receives it. */
  __autonaming?: Autonaming;
  /** The resource option of that name. */
  __deleteBeforeReplace?: boolean;
  __timeouts?: Timeouts;
}

export interface CheckResult {
  inputs: CheckedInputs;
  failures: Failure[];
}

/** What differs between the resources that are one image each. */
export interface CheckRules<Inputs extends CheckedInputs> {
  validate(given: Record<string, unknown>): Failure[];
  /** Absent: the rules of `CustomImage`. */
  names?: NameRules;
  /** The owner in the image's working name, by which create also finds the images of earlier runs. */
  owner(of: LogicalName, inputs: Inputs): string;
  preflight(ctx: Context, inputs: Inputs, hints: Hints): Promise<Failure[]>;
}

/** Completes and checks the inputs of a `CustomImage`: {@link checkBy}. */
export const check = (
  ctx: Context,
  olds: CheckedInputs | undefined,
  news: ProgramInputs,
  replacement?: Replacement,
): Promise<CheckResult> => checkBy({ validate, owner, preflight }, ctx, { olds, news, replacement });

/** The inputs to check. */
interface ToCheck<Inputs> {
  /** Inputs that are stored for the resource, absent for an image that is to be created. */
  olds: Inputs | undefined;
  /** Inputs that the program gives; values may be {@link UNKNOWN}. */
  news: ProgramInputs;
  /** What diff has decided about the resource's old image, where this check is of the one that replaces it. */
  replacement?: Replacement;
}

/** Completes the inputs and reports all mistakes in them; during a preview also what would fail in `up`. */
export async function checkBy<Inputs extends CheckedInputs>(
  rules: CheckRules<Inputs>,
  ctx: Context,
  { olds, news, replacement }: ToCheck<Inputs>,
): Promise<{ inputs: Inputs; failures: Failure[] }> {
  const { __preview, __logicalName, __autonaming, __deleteBeforeReplace = false, __timeouts, ...rest } = news;
  const given = compact(withoutHidden(rest));
  const failures = rules.validate(given);
  const inputs = given as Inputs;
  if (olds === undefined && inputs.instanceId === undefined && !isBorrowed(inputs)) {
    failures.push({ property: "instanceId", reason: messages.instanceRequired(replacement?.imageId) });
  }
  const { refusal, ...named } = chooseName(olds, inputs, __logicalName, __autonaming, rules.names);
  if (refusal !== undefined) failures.push({ property: "imageName", reason: refusal });
  Object.assign(inputs, named);
  Object.assign(inputs, compact({ __timeouts, __owner: __logicalName && rules.owner(__logicalName, inputs) }));
  // A preview deletes nothing.
  if (failures.length === 0 && !__preview)
    noteAdoption(ctx, olds, inputs, qualifiedNameOf({ ...ctx, resource: __logicalName?.name ?? ctx.resource }));
  if (failures.length === 0 && olds === undefined && __preview) {
    const hints = { name: __logicalName?.name, replacement, deleteBeforeReplace: __deleteBeforeReplace };
    failures.push(...(await rules.preflight(ctx, inputs, hints)));
  }
  return { inputs, failures };
}

/** Records the adoption: no other resource of this run, such as the previous owner, may delete the image. */
function noteAdoption(
  ctx: Context,
  olds: CheckedInputs | undefined,
  { adoptImageId }: CheckedInputs,
  resource: string | undefined,
): void {
  if (adoptImageId === undefined || isUnknown(adoptImageId)) return;
  const { imageId } = parseReference(adoptImageId);
  const isStored = olds?.adoptImageId !== undefined && parseReference(olds.adoptImageId).imageId === imageId;
  // The second check of a replacement has no stored inputs, but the first one had.
  if (ctx.process.takeovers.statusOf(imageId, resource) === "held") return;
  ctx.process.takeovers.record({ imageId, resource, status: isStored ? "held" : "wanted" });
}

/** The image depends on instance and name: with another name it is another image. */
function owner(of: LogicalName, { instanceId, imageName }: CheckedInputs): string {
  if (isUnknown(instanceId) || isUnknown(imageName)) return UNKNOWN;
  const isCreated = instanceId !== undefined && imageName !== undefined;
  const what = isCreated ? whatHash(instanceId, imageName) : "";
  return formatOwner({ stack: stackHash(of), resource: resourceHash(of, TYPE), what });
}

/** Without hidden keys, which a program must not set. */
export const withoutHidden = (inputs: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));

/** The declared name, the one given before, or a new one; or the reason why there is none. */
function chooseName(
  olds: CheckedInputs | undefined,
  news: CheckedInputs,
  logicalName: LogicalName | undefined,
  autonaming: Autonaming | undefined,
  rules?: NameRules,
): Pick<CheckedInputs, "imageName" | "__givenName"> & { refusal?: string } {
  if (news.imageName !== undefined) return { imageName: news.imageName, __givenName: news.imageName };
  // A borrowed image keeps the name it has.
  if (isBorrowed(news)) return {};
  if (olds !== undefined && !isOtherInstance(olds, news)) {
    return olds.__givenName === undefined ? {} : { imageName: olds.__givenName, __givenName: olds.__givenName };
  }
  if (news.instanceId === undefined || logicalName === undefined) return {};
  const made = newName(logicalName, news.instanceId, autonaming, rules);
  return "refusal" in made ? made : { imageName: made.name, __givenName: made.name };
}

const isOtherInstance = (olds: CheckedInputs, news: CheckedInputs): boolean =>
  olds.instanceId !== undefined && news.instanceId !== undefined && olds.instanceId !== news.instanceId;
