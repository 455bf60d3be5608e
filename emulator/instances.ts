import type { EmulatedInstance, InstanceStatus } from "./types";

/** The virtual machines of all accounts. What they turn into by themselves is worked out whenever one is looked at. */
export class Instances {
  readonly #byId = new Map<string, EmulatedInstance>();

  constructor(private readonly now: () => number) {}

  all(): EmulatedInstance[] {
    return [...this.#byId.values()].map((instance) => this.#settle(instance));
  }

  get(instanceId: string): EmulatedInstance | undefined {
    const instance = this.#byId.get(instanceId);
    return instance && this.#settle(instance);
  }

  add(instance: EmulatedInstance): void {
    this.#byId.set(instance.instanceId, instance);
  }

  /** Images made from it stay (GUESS G40). */
  remove(instanceId: string): void {
    this.#byId.delete(instanceId);
  }

  /** Gives an instance a status, and one that it turns into by itself after `ms` milliseconds. */
  set(instance: EmulatedInstance, status: InstanceStatus, next?: { status: InstanceStatus; ms: number }): void {
    instance.instanceStatus = status;
    instance.next = next && { status: next.status, at: this.now() + next.ms };
  }

  #settle(instance: EmulatedInstance): EmulatedInstance {
    if (instance.next && this.now() >= instance.next.at) {
      instance.instanceStatus = instance.next.status;
      instance.next = undefined;
    }
    return instance;
  }
}
