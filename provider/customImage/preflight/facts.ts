import type { Session } from "../../session";
import type { ImageInfo, InstanceInfo, ZoneQuota } from "../../zenlayer/types";

/**
 * What the account holds, read once per process, however many resources are checked. Lists are read completely, since
 * checks run one after the other and cannot be batched.
 */
export class Facts {
  readonly #session: Session;
  readonly #signal: AbortSignal;
  #allInstances: Promise<InstanceInfo[]> | undefined;
  #allQuotas: Promise<ZoneQuota[]> | undefined;
  readonly #zones = new Map<string, Promise<readonly ImageInfo[]>>();

  constructor(session: Session, signal: AbortSignal) {
    this.#session = session;
    this.#signal = signal;
  }

  async instance(instanceId: string): Promise<InstanceInfo | undefined> {
    this.#allInstances ??= this.#session.api.describeInstances(undefined, this.#signal);
    return (await this.#allInstances).find((instance) => instance.instanceId === instanceId);
  }

  /**
   * Undefined for a zone that does not support images: the service lists only those that do (our reading of its
   * documentation).
   */
  async quota(zoneId: string): Promise<ZoneQuota | undefined> {
    this.#allQuotas ??= this.#session.api.describeImageQuota(undefined, this.#signal);
    return (await this.#allQuotas).find((quota) => quota.zoneId === zoneId);
  }

  images(zoneId: string): Promise<readonly ImageInfo[]> {
    const images = this.#zones.get(zoneId) ?? this.#session.images.list(zoneId, { signal: this.#signal });
    this.#zones.set(zoneId, images);
    return images;
  }
}
