/** Counts the calls of each account in the last second (GUESS G38). */
export class RateLimit {
  readonly #recent = new Map<string, number[]>();

  constructor(
    private readonly perSecond: number,
    private readonly now: () => number,
  ) {}

  /** Takes note of a call. False: it is one too many, and does not count. */
  allows(account: string): boolean {
    const now = this.now();
    const recent = (this.#recent.get(account) ?? []).filter((at) => at > now - 1000);
    const isAllowed = recent.length < this.perSecond;
    if (isAllowed) recent.push(now);
    this.#recent.set(account, recent);
    return isAllowed;
  }
}
