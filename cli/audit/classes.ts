/** The classes of an audit. They are published (`docs/audit.schema.json`): names stay. */

/** Ownership of an image, in the order in which `ownershipOf` (`classify.ts`) decides. */
export const OWNERSHIPS = [
  "owned-twice",
  "managed",
  "borrowed",
  "in-progress",
  "orphaned",
  "unmanaged",
  "missing",
] as const;
export type Ownership = (typeof OWNERSHIPS)[number];

/** What is wrong with an image besides, or keeps it from being deleted. */
export const CONDITIONS = ["failed", "stuck", "in-use"] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Everything that an image or a zone can be. */
export const CLASSES = [...OWNERSHIPS, ...CONDITIONS, "zone-full"] as const;
export type AuditClass = (typeof CLASSES)[number];

/** Whether a class needs attention. One that does, fails pipelines, unless they are configured otherwise. */
const IS_FINDING: Record<AuditClass, boolean> = {
  "owned-twice": true,
  managed: false,
  borrowed: false,
  "in-progress": false,
  orphaned: true,
  unmanaged: true,
  missing: true,
  failed: true,
  stuck: true,
  "in-use": false,
  "zone-full": true,
};

export const DEFAULT_FAIL_ON: readonly AuditClass[] = CLASSES.filter((each) => IS_FINDING[each]);
