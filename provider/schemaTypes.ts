// Generated from schema.json by `make codegen`; do not edit.

/**
 * Settings of the provider, as the stack configuration (`zenlayer:` keys) or a provider resource gives them.
 */
export interface ZenlayerConfig {
  /**
   * Bearer token made in the Zenlayer console. Wins over an access key of the same source. Store it with `pulumi config set --secret`. Default: `ZENLAYER_TOKEN`.
   */
  token?: string;
  /**
   * Id of the access key; needs `accessKeyPassword`. Default: `ZENLAYER_ACCESS_KEY_ID`, then `ZENLAYERCLOUD_ACCESS_KEY_ID`.
   */
  accessKeyId?: string;
  /**
   * Password of the access key. Store it with `pulumi config set --secret`. Default: `ZENLAYER_ACCESS_KEY_SECRET`, then `ZENLAYERCLOUD_ACCESS_KEY_PASSWORD`.
   */
  accessKeyPassword?: string;
  /**
   * Name of a profile in the credentials file of Zenlayer's command line tool (`~/.zenlayer/credentials.json`). Default: `ZENLAYER_PROFILE`, then the tool's current profile, then `default`.
   */
  profile?: string;
  /**
   * Where the API is: a URL, or a bare host name that is reached over https. Default: `ZENLAYER_ENDPOINT`, then `ZENLAYERCLOUD_DOMAIN` with `ZENLAYERCLOUD_SCHEME`, then `https://console.zenlayer.com`.
   */
  endpoint?: string;
  /**
   * Version of the API to speak: `2026-04-01` (the default) or `2023-03-13`.
   */
  apiVersion?: "2026-04-01" | "2023-03-13";
  /**
   * What a finding of the preview does: `warn` (the default) prints it, `error` also fails the preview, `off` does not look.
   */
  preflight?: "warn" | "error" | "off";
  /**
   * Seconds between two looks at images that are being made. Default: grows with the age of the youngest of them, from 1 s to 15 s.
   */
  pollIntervalSeconds?: number;
  /**
   * Upper limit of API requests per second of one provider process. It slows down by itself when the service refuses requests. Default: 10.
   */
  maxRequestsPerSecond?: number;
  /**
   * Seconds that one attempt of a request may take. Default: 60.
   */
  requestTimeoutSeconds?: number;
  /**
   * Seconds to look for an image whose CreateImage call was left without a readable answer. Default: 30.
   */
  settleSeconds?: number;
  /**
   * Accept an `http://` endpoint that is not on this machine. Requests then travel unencrypted. Default: false.
   */
  allowInsecureEndpoint?: boolean;
}

/**
 * Inputs of `CustomImage`. A custom image of a Zenlayer Cloud virtual machine: a copy of its system disk, from which new machines of the same zone can be made. A zone holds five custom images unless Zenlayer's support raised the limit, and making one takes minutes, during which the machine must stay stopped.
 */
export interface CustomImageInputs {
  /**
   * The virtual machine to make the image of. Needed to make an image; may be left out once the image exists, so that an image can outlive the machine it was made from. Another machine replaces the image. The service images only a stopped machine (see `stopInstance`), of one zone, and the image stays in that zone.
   */
  instanceId?: string;
  /**
   * Name of the image: 1 to 24 Chinese characters, letters, digits, `-` and `_`. Another name in the program replaces the image; a name that somebody changed in the console is put right in place. Default: made from the resource's name, with 7 digits that depend on project, stack, resource and machine.
   */
  imageName?: string;
  /**
   * Description of the image, at most 255 characters. Changed in place; leaving it out clears it.
   */
  imageDescription?: string;
  /**
   * Stop a running machine before it is imaged, and start it again afterwards, whatever the outcome. A machine that was stopped already stays stopped. Takes effect when an image is made. Default: false, and a running machine is refused.
   */
  stopInstance?: boolean;
  /**
   * With `stopInstance`: power the machine off if it has not shut down by itself within 120 seconds. Default: false, and such a machine makes the image fail.
   */
  forceShutdown?: boolean;
  /**
   * Take this existing custom image instead of making one: `img-…`, or `ZONE/img-…` which saves asking every zone. While it is set the image is borrowed: it is never changed, and destroying or replacing the resource leaves it alone. Remove the input to own the image. Another id replaces the resource.
   */
  adoptImageId?: string;
}

/**
 * Outputs of `CustomImage`.
 */
export interface CustomImageOutputs {
  /**
   * The virtual machine that the image was made of, as far as it is known: the service does not tell.
   */
  instanceId?: string;
  /**
   * Name of the image as the service has it.
   */
  imageName: string;
  /**
   * Description of the image as the service has it; absent when it has none.
   */
  imageDescription?: string;
  /**
   * Stop a running machine before it is imaged, and start it again afterwards, whatever the outcome. A machine that was stopped already stays stopped. Takes effect when an image is made. Default: false, and a running machine is refused.
   */
  stopInstance?: boolean;
  /**
   * With `stopInstance`: power the machine off if it has not shut down by itself within 120 seconds. Default: false, and such a machine makes the image fail.
   */
  forceShutdown?: boolean;
  /**
   * Take this existing custom image instead of making one: `img-…`, or `ZONE/img-…` which saves asking every zone. While it is set the image is borrowed: it is never changed, and destroying or replacing the resource leaves it alone. Remove the input to own the image. Another id replaces the resource.
   */
  adoptImageId?: string;
  /**
   * Id of the image, the same as the resource's id: hand it to whatever makes machines.
   */
  imageId: string;
  /**
   * Zone that holds the image, for example `HKG-A`. An image can be used in its own zone only.
   */
  zoneId: string;
  /**
   * Size in GB, that of the machine's system disk.
   */
  imageSize?: number;
  /**
   * `CREATING` (being made), `AVAILABLE` (usable) or `UNAVAILABLE` (failed).
   */
  imageStatus: string;
  /**
   * `CUSTOM_IMAGE`.
   */
  imageType: string;
  /**
   * Version of the operating system, for example `22.04`.
   */
  imageVersion?: string;
  /**
   * `linux` or `windows`.
   */
  osType?: string;
  /**
   * Family of the operating system, for example `Ubuntu`.
   */
  category?: string;
  /**
   * Id of the request that made the image; Zenlayer's support asks for it. Absent for an adopted image, and where the answer to that request was lost.
   */
  createRequestId?: string;
  /**
   * When CreateImage was answered, by the clock of the service, as ISO 8601 in UTC. Absent for an adopted image.
   */
  createdAt?: string;
  /**
   * The API endpoint that the image was last seen at.
   */
  endpoint: string;
}

/**
 * An image of a zone.
 */
export interface Image {
  /**
   * Id of the image, the same as the resource's id: hand it to whatever makes machines.
   */
  imageId: string;
  /**
   * Zone that holds the image, for example `HKG-A`. An image can be used in its own zone only.
   */
  zoneId: string;
  /**
   * Name of the image as the service has it.
   */
  imageName: string;
  /**
   * Description of the image as the service has it; absent when it has none.
   */
  imageDescription?: string;
  /**
   * Size in GB, that of the machine's system disk.
   */
  imageSize?: number;
  /**
   * `CREATING` (being made), `AVAILABLE` (usable) or `UNAVAILABLE` (failed).
   */
  imageStatus: string;
  /**
   * `CUSTOM_IMAGE` (yours) or `PUBLIC_IMAGE` (the service's).
   */
  imageType: string;
  /**
   * Version of the operating system, for example `22.04`.
   */
  imageVersion?: string;
  /**
   * `linux` or `windows`.
   */
  osType?: string;
  /**
   * Family of the operating system, for example `Ubuntu`.
   */
  category?: string;
}

/**
 * How many custom images a zone holds and may hold.
 */
export interface ZoneQuota {
  /**
   * The zone.
   */
  zoneId: string;
  /**
   * Custom images that the zone holds, those being made included.
   */
  count: number;
  /**
   * Custom images that the zone may hold.
   */
  maxCount: number;
  /**
   * Places left: `maxCount` less `count`, never below 0.
   */
  free: number;
}

/**
 * Arguments of `getImage`.
 */
export interface GetImageArgs {
  /**
   * Id of the image, or `ZONE/id`.
   */
  imageId?: string;
  /**
   * Exact name of the image.
   */
  imageName?: string;
  /**
   * Zone to look in. Default: every zone.
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
   * Id of the image, the same as the resource's id: hand it to whatever makes machines.
   */
  imageId: string;
  /**
   * Zone that holds the image, for example `HKG-A`. An image can be used in its own zone only.
   */
  zoneId: string;
  /**
   * Name of the image as the service has it.
   */
  imageName: string;
  /**
   * Description of the image as the service has it; absent when it has none.
   */
  imageDescription?: string;
  /**
   * Size in GB, that of the machine's system disk.
   */
  imageSize?: number;
  /**
   * `CREATING` (being made), `AVAILABLE` (usable) or `UNAVAILABLE` (failed).
   */
  imageStatus: string;
  /**
   * `CUSTOM_IMAGE` (yours) or `PUBLIC_IMAGE` (the service's).
   */
  imageType: string;
  /**
   * Version of the operating system, for example `22.04`.
   */
  imageVersion?: string;
  /**
   * `linux` or `windows`.
   */
  osType?: string;
  /**
   * Family of the operating system, for example `Ubuntu`.
   */
  category?: string;
}

/**
 * Arguments of `getImages`.
 */
export interface GetImagesArgs {
  /**
   * Zone to look in. Default: every zone.
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
   * Family of the operating system, for example `Ubuntu`. Default: any.
   */
  category?: string;
  /**
   * Exact name.
   */
  imageName?: string;
  /**
   * Regular expression that the name must match somewhere, for example `^web-`.
   */
  namePattern?: string;
}

/**
 * Result of `getImages`.
 */
export interface GetImagesResult {
  /**
   * The images, by zone, then name, then id.
   */
  images: Image[];
}

/**
 * Arguments of `getImageQuota`.
 */
export interface GetImageQuotaArgs {
  /**
   * Zones to ask for. Default: every zone that can hold images.
   */
  zoneIds?: string[];
}

/**
 * Result of `getImageQuota`.
 */
export interface GetImageQuotaResult {
  /**
   * One entry a zone, by zone id.
   */
  zones: ZoneQuota[];
}
