import type { EmulatedZecInstance, ZecInstanceStatus } from "./types";

/** The instances of all accounts. A pending status change is applied when the instance is next read. */
export class ZecInstances {
  readonly #now: () => number;
  readonly #byId = new Map<string, EmulatedZecInstance>();

  constructor(now: () => number) {
    this.#now = now;
  }

  all(): EmulatedZecInstance[] {
    return [...this.#byId.values()].map((instance) => this.#updateStatus(instance));
  }

  get(instanceId: string): EmulatedZecInstance | undefined {
    const instance = this.#byId.get(instanceId);
    return instance && this.#updateStatus(instance);
  }

  add(instance: EmulatedZecInstance): void {
    this.#byId.set(instance.instanceId, instance);
  }

  /** Images created from it stay. */
  remove(instanceId: string): void {
    this.#byId.delete(instanceId);
  }

  /** Sets the status, and the one that follows after `ms` milliseconds. */
  setStatus(
    instance: EmulatedZecInstance,
    status: ZecInstanceStatus,
    next?: { status: ZecInstanceStatus; ms: number },
  ): void {
    instance.status = status;
    instance.next = next && { status: next.status, at: this.#now() + next.ms };
  }

  #updateStatus(instance: EmulatedZecInstance): EmulatedZecInstance {
    if (instance.next && this.#now() >= instance.next.at) {
      instance.status = instance.next.status;
      instance.next = undefined;
    }
    return instance;
  }
}
