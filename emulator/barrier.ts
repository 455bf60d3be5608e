/** Holds back whoever arrives until so many have arrived; from then on nobody. */
export class Barrier {
  #arrived = 0;
  #release: () => void = () => undefined;
  readonly #opened = new Promise<void>((resolve) => (this.#release = resolve));

  constructor(private readonly count: number) {}

  /** Takes note of an arrival; to be called once for each. */
  arrive(): Promise<void> {
    if (++this.#arrived >= this.count) this.#release();
    return this.#opened;
  }
}
