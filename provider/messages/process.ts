import type { ZenlayerError } from "../zenlayer/apiError";
import { sanitize } from "../zenlayer/sanitize";
import { explain } from "./apiErrors";
import { UserError } from "./userError";

export function engineGone(): UserError {
  return new UserError("Pulumi's engine has exited, so no further changes are made. Run the same command again.");
}

export const bundled = (): string =>
  "pulumi-zenlayer is part of a bundle, and Pulumi cannot store a provider from there. Leave packages out of the bundle, " +
  "for example with esbuild's --packages=external, and install them beside it.";

/** What a verb threw, as the engine is to show it: a UserError without a stack, a bug of the provider with one. */
export function presentable(error: unknown, source: string | undefined): Error {
  if (error instanceof UserError) return error;
  if (isApiFailure(error)) return new UserError(explain(error, source ?? "an unknown place"));
  const stack = error instanceof Error ? error.stack : undefined;
  const text = `This is a bug in pulumi-zenlayer. Please report it at ${ISSUES}, with the steps that led to it: ${stack ?? String(error)}`;
  return new Error(text.split("\n").map(sanitize).join("\n"));
}

/** By name: this file may not load the API client. */
const isApiFailure = (error: unknown): error is ZenlayerError =>
  error instanceof Error && error.name === "ZenlayerError";

const ISSUES = "https://github.com/pulumi-zenlayer/pulumi-zenlayer/issues";
