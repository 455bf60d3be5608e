import { DEMO_ACCOUNT } from "./defaults";
import type { KeySeed } from "./types";

/** The access keys and tokens that the API accepts, each of one account. */
export class Accounts {
  readonly #keys = new Map<string, { password: string; account: string }>();
  readonly #tokens = new Map<string, string>();

  constructor(seeds: KeySeed[]) {
    seeds.forEach((seed) => this.add(seed));
  }

  /** Adds a key pair, a token, or both. Throws if neither is complete. */
  add({ accessKeyId, accessKeyPassword, token, account = DEMO_ACCOUNT }: KeySeed): void {
    if (!token && !(accessKeyId && accessKeyPassword)) {
      throw new Error("A key needs `accessKeyId` and `accessKeyPassword`, or a `token`.");
    }
    if (accessKeyId && accessKeyPassword) this.#keys.set(accessKeyId, { password: accessKeyPassword, account });
    if (token) this.#tokens.set(token, account);
  }

  /** Revokes an access key, by its id, or a token. */
  remove(keyIdOrToken: string): void {
    const known = this.#keys.delete(keyIdOrToken) || this.#tokens.delete(keyIdOrToken);
    if (!known) throw new Error("There is no such access key or token.");
  }

  key(accessKeyId: string): { password: string; account: string } | undefined {
    return this.#keys.get(accessKeyId);
  }

  accountOfToken(token: string): string | undefined {
    return this.#tokens.get(token);
  }
}
