import { isInstanceNotFound } from "./apiError";
import type { Clock } from "./clock";
import type { Contact } from "./contact";
import { RequestCoalescer } from "./requestCoalescer";
import type { CallOptions } from "./retryingClient";

/** Maximum number of instance ids in one call (documented). */
const MAX_IDS_PER_CALL = 100;
/** An `up` of many images looks up instance after instance as the engine hands them over: five calls per second do. */
const MIN_GAP_MS = 200;

/** Looks up instances by id: simultaneous callers with the same id share a call. */
export class InstanceBatcher<T extends { instanceId: string }> {
  readonly #list: (instanceIds: string[], options: CallOptions) => Promise<T[]>;
  readonly #shared: RequestCoalescer<string, Map<string, T>>;

  /** @param list the instances of these ids, at most {@link MAX_IDS_PER_CALL} */
  constructor(
    list: (instanceIds: string[], options: CallOptions) => Promise<T[]>,
    { clock, pollIntervalMs = Infinity }: { clock: Clock; pollIntervalMs?: number },
  ) {
    this.#list = list;
    const gapMs = Math.min(MIN_GAP_MS, pollIntervalMs);
    this.#shared = new RequestCoalescer((ids, signal) => this.#lookUp(ids, { signal }), { clock, gapMs });
  }

  /**
   * Instances of these ids, split into calls. Unknown ids are missing.
   * @param contact such a call is not shared
   */
  async find(instanceIds: string[], signal?: AbortSignal, contact?: Contact): Promise<T[]> {
    const [first, ...others] = instanceIds;
    if (first === undefined) return [];
    const isShared = others.length === 0 && contact === undefined;
    const found = isShared
      ? await this.#shared.load(first, signal)
      : await this.#lookUp(instanceIds, { signal, contact });
    return [...new Set(instanceIds)].flatMap((id) => found.get(id) ?? []);
  }

  /** Instances by id, a hundred a call. Unknown ids are missing. */
  async #lookUp(instanceIds: string[], options: CallOptions): Promise<Map<string, T>> {
    const ids = [...new Set(instanceIds)];
    const parts: string[][] = [];
    for (let i = 0; i < ids.length; i += MAX_IDS_PER_CALL) parts.push(ids.slice(i, i + MAX_IDS_PER_CALL));
    const found = await Promise.all(parts.map((part) => this.#lookUpPart(part, options)));
    return new Map(found.flat().map((instance) => [instance.instanceId, instance]));
  }

  /**
   * For an unknown id the service may omit it or return an error (not documented). An error about one id of many says
   * nothing about the others, so the two halves are then requested separately.
   */
  async #lookUpPart(instanceIds: string[], options: CallOptions): Promise<T[]> {
    try {
      return await this.#list(instanceIds, options);
    } catch (error) {
      if (!isInstanceNotFound(error)) throw error;
      if (instanceIds.length === 1) return [];
      const middle = Math.ceil(instanceIds.length / 2);
      const halves = [instanceIds.slice(0, middle), instanceIds.slice(middle)];
      return (await Promise.all(halves.map((half) => this.#lookUpPart(half, options)))).flat();
    }
  }
}
