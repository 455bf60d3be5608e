/** Counts the calls of each account in the last second (GUESS G38). */
export class RateLimit {
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #recent = new Map<string, number[]>();

  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Counts a call. Returns false if it exceeds the limit; such a call is not counted. */
  allows(account: string): boolean {
    const now = this.#now();
    const recent = (this.#recent.get(account) ?? []).filter((at) => at > now - 1000);
    const isAllowed = recent.length < this.#perSecond;
    if (isAllowed) recent.push(now);
    this.#recent.set(account, recent);
    return isAllowed;
  }
}
