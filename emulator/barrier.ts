/** Blocks callers until `count` of them have arrived. After that it blocks no one. */
export class Barrier {
  readonly #count: number;
  #arrived = 0;
  #release: () => void = () => undefined;
  readonly #opened = new Promise<void>((resolve) => (this.#release = resolve));

  constructor(count: number) {
    this.#count = count;
  }

  /** Counts one arrival. Resolves when the barrier opens. */
  arrive(): Promise<void> {
    if (++this.#arrived >= this.#count) this.#release();
    return this.#opened;
  }
}
