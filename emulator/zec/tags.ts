import type { AccountTag, ZecTag } from "./types";

/** The tags of all accounts. A tag exists from the moment it is created, whether a resource has it or not. */
export class AccountTags {
  readonly #now: () => number;
  readonly #byId = new Map<string, AccountTag>();

  constructor(now: () => number) {
    this.#now = now;
  }

  all(): AccountTag[] {
    return [...this.#byId.values()];
  }

  find(account: string, tag: ZecTag): AccountTag | undefined {
    return this.#byId.get(idOf({ account, ...tag }));
  }

  /** Creates those of these tags that do not exist. */
  create(account: string, tags: ZecTag[]): void {
    for (const { key, value } of tags) {
      const tag = { account, key, value, createdAt: this.#now() };
      if (!this.#byId.has(idOf(tag))) this.#byId.set(idOf(tag), tag);
    }
  }

  restore(tags: AccountTag[]): void {
    tags.forEach((tag) => this.#byId.set(idOf(tag), tag));
  }
}

const idOf = ({ account, key, value }: ZecTag & { account: string }): string => JSON.stringify([account, key, value]);
