import type { CloudClock } from "../clock";
import { completeImage, completeInstance, completeZone, DEFAULT_QUOTA } from "./defaults";
import { Images, newImageId } from "./images";
import { Instances } from "./instances";
import type { EmulatedImage, EmulatedInstance, EmulatedZone, ImageSeed, InstanceSeed, PublicImage } from "./types";
import type { VmOptions, VmState } from "./types";

/** The options about the behavior of the service, with defaults filled in. */
export interface Behavior {
  createImageMs: number;
  stopInstanceMs: number;
  startInstanceMs: number;
  visibleAfterMs: number;
  listedAfterDeleteMs: number;
  deleteUnavailable: boolean;
  deleteInUse: boolean;
  instanceUnknown: "empty" | "notFound";
  imageNameFilter: "exact" | "fuzzy";
  ignoredShutdownStatus: "STOPPING" | "RUNNING";
  descriptionLength: "codePoints" | "utf16";
  renameAfterAvailableMs: number;
}

/** The state of the service `vm`: zones, instances, images and quotas. */
export class VmCloud {
  readonly clock: CloudClock;
  readonly zones: Map<string, EmulatedZone>;
  readonly publicImages: PublicImage[];
  readonly images: Images;
  readonly instances: Instances;
  readonly behavior: Behavior;
  #defaultQuota: number;
  readonly #quotas = new Map<string, number>();

  constructor(options: VmOptions & Required<Pick<VmOptions, "zones" | "publicImages">>, clock: CloudClock) {
    this.clock = clock;
    const now = (): number => clock.now();
    this.zones = new Map(options.zones.map((zone) => [zone.zoneId, completeZone(zone)]));
    this.publicImages = options.publicImages;
    this.images = new Images(now);
    this.instances = new Instances(now);
    this.#defaultQuota = options.quota ?? DEFAULT_QUOTA;
    this.behavior = {
      createImageMs: options.createImageMs ?? 0,
      stopInstanceMs: options.stopInstanceMs ?? 0,
      startInstanceMs: options.startInstanceMs ?? 0,
      visibleAfterMs: options.visibleAfterMs ?? 0,
      listedAfterDeleteMs: options.listedAfterDeleteMs ?? 0,
      deleteUnavailable: options.deleteUnavailable ?? true,
      deleteInUse: options.deleteInUse ?? true,
      instanceUnknown: options.instanceUnknown ?? "empty",
      imageNameFilter: options.imageNameFilter ?? "exact",
      ignoredShutdownStatus: options.ignoredShutdownStatus ?? "STOPPING",
      descriptionLength: options.descriptionLength ?? "codePoints",
      renameAfterAvailableMs: options.renameAfterAvailableMs ?? 0,
    };
  }

  addInstance(seed: InstanceSeed): EmulatedInstance {
    if (!this.zones.has(seed.zoneId)) throw new Error(`There is no zone ${seed.zoneId}.`);
    const instance = completeInstance(seed, this.publicImages);
    this.instances.add(instance);
    return instance;
  }

  addImage(seed: ImageSeed): EmulatedImage {
    if (!this.zones.has(seed.zoneId)) throw new Error(`There is no zone ${seed.zoneId}.`);
    return this.images.add(completeImage(seed, seed.imageId ?? newImageId(), this.clock.now()));
  }

  instance(account: string, instanceId: string): EmulatedInstance | undefined {
    const instance = this.instances.get(instanceId);
    return instance?.account === account ? instance : undefined;
  }

  /** An existing custom image of this account, whether lists show it or not. */
  image(account: string, imageId: string): EmulatedImage | undefined {
    const image = this.images.get(imageId);
    return image?.account === account ? image : undefined;
  }

  /** The custom images of an account that lists show now, newest first (GUESS G15). */
  listedImages(account: string): EmulatedImage[] {
    const { visibleAfterMs, listedAfterDeleteMs } = this.behavior;
    const now = this.clock.now();
    const candidates = listedAfterDeleteMs > 0 ? this.images.all() : this.images.existing();
    return candidates
      .filter((image) => image.account === account && (visibleAfterMs === 0 || now >= image.visibleAt))
      .filter((image) => image.deletedAt === undefined || now < image.deletedAt + listedAfterDeleteMs)
      .reverse();
  }

  /** How many images count against the quota, including those CREATING and UNAVAILABLE (GUESS G19). */
  imageCount(account: string, zoneId: string): number {
    return this.images.existing().filter((image) => image.account === account && image.zoneId === zoneId).length;
  }

  quota(zoneId: string): number {
    return this.#quotas.get(zoneId) ?? this.#defaultQuota;
  }

  /** Sets the quota of one zone, or of all. */
  setQuota(zoneId: string | undefined, count: number): void {
    if (zoneId !== undefined) this.#quotas.set(zoneId, count);
    else {
      this.#quotas.clear();
      this.#defaultQuota = count;
    }
  }

  /** Starts the creation of an image. The instance is IMAGING until it ends (GUESS G22). */
  createImage(
    instance: EmulatedInstance,
    given: Pick<EmulatedImage, "imageName" | "imageDescription" | "outcome" | "createdBy">,
  ): EmulatedImage {
    const now = this.clock.now();
    const { createImageMs, visibleAfterMs } = this.behavior;
    const image = this.images.add({
      ...given,
      imageId: newImageId(),
      account: instance.account,
      zoneId: instance.zoneId,
      instanceId: instance.instanceId,
      imageSize: String(instance.systemDisk.diskSize),
      ...this.#systemOf(instance),
      imageStatus: "CREATING",
      createdAt: now,
      readyAt: now + createImageMs,
      visibleAt: now + visibleAfterMs, // GUESS G16
    });
    this.instances.setStatus(instance, "IMAGING", { status: "STOPPED", ms: createImageMs });
    return image;
  }

  /** Ends the creation of an image early, if it is CREATING. Its instance becomes STOPPED. */
  endCreation(image: EmulatedImage): void {
    if (image.imageStatus !== "CREATING") return;
    image.readyAt = this.clock.now();
    const instance = image.instanceId === null ? undefined : this.instances.get(image.instanceId);
    if (instance?.instanceStatus === "IMAGING") this.instances.setStatus(instance, "STOPPED");
  }

  /** Everything that can change, for the state file. */
  snapshot(): VmState {
    const quotas = { all: this.#defaultQuota, zones: Object.fromEntries(this.#quotas) };
    return { images: this.images.all(), instances: this.instances.all(), quotas };
  }

  restore({ images, instances, quotas }: VmState): void {
    images.forEach((image) => this.images.add(image));
    instances.forEach((instance) => this.instances.add(instance));
    this.setQuota(undefined, quotas.all);
    Object.entries(quotas.zones).forEach(([zoneId, count]) => this.setQuota(zoneId, count));
  }

  /** The operating system of the image that the instance runs (GUESS G24). */
  #systemOf(instance: EmulatedInstance): Pick<EmulatedImage, "imageVersion" | "category" | "osType"> {
    const image =
      this.publicImages.find(({ imageId }) => imageId === instance.imageId) ??
      this.images.all().find(({ imageId }) => imageId === instance.imageId);
    const { imageVersion = "", category = "OTHERS", osType = "linux" } = image ?? {};
    return { imageVersion, category, osType };
  }
}
