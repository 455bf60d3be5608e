import type { ZecCloud } from "./cloud";
import type {
  EmulatedRegion,
  EmulatedZecImage,
  EmulatedZecInstance,
  EmulatedZecZone,
  Labels,
  ResourceGroup,
  ZecImageSeed,
  ZecImageStatus,
  ZecInstanceSeed,
  ZecInstanceStatus,
} from "./types";

/**
 * Methods for tests and demos to read and change the state of the service `zec`. Changes made through them bypass the API
 * and are not recorded as calls.
 */
export class ZecControl {
  readonly #cloud: ZecCloud;
  readonly #save: () => void;

  /** @param save saves the state; called after each change */
  constructor(cloud: ZecCloud, save: () => void) {
    this.#cloud = cloud;
    this.#save = save;
  }

  // ---- Images ----

  /** The custom images that exist now, of all accounts. */
  images(): EmulatedZecImage[] {
    return structuredClone(this.#cloud.images.existing());
  }

  /** All custom images, deleted ones included, in order of creation. */
  history(): EmulatedZecImage[] {
    return structuredClone(this.#cloud.images.all());
  }

  addImage(seed: ZecImageSeed): EmulatedZecImage {
    return structuredClone(this.#change(() => this.#cloud.addImage(seed)));
  }

  renameImage(imageId: string, imageName: string): void {
    this.#change(() => (this.#image(imageId).imageName = imageName));
  }

  /** Changes the tags or the resource group of an image or instance. */
  setLabels(id: string, labels: Partial<Labels>): void {
    this.#change(() => {
      const resource = this.#cloud.images.get(id) ?? this.#cloud.instances.get(id);
      if (!resource) throw new Error(`There is no image or instance ${id}.`);
      this.#cloud.tags.create(resource.account, labels.tags ?? []);
      this.#cloud.setLabels(resource, labels);
    });
  }

  /** Sets the regions where an image is available. */
  setRegions(imageId: string, regionIds: string[]): void {
    this.#change(() => {
      regionIds.forEach((regionId) => this.#cloud.region(regionId));
      this.#image(imageId).regionIds = [...regionIds];
    });
  }

  /** Sets the status of an image, which lasts until a call changes it. Copies in progress are canceled. */
  setImageStatus(imageId: string, status: ZecImageStatus): void {
    this.#change(() => {
      const image = this.#image(imageId);
      this.#cloud.endCreation(image);
      Object.assign(image, { imageStatus: status, copies: [], removal: undefined, deletingUntil: undefined });
      if (status === "CREATING") image.readyAt = Number.MAX_SAFE_INTEGER;
    });
  }

  /** Sets an image to FAILED. If it is CREATING, its creation fails. */
  failImage(imageId: string): void {
    this.setImageStatus(imageId, "FAILED");
  }

  /** Deletes an image in any status, in all regions. If it is CREATING, its creation ends. */
  removeImage(imageId: string): void {
    this.#change(() => {
      const image = this.#image(imageId);
      this.#cloud.endCreation(image);
      this.#cloud.images.remove(image);
    });
  }

  /** Sets how many custom images an account can have. */
  setQuota(count: number): void {
    this.#change(() => (this.#cloud.quota = count));
  }

  // ---- Regions, zones and instances ----

  regions(): EmulatedRegion[] {
    return structuredClone([...this.#cloud.regions.values()]);
  }

  zones(): EmulatedZecZone[] {
    return structuredClone([...this.#cloud.zones.values()]);
  }

  resourceGroups(): ResourceGroup[] {
    return structuredClone(this.#cloud.resourceGroups);
  }

  /** Returns the instance itself, not a copy, so changes take effect. Undefined for an unknown id. */
  instance(instanceId: string): EmulatedZecInstance | undefined {
    return this.#cloud.instances.get(instanceId);
  }

  instances(): EmulatedZecInstance[] {
    return this.#cloud.instances.all();
  }

  addInstance(seed: ZecInstanceSeed): EmulatedZecInstance {
    return this.#change(() => this.#cloud.addInstance(seed));
  }

  /** Sets the status of an instance, which lasts until something changes it. */
  setInstanceStatus(instanceId: string, status: ZecInstanceStatus): void {
    const instance = this.instance(instanceId);
    if (!instance) throw new Error(`There is no instance ${instanceId}.`);
    this.#change(() => this.#cloud.instances.setStatus(instance, status));
  }

  /** Deletes an instance. The images created from it stay. */
  removeInstance(instanceId: string): void {
    this.#change(() => this.#cloud.instances.remove(instanceId));
  }

  #image(imageId: string): EmulatedZecImage {
    const image = this.#cloud.images.get(imageId);
    if (!image) throw new Error(`There is no image ${imageId}.`);
    return image;
  }

  #change<T>(change: () => T): T {
    const result = change();
    this.#save();
    return result;
  }
}
