import type { EmulatedInstance, InstanceStatus } from "./types";

/** The instances of all accounts. A pending status change is applied when the instance is next read. */
export class Instances {
  readonly #now: () => number;
  readonly #byId = new Map<string, EmulatedInstance>();

  constructor(now: () => number) {
    this.#now = now;
  }

  all(): EmulatedInstance[] {
    return [...this.#byId.values()].map((instance) => this.#updateStatus(instance));
  }

  get(instanceId: string): EmulatedInstance | undefined {
    const instance = this.#byId.get(instanceId);
    return instance && this.#updateStatus(instance);
  }

  add(instance: EmulatedInstance): void {
    this.#byId.set(instance.instanceId, instance);
  }

  /** Images created from it stay (GUESS G40). */
  remove(instanceId: string): void {
    this.#byId.delete(instanceId);
  }

  /** Sets the status, and the one that follows after `ms` milliseconds. */
  setStatus(instance: EmulatedInstance, status: InstanceStatus, next?: { status: InstanceStatus; ms: number }): void {
    instance.instanceStatus = status;
    instance.next = next && { status: next.status, at: this.#now() + next.ms };
  }

  #updateStatus(instance: EmulatedInstance): EmulatedInstance {
    if (instance.next && this.#now() >= instance.next.at) {
      instance.instanceStatus = instance.next.status;
      instance.next = undefined;
    }
    return instance;
  }
}
