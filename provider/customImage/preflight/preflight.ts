import * as messages from "../../messages";
import { hasClass } from "../../zenlayer/apiError";
import type { Session } from "../../session";
import type { Context } from "../context";
import { isBorrowed, type CheckedInputs, type ImageState } from "../state";
import type { Failure } from "../../schemaValidation";
import { describeError } from "../describeError";
import { typeOf } from "../qualifiedName";
import {
  adoptionFindings,
  borrowedFindings,
  imageFindings,
  replacedFindings,
  type Finding,
  type Hints,
} from "./findings";

/**
 * Checks, during a preview, for everything that would make `up` fail or that the user should know before.
 * @returns failures if the setting `preflight` is `error`, and always for credentials and settings with which no `up`
 * can work (the check of a pull request must not pass with them); warnings are reported
 */
export function preflight(ctx: Context, inputs: CheckedInputs, hints: Hints): Promise<Failure[]> {
  return deliverFindings(ctx, inputs, hints, async (session) => {
    const facts = ctx.process.preflight.facts(session, ctx.signal);
    const known = { facts, plan: ctx.process.preflight.plan, replaced: ctx.process.replaced };
    const findings = inputs.adoptImageId
      ? await adoptionFindings(session, inputs, ctx.signal)
      : await imageFindings(known, inputs, hints);
    return [...findings, ...(await replacedFindings(ctx, session, hints.replacement))];
  });
}

/** {@link preflight} of an image that exists: of a borrowed one. Other updates have nothing to find. */
export async function preflightUpdate(ctx: Context, olds: ImageState, news: CheckedInputs): Promise<Failure[]> {
  const found = isBorrowed(news) ? borrowedFindings(olds, news) : [];
  return found.length > 0 ? deliverFindings(ctx, news, {}, () => Promise.resolve(found)) : [];
}

/** Reports what `find` has found, as the setting `preflight` says. */
export async function deliverFindings(
  ctx: Context,
  inputs: Pick<CheckedInputs, "adoptImageId">,
  hints: Pick<Hints, "name">,
  find: (session: Session) => Promise<Finding[]>,
): Promise<Failure[]> {
  const mode = ctx.settings().preflight; // a wrong setting is an error, not a finding
  if (mode === "off" || ctx.process.preflight.skipped) return [];
  let findings: Finding[];
  try {
    findings = await find(ctx.session());
  } catch (error) {
    ctx.signal.throwIfAborted();
    ctx.process.preflight.skipped = true;
    const property = inputs.adoptImageId ? "adoptImageId" : "instanceId";
    if (isLockedOut(error)) return [{ property, reason: messages.lockedOut(reason(ctx, error)) }];
    findings = [{ property, text: messages.preflightSkipped(reason(ctx, error)), blocks: true }];
  }
  return deliver(ctx, findings, mode, hints);
}

/**
 * Missing credentials or settings, or a key that the service rejects for every action. A permission that is missing for
 * one action, or a service that cannot be reached, may not affect `up`.
 */
export const isLockedOut = (error: unknown): boolean =>
  error instanceof messages.UserError || hasClass(error, "credentials");

function reason(ctx: Context, error: unknown): string {
  return error instanceof messages.UserError ? error.message : describeError(error, ctx.session());
}

/** Reports findings, and returns those that fail, as the setting `preflight` says. */
export function deliver(
  ctx: Context,
  findings: Finding[],
  mode: "warn" | "error",
  { name }: Pick<Hints, "name">,
): Failure[] {
  const failures: Failure[] = [];
  for (const { property, text, blocks, isMistake } of findings) {
    if (isMistake || (blocks && mode === "error")) failures.push({ property, reason: text });
    else ctx.report.warn(messages.finding(name, text, typeOf(ctx)));
  }
  return failures;
}
