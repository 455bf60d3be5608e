import type { CustomTimeouts } from "@pulumi/pulumi";

const SECONDS: Record<string, number> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g;

/** Pulumi's `customTimeouts` in seconds. An invalid duration is omitted: the engine rejects it. */
export function timeoutSeconds({ create, update, delete: remove }: CustomTimeouts): Record<string, number> {
  const entries = Object.entries({ create, update, delete: remove }).flatMap(([verb, text]) => {
    const seconds = text === undefined ? undefined : durationSeconds(text);
    return seconds === undefined ? [] : [[verb, seconds] as const];
  });
  return Object.fromEntries(entries);
}

/** Seconds of a duration in Go's format, for example `1h30m`. */
function durationSeconds(text: string): number | undefined {
  const parts = [...text.matchAll(PART)];
  const isWhole = parts.length > 0 && parts.map(([part]) => part).join("") === text;
  return isWhole
    ? parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (SECONDS[unit ?? ""] ?? 0), 0)
    : undefined;
}
