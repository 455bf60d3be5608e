// Generated from schema.json by `make codegen`; do not edit.

/**
 * Settings of the provider, as the stack configuration (`zenlayer:` keys) or a provider resource gives them.
 */
export interface ZenlayerConfig {
  /**
   * Bearer token from the Zenlayer console. Takes precedence over an access key from the same source. Store it with `pulumi config set --secret`. Default: `ZENLAYER_TOKEN`.
   */
  token?: string;
  /**
   * Access key id. Requires `accessKeyPassword`. Default: `ZENLAYER_ACCESS_KEY_ID`, then `ZENLAYERCLOUD_ACCESS_KEY_ID`.
   */
  accessKeyId?: string;
  /**
   * Access key password. Store it with `pulumi config set --secret`. Default: `ZENLAYER_ACCESS_KEY_SECRET`, then `ZENLAYERCLOUD_ACCESS_KEY_PASSWORD`.
   */
  accessKeyPassword?: string;
  /**
   * Profile name in the credentials file of Zenlayer's command line tool (`~/.zenlayer/credentials.json`). Default: `ZENLAYER_PROFILE`, then the tool's current profile, then `default`.
   */
  profile?: string;
  /**
   * API endpoint: a URL, or a host name that is reached over https. Default: `ZENLAYER_ENDPOINT`, then `ZENLAYERCLOUD_DOMAIN` with `ZENLAYERCLOUD_SCHEME`, then `https://console.zenlayer.com`.
   */
  endpoint?: string;
  /**
   * API version to use: `2026-04-01` (the default) or `2023-03-13`.
   */
  apiVersion?: "2026-04-01" | "2023-03-13";
  /**
   * What `pulumi preview` does with the problems it finds: `warn` (the default) prints them, `error` also fails the preview, `off` skips the checks.
   */
  preflight?: "warn" | "error" | "off";
  /**
   * Polling interval in seconds while an image is being created or deleted, or an instance changes its power state. Default: 1 s or less at first, growing to 15 s the longer the change takes.
   */
  pollIntervalSeconds?: number;
  /**
   * Maximum number of API requests per second per provider process, after a first burst of two seconds' worth. The provider slows down when the service throttles requests. Default: 10.
   */
  maxRequestsPerSecond?: number;
  /**
   * Timeout of a single request attempt, in seconds. Default: 60.
   */
  requestTimeoutSeconds?: number;
  /**
   * How long to look for the image after a CreateImage call whose outcome is unknown, in seconds. Default: 30.
   */
  settleSeconds?: number;
  /**
   * Accept an `http://` endpoint on another host. Requests then travel unencrypted. Default: false.
   */
  allowInsecureEndpoint?: boolean;
}

/**
 * Inputs of `CustomImage`. A custom image of a Zenlayer Cloud virtual machine: a copy of its system disk, from which new instances in the same zone can be created. A zone holds five custom images unless Zenlayer support has raised the quota. Creating an image takes minutes, during which the instance must stay stopped.
 */
export interface CustomImageInputs {
  /**
   * Id of the instance to create the image from. Required to create an image; may be omitted once the image exists, so that an image can outlive its source instance. A different instance replaces the image. The service creates images only from stopped instances (see `stopInstance`), and the image stays in the zone of its instance.
   */
  instanceId?: string;
  /**
   * Name of the image: 1 to 24 Chinese characters, letters, digits, `-` and `_`. A different name in the program replaces the image; a name changed outside Pulumi is drift and is repaired in place. Default: the resource's name followed by 7 hexadecimal digits derived from project, stack, resource and instance.
   */
  imageName?: string;
  /**
   * Description of the image, at most 255 characters. Updated in place; removing it clears the description.
   */
  imageDescription?: string;
  /**
   * Stop a running instance before the image is created, and restart it afterwards, whatever the outcome. An instance that was already stopped stays stopped. Takes effect when an image is created. Default: false; creating an image from a running instance then fails.
   */
  stopInstance?: boolean;
  /**
   * With `stopInstance`: force the power off if the instance has not shut down within 120 seconds. Default: false; the creation then fails if the instance does not shut down.
   */
  forceShutdown?: boolean;
  /**
   * Adopt this existing custom image instead of creating one: `img-…`, or `ZONE/img-…`, which avoids searching every zone. While this input is set the image is borrowed: it is never modified, and destroying or replacing the resource leaves it in place. Remove the input to own the image. A different id replaces the resource.
   */
  adoptImageId?: string;
}

/**
 * Outputs of `CustomImage`.
 */
export interface CustomImageOutputs {
  /**
   * Id of the instance the image was created from, if known. The service does not report it.
   */
  instanceId?: string;
  /**
   * Name of the image.
   */
  imageName: string;
  /**
   * Description of the image. Absent if the image has none.
   */
  imageDescription?: string;
  /**
   * Stop a running instance before the image is created, and restart it afterwards, whatever the outcome. An instance that was already stopped stays stopped. Takes effect when an image is created. Default: false; creating an image from a running instance then fails.
   */
  stopInstance?: boolean;
  /**
   * With `stopInstance`: force the power off if the instance has not shut down within 120 seconds. Default: false; the creation then fails if the instance does not shut down.
   */
  forceShutdown?: boolean;
  /**
   * Adopt this existing custom image instead of creating one: `img-…`, or `ZONE/img-…`, which avoids searching every zone. While this input is set the image is borrowed: it is never modified, and destroying or replacing the resource leaves it in place. Remove the input to own the image. A different id replaces the resource.
   */
  adoptImageId?: string;
  /**
   * Id of the image, the same as the resource's id. Pass it to whatever creates instances.
   */
  imageId: string;
  /**
   * Zone of the image, for example `HKG-A`. An image can only be used in its own zone.
   */
  zoneId: string;
  /**
   * Size in GB: that of the source instance's system disk.
   */
  imageSize?: number;
  /**
   * `CREATING`, `AVAILABLE` (usable) or `UNAVAILABLE` (failed).
   */
  imageStatus: string;
  /**
   * `CUSTOM_IMAGE`.
   */
  imageType: string;
  /**
   * Operating system version, for example `22.04`.
   */
  imageVersion?: string;
  /**
   * `linux` or `windows`.
   */
  osType?: string;
  /**
   * Operating system family, for example `Ubuntu`.
   */
  category?: string;
  /**
   * Id of the CreateImage request, as Zenlayer support asks for it. Absent for an adopted image, and if the response to that request was lost.
   */
  createRequestId?: string;
  /**
   * When the creation of the image was requested, by the service's clock, as ISO 8601 in UTC. Absent for an adopted image.
   */
  createdAt?: string;
  /**
   * How long the image took to be created, in seconds. Absent unless one run saw that from beginning to end: for an adopted image, and after an interrupted run.
   */
  creationSeconds?: number;
  /**
   * API endpoint at which the image was last read.
   */
  endpoint: string;
}

/**
 * Inputs of `ImageFamily`. Versions of a custom image, such as one per month, in one zone. Another `version` creates another image; the oldest versions beyond `keep` are deleted once the new one is usable, but never the current version or one that instances were created from. A version that is still kept becomes current again by its label alone, without building anything.
 */
export interface ImageFamilyInputs {
  /**
   * Id of the instance to create the next version from. Required to create a version; may be omitted otherwise. A change takes effect with the next version and creates nothing by itself. The instance must be in the family's zone, and stopped (see `stopInstance`).
   */
  instanceId?: string;
  /**
   * Label of the version, for example `2026-10`: letters, digits, `-` and `_`. A label that the family does not have creates an image, named `<familyName>-<version>`; that name may have 24 characters. A label that the family still has makes that version current again, without any change to images. A label whose version was pruned or deleted is an error: a label never changes its image.
   */
  version: string;
  /**
   * First part of the names of the family's images. Cannot be changed: create another family and take the images over with `adoptVersions`. Default: the resource's name.
   */
  familyName?: string;
  /**
   * Label of the version that `imageId` points to. Set it to create a candidate with `version`, test it, and make it current later. Requires `keep` of at least 2 while it differs from `version`. Default: `version`.
   */
  currentVersion?: string;
  /**
   * How many usable versions are kept, 1 to 20. After a new version has become usable, and after this number is lowered, the oldest versions beyond it are deleted, except the current one, the declared one, and any from which instances were created. Default: 3.
   */
  keep?: number;
  /**
   * Description of the next version's image, at most 255 characters. Existing versions keep theirs.
   */
  imageDescription?: string;
  /**
   * Stop a running instance before a version is created, and restart it afterwards, whatever the outcome. Default: false; creating a version from a running instance then fails.
   */
  stopInstance?: boolean;
  /**
   * With `stopInstance`: force the power off if the instance has not shut down within 120 seconds. Default: false.
   */
  forceShutdown?: boolean;
  /**
   * Existing custom images to take in as versions: image ids (`img-…`, or `ZONE/img-…`) by label. The family owns them from then on, and renames them to `<familyName>-<label>`. Removing an entry changes nothing.
   */
  adoptVersions?: Record<string, string>;
}

/**
 * Outputs of `ImageFamily`.
 */
export interface ImageFamilyOutputs {
  /**
   * Id of the current version's image. Pass it to whatever creates instances.
   */
  imageId: string;
  /**
   * Name of the current version's image.
   */
  imageName: string;
  /**
   * The declared version, once its image is usable.
   */
  version: string;
  /**
   * Label of the current version.
   */
  currentVersion: string;
  /**
   * Id of the image that was current before. Absent if there is none, or if it was deleted.
   */
  previousImageId?: string;
  /**
   * Label of the version that was current before. Absent if there is none, or if it was deleted.
   */
  previousVersion?: string;
  /**
   * The family's versions, newest first.
   */
  versions: FamilyVersion[];
  /**
   * Zone of the family, for example `HKG-A`. An image can only be used in its own zone.
   */
  zoneId: string;
  /**
   * First part of the names of the family's images.
   */
  familyName: string;
  /**
   * Id of the instance that the latest version was created from, if known.
   */
  instanceId?: string;
  /**
   * How many usable versions are kept, if the program says so.
   */
  keep?: number;
  /**
   * Description of the next version's image, at most 255 characters. Existing versions keep theirs.
   */
  imageDescription?: string;
  /**
   * Stop a running instance before a version is created, and restart it afterwards, whatever the outcome. Default: false; creating a version from a running instance then fails.
   */
  stopInstance?: boolean;
  /**
   * With `stopInstance`: force the power off if the instance has not shut down within 120 seconds. Default: false.
   */
  forceShutdown?: boolean;
  /**
   * Existing custom images to take in as versions: image ids (`img-…`, or `ZONE/img-…`) by label. The family owns them from then on, and renames them to `<familyName>-<label>`. Removing an entry changes nothing.
   */
  adoptVersions?: Record<string, string>;
}

/**
 * Inputs of `ZecImage`. A custom image of a Zenlayer Elastic Compute (`zec`) instance: a copy of its system disk, from which instances in every region that holds a copy can be created. An image has one id in all regions, and belongs to the account. Creating an image takes minutes, during which the instance must stay stopped.
 */
export interface ZecImageInputs {
  /**
   * Id of the instance to create the image from. Required to create an image; may be omitted once the image exists, so that an image can outlive its source instance. A different instance replaces the image. The service creates images only from stopped instances (see `stopInstance`) without a GPU.
   */
  instanceId?: string;
  /**
   * Name of the image: 2 to 63 letters, digits, `-`, `_` and `.`; it starts and ends with a letter or digit. Updated in place. Default: the resource's name followed by 7 hexadecimal digits derived from project, stack, resource and instance.
   */
  imageName?: string;
  /**
   * Id of the resource group. Updated in place. Absent: a new image is in the account's default group, and a group changed outside Pulumi is left as it is.
   */
  resourceGroupId?: string;
  /**
   * Tags of the image, the whole set: at most 20, keys and values of 1 to 64 characters. Updated in place: tags that were set on the image outside Pulumi are removed. Absent: tags are left as they are. `{}` removes all.
   */
  tags?: Record<string, string>;
  /**
   * Regions that hold a copy of the image, the whole set, with the region of the source instance. Updated in place: copies are added first, then others are removed. A set without the source region is an error, unless it has `-REGION` for it, for example `["-asia-east-1", "europe-central-1"]`. Absent: the image is in the source region, and copies made elsewhere are left alone.
   */
  regions?: string[];
  /**
   * Stop a running instance before the image is created, and restart it afterwards, whatever the outcome. An instance that was already stopped stays stopped. Takes effect when an image is created. Default: false; creating an image from a running instance then fails.
   */
  stopInstance?: boolean;
  /**
   * With `stopInstance`: force the power off if the instance has not shut down within 120 seconds. Default: false; the creation then fails if the instance does not shut down.
   */
  forceShutdown?: boolean;
  /**
   * Adopt this existing custom image instead of creating one. While this input is set the image is borrowed: it is never modified, and destroying or replacing the resource leaves it in place. Remove the input to own the image. A different id replaces the resource.
   */
  adoptImageId?: string;
}

/**
 * Outputs of `ZecImage`.
 */
export interface ZecImageOutputs {
  /**
   * Id of the instance the image was created from, if known. The service does not report it.
   */
  instanceId?: string;
  /**
   * Name of the image.
   */
  imageName: string;
  /**
   * Id of the image's resource group.
   */
  resourceGroupId?: string;
  /**
   * Tags of the image, including those set outside Pulumi.
   */
  tags: Record<string, string>;
  /**
   * Regions where the image is available.
   */
  regions: string[];
  /**
   * Stop a running instance before the image is created, and restart it afterwards, whatever the outcome. An instance that was already stopped stays stopped. Takes effect when an image is created. Default: false; creating an image from a running instance then fails.
   */
  stopInstance?: boolean;
  /**
   * With `stopInstance`: force the power off if the instance has not shut down within 120 seconds. Default: false; the creation then fails if the instance does not shut down.
   */
  forceShutdown?: boolean;
  /**
   * Adopt this existing custom image instead of creating one. While this input is set the image is borrowed: it is never modified, and destroying or replacing the resource leaves it in place. Remove the input to own the image. A different id replaces the resource.
   */
  adoptImageId?: string;
  /**
   * Id of the image, the same as the resource's id. Pass it to whatever creates instances.
   */
  imageId: string;
  /**
   * Zone of the source instance. Absent for an imported or adopted image: the service does not report it.
   */
  zoneId?: string;
  /**
   * Size in GiB: that of the source instance's system disk.
   */
  imageSize?: number;
  /**
   * Smallest system disk, in GiB, of an instance that is created from the image.
   */
  minDiskSize?: number;
  /**
   * Network types that instances created from the image can have, for example `VirtioOnly`.
   */
  nicNetworkTypes?: string[];
  /**
   * `CREATING`, `AVAILABLE` (usable), `SYNCING` (being copied), `PROCESSING` or `FAILED`. An image of which a copy has failed is `AVAILABLE` as long as a region has it.
   */
  imageStatus: string;
  /**
   * `CUSTOM_IMAGE`.
   */
  imageType: string;
  /**
   * Operating system version, for example `22.04`.
   */
  imageVersion?: string;
  /**
   * `linux`, `windows`, `bsd`, `android` or `any`.
   */
  osType?: string;
  /**
   * Operating system family, for example `Ubuntu`.
   */
  category?: string;
  /**
   * Id of the CreateImage request, as Zenlayer support asks for it. Absent for an adopted image, and if the response to that request was lost.
   */
  createRequestId?: string;
  /**
   * When the creation of the image was requested, by the service's clock, as ISO 8601 in UTC. Absent for an adopted image.
   */
  createdAt?: string;
  /**
   * How long the image took to be created, in seconds. Absent unless one run saw that from beginning to end: for an adopted image, and after an interrupted run.
   */
  creationSeconds?: number;
  /**
   * API endpoint at which the image was last read.
   */
  endpoint: string;
}

/**
 * Inputs of `ZecImageFamily`. Versions of a custom image of Zenlayer Elastic Compute (`zec`), such as one per month, in the regions that you declare. Another `version` creates another image; the oldest versions beyond `keep` are deleted once the new one is usable, but never the current version or one that instances were created from. A version that is still kept becomes current again by its label alone, without building anything.
 */
export interface ZecImageFamilyInputs {
  /**
   * Id of the instance to create the next version from. Required to create a version; may be omitted otherwise. A change takes effect with the next version and creates nothing by itself. The instance may be in any region; it must have no GPU and be stopped (see `stopInstance`).
   */
  instanceId?: string;
  /**
   * Label of the version, for example `2026-10`: letters, digits, `-`, `_` and `.`, with a letter or digit at the end. A label that the family does not have creates an image, named `<familyName>-<version>`; that name may have 63 characters. A label that the family still has makes that version current again, without any change to images. A label whose version was pruned or deleted is an error: a label never changes its image.
   */
  version: string;
  /**
   * First part of the names of the family's images: letters, digits, `-`, `_` and `.`, with a letter or digit at the beginning. Cannot be changed: create another family and take the images over with `adoptVersions`. Default: the resource's name.
   */
  familyName?: string;
  /**
   * Label of the version that `imageId` points to. Set it to create a candidate with `version`, test it, and make it current later. Requires `keep` of at least 2 while it differs from `version`. Default: `version`.
   */
  currentVersion?: string;
  /**
   * How many usable versions are kept, 1 to 20. After a new version has become usable, and after this number is lowered, the oldest versions beyond it are deleted, except the current one, the declared one, and any from which instances were created. Default: 3.
   */
  keep?: number;
  /**
   * Stop a running instance before a version is created, and restart it afterwards, whatever the outcome. Default: false; creating a version from a running instance then fails.
   */
  stopInstance?: boolean;
  /**
   * With `stopInstance`: force the power off if the instance has not shut down within 120 seconds. Default: false.
   */
  forceShutdown?: boolean;
  /**
   * Existing custom images to take in as versions: image ids by label. The family owns them from then on, renames them to `<familyName>-<label>`, and makes their regions, tags and resource group the declared ones. Removing an entry changes nothing.
   */
  adoptVersions?: Record<string, string>;
  /**
   * Regions that hold a copy of each version, the whole set, with the region of the source instance. Applies to every version that is kept, and is updated in place: copies are added first, then others are removed; a rollback leaves the images as they are. A set without a version's source region is an error, unless it has `-REGION` for it, for example `["-asia-east-1", "europe-central-1"]`. Absent: a version is in its source region, and copies made elsewhere are left alone.
   */
  regions?: string[];
  /**
   * Tags of each version's image, the whole set: at most 20, keys and values of 1 to 64 characters. Applies to every version that is kept, and is updated in place: tags that somebody else has set on an image are removed. Absent: tags are left as they are. `{}` removes all.
   */
  tags?: Record<string, string>;
  /**
   * Id of the resource group of each version's image. Applies to every version that is kept, and is updated in place. Absent: a new image is in the account's default group, and a group changed outside Pulumi is left as it is.
   */
  resourceGroupId?: string;
}

/**
 * Outputs of `ZecImageFamily`.
 */
export interface ZecImageFamilyOutputs {
  /**
   * Id of the current version's image, in all of its regions. Pass it to whatever creates instances.
   */
  imageId: string;
  /**
   * Name of the current version's image.
   */
  imageName: string;
  /**
   * The declared version, once its image is usable.
   */
  version: string;
  /**
   * Label of the current version.
   */
  currentVersion: string;
  /**
   * Id of the image that was current before. Absent if there is none, or if it was deleted.
   */
  previousImageId?: string;
  /**
   * Label of the version that was current before. Absent if there is none, or if it was deleted.
   */
  previousVersion?: string;
  /**
   * The family's versions, newest first.
   */
  versions: ZecFamilyVersion[];
  /**
   * First part of the names of the family's images.
   */
  familyName: string;
  /**
   * Id of the instance that the latest version was created from, if known.
   */
  instanceId?: string;
  /**
   * How many usable versions are kept, if the program says so.
   */
  keep?: number;
  /**
   * Stop a running instance before a version is created, and restart it afterwards, whatever the outcome. Default: false; creating a version from a running instance then fails.
   */
  stopInstance?: boolean;
  /**
   * With `stopInstance`: force the power off if the instance has not shut down within 120 seconds. Default: false.
   */
  forceShutdown?: boolean;
  /**
   * Existing custom images to take in as versions: image ids by label. The family owns them from then on, renames them to `<familyName>-<label>`, and makes their regions, tags and resource group the declared ones. Removing an entry changes nothing.
   */
  adoptVersions?: Record<string, string>;
  /**
   * Regions where the current version is available.
   */
  regions: string[];
  /**
   * Tags of the current version's image, including those set outside Pulumi.
   */
  tags: Record<string, string>;
  /**
   * Id of the resource group of the current version's image.
   */
  resourceGroupId?: string;
}

/**
 * An image in a zone.
 */
export interface Image {
  /**
   * Id of the image, the same as the resource's id. Pass it to whatever creates instances.
   */
  imageId: string;
  /**
   * Zone of the image, for example `HKG-A`. An image can only be used in its own zone.
   */
  zoneId: string;
  /**
   * Name of the image.
   */
  imageName: string;
  /**
   * Description of the image. Absent if the image has none.
   */
  imageDescription?: string;
  /**
   * Size in GB: that of the source instance's system disk.
   */
  imageSize?: number;
  /**
   * `CREATING`, `AVAILABLE` (usable) or `UNAVAILABLE` (failed).
   */
  imageStatus: string;
  /**
   * `CUSTOM_IMAGE` (the account's) or `PUBLIC_IMAGE` (Zenlayer's).
   */
  imageType: string;
  /**
   * Operating system version, for example `22.04`.
   */
  imageVersion?: string;
  /**
   * `linux` or `windows`.
   */
  osType?: string;
  /**
   * Operating system family, for example `Ubuntu`.
   */
  category?: string;
}

/**
 * Custom image quota of a zone.
 */
export interface ZoneQuota {
  /**
   * Id of the zone.
   */
  zoneId: string;
  /**
   * Number of custom images in the zone, those being created included.
   */
  count: number;
  /**
   * Maximum number of custom images in the zone.
   */
  maxCount: number;
  /**
   * Free slots: `maxCount` minus `count`, never below 0.
   */
  free: number;
}

/**
 * An instance that was created from an image.
 */
export interface ImageUser {
  /**
   * Id of the instance.
   */
  instanceId: string;
  /**
   * Name of the instance.
   */
  instanceName: string;
  /**
   * Zone of the instance.
   */
  zoneId: string;
  /**
   * Status of the instance, for example `RUNNING`, `STOPPED`, or `RECYCLE` for one in the recycle bin.
   */
  instanceStatus: string;
}

/**
 * A version of an image family.
 */
export interface FamilyVersion {
  /**
   * Label of the version.
   */
  version: string;
  /**
   * Id of the version's image.
   */
  imageId: string;
  /**
   * Name of the version's image.
   */
  imageName: string;
  /**
   * `CREATING`, `AVAILABLE` (usable) or `UNAVAILABLE` (failed).
   */
  imageStatus: string;
  /**
   * Size in GB.
   */
  imageSize?: number;
  /**
   * When the creation of the image was requested, by the service's clock, as ISO 8601 in UTC. Absent for an adopted or imported image.
   */
  createdAt?: string;
}

/**
 * A custom image of Elastic Compute.
 */
export interface ZecImageInfo {
  /**
   * Id of the image, in all regions.
   */
  imageId: string;
  /**
   * Name of the image.
   */
  imageName: string;
  /**
   * `CUSTOM_IMAGE`.
   */
  imageType: string;
  /**
   * `CREATING`, `AVAILABLE` (usable), `SYNCING` (being copied), `PROCESSING` or `FAILED`. An image of which a copy has failed is `AVAILABLE` as long as a region has it.
   */
  imageStatus: string;
  /**
   * Regions where the image is available.
   */
  regions: string[];
  /**
   * Tags of the image, including those set outside Pulumi.
   */
  tags: Record<string, string>;
  /**
   * Id of the image's resource group.
   */
  resourceGroupId?: string;
  /**
   * Size in GiB: that of the source instance's system disk.
   */
  imageSize?: number;
  /**
   * Smallest system disk, in GiB, of an instance that is created from the image.
   */
  minDiskSize?: number;
  /**
   * Network types that instances created from the image can have, for example `VirtioOnly`.
   */
  nicNetworkTypes?: string[];
  /**
   * Operating system version, for example `22.04`.
   */
  imageVersion?: string;
  /**
   * `linux`, `windows`, `bsd`, `android` or `any`.
   */
  osType?: string;
  /**
   * Operating system family, for example `Ubuntu`.
   */
  category?: string;
}

/**
 * A version of an image family of Elastic Compute.
 */
export interface ZecFamilyVersion {
  /**
   * Label of the version.
   */
  version: string;
  /**
   * Id of the version's image.
   */
  imageId: string;
  /**
   * Name of the version's image.
   */
  imageName: string;
  /**
   * `CREATING`, `AVAILABLE` (usable), `SYNCING` (being copied, and usable where it is), `PROCESSING` or `FAILED`.
   */
  imageStatus: string;
  /**
   * Size in GiB.
   */
  imageSize?: number;
  /**
   * When the creation of the image was requested, by the service's clock, as ISO 8601 in UTC. Absent for an adopted or imported image.
   */
  createdAt?: string;
  /**
   * Regions where the version is available.
   */
  regions: string[];
}

/**
 * Arguments of `getImage`.
 */
export interface GetImageArgs {
  /**
   * Id of the image: `img-…`, or `ZONE/img-…`.
   */
  imageId?: string;
  /**
   * Exact name of the image.
   */
  imageName?: string;
  /**
   * Zone to search. Default: every zone.
   */
  zoneId?: string;
  /**
   * `CUSTOM_IMAGE` or `PUBLIC_IMAGE`. Default: both.
   */
  imageType?: "CUSTOM_IMAGE" | "PUBLIC_IMAGE";
}

/**
 * Result of `getImage`.
 */
export interface GetImageResult {
  /**
   * Id of the image, the same as the resource's id. Pass it to whatever creates instances.
   */
  imageId: string;
  /**
   * Zone of the image, for example `HKG-A`. An image can only be used in its own zone.
   */
  zoneId: string;
  /**
   * Name of the image.
   */
  imageName: string;
  /**
   * Description of the image. Absent if the image has none.
   */
  imageDescription?: string;
  /**
   * Size in GB: that of the source instance's system disk.
   */
  imageSize?: number;
  /**
   * `CREATING`, `AVAILABLE` (usable) or `UNAVAILABLE` (failed).
   */
  imageStatus: string;
  /**
   * `CUSTOM_IMAGE` (the account's) or `PUBLIC_IMAGE` (Zenlayer's).
   */
  imageType: string;
  /**
   * Operating system version, for example `22.04`.
   */
  imageVersion?: string;
  /**
   * `linux` or `windows`.
   */
  osType?: string;
  /**
   * Operating system family, for example `Ubuntu`.
   */
  category?: string;
}

/**
 * Arguments of `getImages`.
 */
export interface GetImagesArgs {
  /**
   * Zone to search. Default: every zone.
   */
  zoneId?: string;
  /**
   * `CUSTOM_IMAGE` or `PUBLIC_IMAGE`. Default: both.
   */
  imageType?: "CUSTOM_IMAGE" | "PUBLIC_IMAGE";
  /**
   * `CREATING`, `AVAILABLE` or `UNAVAILABLE`. Default: any.
   */
  imageStatus?: string;
  /**
   * `linux` or `windows`. Default: any.
   */
  osType?: string;
  /**
   * Operating system family, for example `Ubuntu`. Default: any.
   */
  category?: string;
  /**
   * Exact name of the image.
   */
  imageName?: string;
  /**
   * Regular expression to match against the name, for example `^web-`.
   */
  namePattern?: string;
}

/**
 * Result of `getImages`.
 */
export interface GetImagesResult {
  /**
   * The images, sorted by zone, name and id.
   */
  images: Image[];
}

/**
 * Arguments of `getImageQuota`.
 */
export interface GetImageQuotaArgs {
  /**
   * Zones to query. Default: every zone that supports custom images.
   */
  zoneIds?: string[];
}

/**
 * Result of `getImageQuota`.
 */
export interface GetImageQuotaResult {
  /**
   * One entry per zone, sorted by zone id.
   */
  zones: ZoneQuota[];
}

/**
 * Arguments of `getImageUsers`.
 */
export interface GetImageUsersArgs {
  /**
   * Id of the image: `img-…`, or `ZONE/img-…`.
   */
  imageId: string;
  /**
   * Zone to search. Default: every zone.
   */
  zoneId?: string;
}

/**
 * Result of `getImageUsers`.
 */
export interface GetImageUsersResult {
  /**
   * The instances, sorted by zone, name and id.
   */
  instances: ImageUser[];
}

/**
 * Arguments of `getZecImage`.
 */
export interface GetZecImageArgs {
  /**
   * Id of the image. Give this or `imageName`.
   */
  imageId?: string;
  /**
   * Exact name of the image.
   */
  imageName?: string;
}

/**
 * The image.
 */
export interface GetZecImageResult {
  /**
   * Id of the image, in all regions.
   */
  imageId: string;
  /**
   * Name of the image.
   */
  imageName: string;
  /**
   * `CUSTOM_IMAGE`.
   */
  imageType: string;
  /**
   * `CREATING`, `AVAILABLE` (usable), `SYNCING` (being copied), `PROCESSING` or `FAILED`. An image of which a copy has failed is `AVAILABLE` as long as a region has it.
   */
  imageStatus: string;
  /**
   * Regions where the image is available.
   */
  regions: string[];
  /**
   * Tags of the image, including those set outside Pulumi.
   */
  tags: Record<string, string>;
  /**
   * Id of the image's resource group.
   */
  resourceGroupId?: string;
  /**
   * Size in GiB: that of the source instance's system disk.
   */
  imageSize?: number;
  /**
   * Smallest system disk, in GiB, of an instance that is created from the image.
   */
  minDiskSize?: number;
  /**
   * Network types that instances created from the image can have, for example `VirtioOnly`.
   */
  nicNetworkTypes?: string[];
  /**
   * Operating system version, for example `22.04`.
   */
  imageVersion?: string;
  /**
   * `linux`, `windows`, `bsd`, `android` or `any`.
   */
  osType?: string;
  /**
   * Operating system family, for example `Ubuntu`.
   */
  category?: string;
}

/**
 * Arguments of `getZecImages`.
 */
export interface GetZecImagesArgs {
  /**
   * Status, for example `AVAILABLE`. Default: any.
   */
  imageStatus?: string;
  /**
   * `linux` or `windows`. Default: any.
   */
  osType?: string;
  /**
   * Operating system family, for example `Ubuntu`. Default: any.
   */
  category?: string;
  /**
   * Exact name of the image.
   */
  imageName?: string;
  /**
   * Regular expression to match against the name, for example `^web-`.
   */
  namePattern?: string;
  /**
   * Region where the image is available. Default: any.
   */
  region?: string;
  /**
   * Tags that the image has, among others. Default: any.
   */
  tags?: Record<string, string>;
}

/**
 * Result of `getZecImages`.
 */
export interface GetZecImagesResult {
  /**
   * The images, ordered by name and id.
   */
  images: ZecImageInfo[];
}

/**
 * Arguments of `getZecImageUsers`.
 */
export interface GetZecImageUsersArgs {
  /**
   * Id of the image.
   */
  imageId: string;
}

/**
 * Result of `getZecImageUsers`.
 */
export interface GetZecImageUsersResult {
  /**
   * The instances, sorted by zone, name and id.
   */
  instances: ImageUser[];
}
