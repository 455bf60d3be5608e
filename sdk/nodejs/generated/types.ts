// Generated from schema.json by `make codegen`; do not edit.

import type * as pulumi from "@pulumi/pulumi";

/**
 * Account, endpoint and manners of the provider. What is not given comes from the stack configuration (`zenlayer:` keys) and the environment; credentials are taken as a whole from the first source that has any, and never mixed.
 */
export interface ProviderArgs {
  /**
   * Bearer token made in the Zenlayer console. Wins over an access key of the same source. Store it with `pulumi config set --secret`. Default: `ZENLAYER_TOKEN`.
   */
  token?: pulumi.Input<string | undefined>;
  /**
   * Id of the access key; needs `accessKeyPassword`. Default: `ZENLAYER_ACCESS_KEY_ID`, then `ZENLAYERCLOUD_ACCESS_KEY_ID`.
   */
  accessKeyId?: pulumi.Input<string | undefined>;
  /**
   * Password of the access key. Store it with `pulumi config set --secret`. Default: `ZENLAYER_ACCESS_KEY_SECRET`, then `ZENLAYERCLOUD_ACCESS_KEY_PASSWORD`.
   */
  accessKeyPassword?: pulumi.Input<string | undefined>;
  /**
   * Name of a profile in the credentials file of Zenlayer's command line tool (`~/.zenlayer/credentials.json`). Default: `ZENLAYER_PROFILE`, then the tool's current profile, then `default`.
   */
  profile?: pulumi.Input<string | undefined>;
  /**
   * Where the API is: a URL, or a bare host name that is reached over https. Default: `ZENLAYER_ENDPOINT`, then `ZENLAYERCLOUD_DOMAIN` with `ZENLAYERCLOUD_SCHEME`, then `https://console.zenlayer.com`.
   */
  endpoint?: pulumi.Input<string | undefined>;
  /**
   * Version of the API to speak: `2026-04-01` (the default) or `2023-03-13`.
   */
  apiVersion?: pulumi.Input<"2026-04-01" | "2023-03-13" | undefined>;
  /**
   * What a finding of the preview does: `warn` (the default) prints it, `error` also fails the preview, `off` does not look.
   */
  preflight?: pulumi.Input<"warn" | "error" | "off" | undefined>;
  /**
   * Seconds between two looks at images that are being made. Default: grows with the age of the youngest of them, from 1 s to 15 s.
   */
  pollIntervalSeconds?: pulumi.Input<number | undefined>;
  /**
   * Upper limit of API requests per second of one provider process. It slows down by itself when the service refuses requests. Default: 10.
   */
  maxRequestsPerSecond?: pulumi.Input<number | undefined>;
  /**
   * Seconds that one attempt of a request may take. Default: 60.
   */
  requestTimeoutSeconds?: pulumi.Input<number | undefined>;
  /**
   * Seconds to look for an image whose CreateImage call was left without a readable answer. Default: 30.
   */
  settleSeconds?: pulumi.Input<number | undefined>;
  /**
   * Accept an `http://` endpoint that is not on this machine. Requests then travel unencrypted. Default: false.
   */
  allowInsecureEndpoint?: pulumi.Input<boolean | undefined>;
}

/**
 * A custom image of a Zenlayer Cloud virtual machine: a copy of its system disk, from which new machines of the same zone can be made. A zone holds five custom images unless Zenlayer's support raised the limit, and making one takes minutes, during which the machine must stay stopped.
 */
export interface CustomImageArgs {
  /**
   * The virtual machine to make the image of. Needed to make an image; may be left out once the image exists, so that an image can outlive the machine it was made from. Another machine replaces the image. The service images only a stopped machine (see `stopInstance`), of one zone, and the image stays in that zone.
   */
  instanceId?: pulumi.Input<string | undefined>;
  /**
   * Name of the image: 1 to 24 Chinese characters, letters, digits, `-` and `_`. Another name in the program replaces the image; a name that somebody changed in the console is put right in place. Default: made from the resource's name, with 7 digits that depend on project, stack, resource and machine.
   */
  imageName?: pulumi.Input<string | undefined>;
  /**
   * Description of the image, at most 255 characters. Changed in place; leaving it out clears it.
   */
  imageDescription?: pulumi.Input<string | undefined>;
  /**
   * Stop a running machine before it is imaged, and start it again afterwards, whatever the outcome. A machine that was stopped already stays stopped. Takes effect when an image is made. Default: false, and a running machine is refused.
   */
  stopInstance?: pulumi.Input<boolean | undefined>;
  /**
   * With `stopInstance`: power the machine off if it has not shut down by itself within 120 seconds. Default: false, and such a machine makes the image fail.
   */
  forceShutdown?: pulumi.Input<boolean | undefined>;
  /**
   * Take this existing custom image instead of making one: `img-…`, or `ZONE/img-…` which saves asking every zone. While it is set the image is borrowed: it is never changed, and destroying or replacing the resource leaves it alone. Remove the input to own the image. Another id replaces the resource.
   */
  adoptImageId?: pulumi.Input<string | undefined>;
}

/**
 * Outputs of `CustomImage`.
 */
export interface CustomImageProperties {
  /**
   * The virtual machine that the image was made of, as far as it is known: the service does not tell.
   */
  instanceId: pulumi.Output<string | undefined>;
  /**
   * Name of the image as the service has it.
   */
  imageName: pulumi.Output<string>;
  /**
   * Description of the image as the service has it; absent when it has none.
   */
  imageDescription: pulumi.Output<string | undefined>;
  /**
   * Stop a running machine before it is imaged, and start it again afterwards, whatever the outcome. A machine that was stopped already stays stopped. Takes effect when an image is made. Default: false, and a running machine is refused.
   */
  stopInstance: pulumi.Output<boolean | undefined>;
  /**
   * With `stopInstance`: power the machine off if it has not shut down by itself within 120 seconds. Default: false, and such a machine makes the image fail.
   */
  forceShutdown: pulumi.Output<boolean | undefined>;
  /**
   * Take this existing custom image instead of making one: `img-…`, or `ZONE/img-…` which saves asking every zone. While it is set the image is borrowed: it is never changed, and destroying or replacing the resource leaves it alone. Remove the input to own the image. Another id replaces the resource.
   */
  adoptImageId: pulumi.Output<string | undefined>;
  /**
   * Id of the image, the same as the resource's id: hand it to whatever makes machines.
   */
  imageId: pulumi.Output<string>;
  /**
   * Zone that holds the image, for example `HKG-A`. An image can be used in its own zone only.
   */
  zoneId: pulumi.Output<string>;
  /**
   * Size in GB, that of the machine's system disk.
   */
  imageSize: pulumi.Output<number | undefined>;
  /**
   * `CREATING` (being made), `AVAILABLE` (usable) or `UNAVAILABLE` (failed).
   */
  imageStatus: pulumi.Output<string>;
  /**
   * `CUSTOM_IMAGE`.
   */
  imageType: pulumi.Output<string>;
  /**
   * Version of the operating system, for example `22.04`.
   */
  imageVersion: pulumi.Output<string | undefined>;
  /**
   * `linux` or `windows`.
   */
  osType: pulumi.Output<string | undefined>;
  /**
   * Family of the operating system, for example `Ubuntu`.
   */
  category: pulumi.Output<string | undefined>;
  /**
   * Id of the request that made the image; Zenlayer's support asks for it. Absent for an adopted image, and where the answer to that request was lost.
   */
  createRequestId: pulumi.Output<string | undefined>;
  /**
   * When CreateImage was answered, by the clock of the service, as ISO 8601 in UTC. Absent for an adopted image.
   */
  createdAt: pulumi.Output<string | undefined>;
  /**
   * The API endpoint that the image was last seen at.
   */
  endpoint: pulumi.Output<string>;
}

/**
 * Arguments of `getImageOutput`.
 */
export interface GetImageOutputArgs {
  /**
   * Id of the image, or `ZONE/id`.
   */
  imageId?: pulumi.Input<string | undefined>;
  /**
   * Exact name of the image.
   */
  imageName?: pulumi.Input<string | undefined>;
  /**
   * Zone to look in. Default: every zone.
   */
  zoneId?: pulumi.Input<string | undefined>;
  /**
   * `CUSTOM_IMAGE` or `PUBLIC_IMAGE`. Default: both.
   */
  imageType?: pulumi.Input<"CUSTOM_IMAGE" | "PUBLIC_IMAGE" | undefined>;
}

/**
 * Arguments of `getImagesOutput`.
 */
export interface GetImagesOutputArgs {
  /**
   * Zone to look in. Default: every zone.
   */
  zoneId?: pulumi.Input<string | undefined>;
  /**
   * `CUSTOM_IMAGE` or `PUBLIC_IMAGE`. Default: both.
   */
  imageType?: pulumi.Input<"CUSTOM_IMAGE" | "PUBLIC_IMAGE" | undefined>;
  /**
   * `CREATING`, `AVAILABLE` or `UNAVAILABLE`. Default: any.
   */
  imageStatus?: pulumi.Input<string | undefined>;
  /**
   * `linux` or `windows`. Default: any.
   */
  osType?: pulumi.Input<string | undefined>;
  /**
   * Family of the operating system, for example `Ubuntu`. Default: any.
   */
  category?: pulumi.Input<string | undefined>;
  /**
   * Exact name.
   */
  imageName?: pulumi.Input<string | undefined>;
  /**
   * Regular expression that the name must match somewhere, for example `^web-`.
   */
  namePattern?: pulumi.Input<string | undefined>;
}

/**
 * Arguments of `getImageQuotaOutput`.
 */
export interface GetImageQuotaOutputArgs {
  /**
   * Zones to ask for. Default: every zone that can hold images.
   */
  zoneIds?: pulumi.Input<pulumi.Input<string>[] | undefined>;
}
