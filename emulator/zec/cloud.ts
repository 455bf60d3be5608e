import type { CloudClock } from "../clock";
import {
  completeRegion,
  completeZecImage,
  completeZecInstance,
  completeZecZone,
  DEFAULT_RESOURCE_GROUPS,
  DEFAULT_ZEC_QUOTA,
} from "./defaults";
import { newZecImageId, ZecImages } from "./images";
import { ZecInstances } from "./instances";
import { AccountTags } from "./tags";
import type {
  EmulatedRegion,
  EmulatedZecImage,
  EmulatedZecInstance,
  EmulatedZecZone,
  ImageCopy,
  Labeled,
  Labels,
  ResourceGroup,
  ZecImageSeed,
  ZecInstanceSeed,
  ZecOptions,
  ZecPublicImage,
  ZecState,
} from "./types";

type Seeded = "regions" | "zones" | "publicImages" | "resourceGroups";
type Needed = Seeded | "createImageMs" | "stopInstanceMs" | "startInstanceMs" | "visibleAfterMs";

/** Options whose defaults come from elsewhere are required. */
export type CompleteZecOptions = ZecOptions & Required<Pick<ZecOptions, Needed | "ignoredShutdownStatus">>;

/** How the copies of one CopyImage call differ from usual. */
export interface CopyFault {
  /** The region that is affected. Default: all. */
  regionId?: string;
  /** The copy fails, with this text as `errorInfo`. */
  error?: string;
  /** The copy takes this much longer. */
  extraMs?: number;
}

/** The options about the behavior of the service, with defaults filled in. */
export type ZecBehavior = Required<Omit<ZecOptions, Seeded | "instances" | "images" | "quota">>;

/** The state of the service `zec`: regions, zones, instances, images, tags and resource groups. */
export class ZecCloud {
  readonly clock: CloudClock;
  readonly regions: Map<string, EmulatedRegion>;
  readonly zones: Map<string, EmulatedZecZone>;
  readonly publicImages: ZecPublicImage[];
  readonly images: ZecImages;
  readonly instances: ZecInstances;
  readonly tags: AccountTags;
  readonly behavior: ZecBehavior;
  resourceGroups: ResourceGroup[];
  /** How many custom images an account can have. */
  quota: number;

  /** Throws if a zone is in an unknown region, or if there is no resource group. */
  constructor(options: CompleteZecOptions, clock: CloudClock) {
    this.clock = clock;
    const now = (): number => clock.now();
    this.regions = new Map(options.regions.map((seed) => [seed.regionId, completeRegion(seed)]));
    this.zones = new Map(options.zones.map((seed) => [seed.zoneId, completeZecZone(seed, this.region(seed.regionId))]));
    this.publicImages = options.publicImages;
    const { resourceGroups } = options;
    this.resourceGroups = resourceGroups.length > 0 ? resourceGroups : DEFAULT_RESOURCE_GROUPS;
    this.quota = options.quota ?? DEFAULT_ZEC_QUOTA;
    this.behavior = {
      createImageMs: options.createImageMs,
      stopInstanceMs: options.stopInstanceMs,
      startInstanceMs: options.startInstanceMs,
      visibleAfterMs: options.visibleAfterMs,
      ignoredShutdownStatus: options.ignoredShutdownStatus,
      copyImageMs: options.copyImageMs ?? 0,
      deleteCopyMs: options.deleteCopyMs ?? 0,
      deleteImageMs: options.deleteImageMs ?? 0,
      tagsVisibleAfterMs: options.tagsVisibleAfterMs ?? 0,
      deleteWrongStatus: options.deleteWrongStatus ?? "listed",
      deleteInUse: options.deleteInUse ?? true,
      failedCopyStatus: options.failedCopyStatus ?? "FAILED",
      copyAfterFailure: options.copyAfterFailure ?? true,
      emptyLists: options.emptyLists ?? "empty",
    };
    this.images = new ZecImages(now, this.behavior.failedCopyStatus);
    this.instances = new ZecInstances(now);
    this.tags = new AccountTags(now);
  }

  /** Throws for an unknown id. */
  region(regionId: string): EmulatedRegion {
    const region = this.regions.get(regionId);
    if (!region) throw new Error(`There is no region ${regionId}.`);
    return region;
  }

  /** Throws for an unknown id. */
  regionOfZone(zoneId: string): string {
    const zone = this.zones.get(zoneId);
    if (!zone) throw new Error(`There is no zone ${zoneId}.`);
    return zone.regionId;
  }

  /** An unknown group has its id as its name. */
  groupName(id: string): string {
    return this.resourceGroups.find(({ resourceGroupId }) => resourceGroupId === id)?.name ?? id;
  }

  get defaultGroupId(): string {
    return this.resourceGroups[0]?.resourceGroupId ?? ""; // GUESS Z22
  }

  addInstance(seed: ZecInstanceSeed): EmulatedZecInstance {
    const { publicImages, defaultGroupId: resourceGroupId } = this;
    const where = { regionId: this.regionOfZone(seed.zoneId), resourceGroupId, publicImages };
    const instance = completeZecInstance(seed, where);
    this.instances.add(instance);
    this.tags.create(instance.account, instance.tags);
    return instance;
  }

  addImage(seed: ZecImageSeed): EmulatedZecImage {
    [seed.sourceRegionId, ...(seed.regionIds ?? [])].forEach((regionId) => this.region(regionId));
    const given = { imageId: seed.imageId ?? newZecImageId(), resourceGroupId: this.defaultGroupId };
    const image = this.images.add(completeZecImage(seed, { ...given, now: this.clock.now() }));
    this.tags.create(image.account, image.tags);
    return image;
  }

  instance(account: string, instanceId: string): EmulatedZecInstance | undefined {
    const instance = this.instances.get(instanceId);
    return instance?.account === account ? instance : undefined;
  }

  /** An existing custom image of this account, whether lists show it or not. */
  image(account: string, imageId: string): EmulatedZecImage | undefined {
    const image = this.images.get(imageId);
    return image?.account === account ? image : undefined;
  }

  /** An image or instance of this account, which can have tags and a resource group. */
  resource(account: string, id: string): EmulatedZecImage | EmulatedZecInstance | undefined {
    return this.image(account, id) ?? this.instance(account, id);
  }

  /** The tags and the group that lists show now (GUESS Z23). */
  shownLabels({ tags, resourceGroupId, shownLabels }: Labeled): Labels {
    return shownLabels && this.clock.now() < shownLabels.until ? shownLabels : { tags, resourceGroupId };
  }

  setLabels(resource: Labeled, labels: Partial<Labels>): void {
    const { tags, resourceGroupId } = this.shownLabels(resource);
    const ms = this.behavior.tagsVisibleAfterMs;
    resource.shownLabels = ms > 0 ? { tags, resourceGroupId, until: this.clock.now() + ms } : undefined;
    Object.assign(resource, labels);
  }

  /** The custom images of an account that lists show now, newest first. */
  listedImages(account: string): EmulatedZecImage[] {
    const now = this.clock.now();
    const own = this.images.existing().filter((image) => image.account === account);
    return own.filter(({ visibleAt }) => this.behavior.visibleAfterMs === 0 || now >= visibleAt).reverse();
  }

  /** How many images count against the quota: all that exist, copies not (GUESS Z2). */
  imageCount(account: string): number {
    return this.images.existing().filter((image) => image.account === account).length;
  }

  /** Starts the creation of an image. The instance is IMAGING until it ends (GUESS Z5). */
  createImage(
    instance: EmulatedZecInstance,
    given: Pick<EmulatedZecImage, "imageName" | "resourceGroupId" | "tags" | "outcome" | "createdBy">,
  ): EmulatedZecImage {
    const now = this.clock.now();
    const { createImageMs, visibleAfterMs } = this.behavior;
    this.tags.create(instance.account, given.tags); // GUESS Z20
    const image = this.images.add({
      ...given,
      imageId: newZecImageId(),
      account: instance.account,
      instanceId: instance.instanceId,
      sourceRegionId: this.zones.get(instance.zoneId)?.regionId ?? instance.zoneId,
      imageDescription: null,
      ...this.#systemOf(instance),
      imageStatus: "CREATING",
      createdAt: now,
      readyAt: now + createImageMs,
      visibleAt: now + visibleAfterMs,
      regionIds: [],
      copies: [],
      failedRegionIds: [],
    });
    this.instances.setStatus(instance, "IMAGING", { status: "STOPPED", ms: createImageMs });
    return image;
  }

  /** Ends the creation of an image early, if it is CREATING. Its instance becomes STOPPED. */
  endCreation(image: EmulatedZecImage): void {
    if (image.imageStatus !== "CREATING") return;
    image.readyAt = this.clock.now();
    const instance = image.instanceId === null ? undefined : this.instances.get(image.instanceId);
    if (instance?.status === "IMAGING") this.instances.setStatus(instance, "STOPPED");
  }

  /** Starts copies to these regions. Copies are created one after the other (GUESS Z16). */
  copyImage(image: EmulatedZecImage, regionIds: string[], fault: CopyFault | undefined): void {
    const now = this.clock.now();
    const { copyImageMs } = this.behavior;
    image.copies = regionIds.map((regionId, index): ImageCopy => {
      const isAffected = fault !== undefined && (fault.regionId ?? regionId) === regionId;
      const { extraMs = 0, error } = isAffected ? fault : {};
      const startsAt = now + index * copyImageMs;
      return { regionId, startsAt, endsAt: startsAt + copyImageMs + extraMs, error };
    });
    image.failedRegionIds = [];
    if (regionIds.length > 0) image.imageStatus = "SYNCING";
  }

  /** Starts to remove an image from these regions. It is PROCESSING until that ends (GUESS Z19). */
  removeCopies(image: EmulatedZecImage, regionIds: string[]): void {
    if (regionIds.length === 0) return;
    image.removal = { regionIds, until: this.clock.now() + this.behavior.deleteCopyMs };
    image.imageStatus = "PROCESSING";
  }

  /** Everything that can change, for the state file. */
  snapshot(): ZecState {
    const { resourceGroups, quota } = this;
    return {
      images: this.images.all(),
      instances: this.instances.all(),
      resourceGroups,
      tags: this.tags.all(),
      quota,
    };
  }

  restore({ images, instances, resourceGroups, tags, quota }: ZecState): void {
    images.forEach((image) => this.images.add(image));
    instances.forEach((instance) => this.instances.add(instance));
    this.tags.restore(tags);
    this.resourceGroups = resourceGroups;
    this.quota = quota;
  }

  /** What the image of an instance has from the image that the instance runs (GUESS Z26). */
  #systemOf(instance: EmulatedZecInstance) {
    const image =
      this.publicImages.find(({ imageId }) => imageId === instance.imageId) ??
      this.images.all().find(({ imageId }) => imageId === instance.imageId);
    const { imageVersion = "", category = "OTHERS", osType = "linux", nicNetworkType = ["VirtioOnly"] } = image ?? {};
    const minDiskSize = instance.systemDisk.diskSize;
    return {
      imageVersion,
      category,
      osType,
      nicNetworkType: [...nicNetworkType],
      minDiskSize,
      imageSize: String(minDiskSize),
    };
  }
}
