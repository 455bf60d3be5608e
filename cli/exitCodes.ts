/** What the status of a command says. Documented in `docs/command-line.md`; scripts rely on it. */
export const EXIT = {
  /** The command did its work and found nothing to do. */
  ok: 0,
  /** The command succeeded and has findings that need attention. */
  findings: 1,
  /** The command could not find out: wrong options, no access, a response that could not be read. */
  unknown: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
