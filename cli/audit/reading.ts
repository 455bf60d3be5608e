import { presentable } from "../../provider/messages";
import type { Session } from "../../provider/session";
import type { ZenlayerError } from "../../provider/zenlayer/apiError";

/** Lists of an account that are read one after the other or together, and what of them could not be read. */
export class Reading {
  readonly incomplete: string[] = [];
  readonly #source: string;
  readonly #signal?: AbortSignal;

  constructor({ credentialSource }: Pick<Session, "credentialSource">, signal?: AbortSignal) {
    this.#source = credentialSource;
    this.#signal = signal;
  }

  /** @returns undefined for a list that could not be read, which is noted. @param what the sentence for that */
  async read<T>(what: string, list: Promise<T>): Promise<T | undefined> {
    try {
      return await list;
    } catch (error) {
      this.#signal?.throwIfAborted();
      this.note(what, error);
      return undefined;
    }
  }

  note(what: string, error: unknown): void {
    this.incomplete.push(`${what}: ${presentable(error, this.#source).message}`);
  }

  /** Notes the first of a list's images that are not as documented. @returns whether there is none */
  noteUnreadable(what: string, [first]: readonly { error: ZenlayerError }[]): boolean {
    if (first) this.note(what, first.error);
    return first === undefined;
  }
}
