import * as pulumi from "@pulumi/pulumi";
import { importAndAdopt } from "../../provider/errors";
import { checkStackConfiguration } from "./configuration";
import type { CustomImageArgs } from "./generated/types";
import { timeoutSeconds } from "./duration";
import { mistake } from "./mistake";
import { provider } from "./provider";
import { keepTracesShort } from "./traces";

const TYPE = "pulumi-nodejs:dynamic/zenlayer:CustomImage";

/**
 * A custom image of a Zenlayer Cloud virtual machine: a copy of its system disk, from which new machines of the same
 * zone can be made. The resource's `id` is the image id.
 */
export class CustomImage extends pulumi.dynamic.Resource {
  /** Type token of the resource, for policy code. */
  static readonly __pulumiType = TYPE;

  /** True for a `CustomImage`, also one of another copy of this package. */
  static override isInstance(value: unknown): value is CustomImage {
    return (value as { __pulumiType?: unknown } | null | undefined)?.__pulumiType === TYPE;
  }

  /**
   * Reads an existing image without owning it: Pulumi neither changes nor deletes it.
   * @param id `img-…`, or `ZONE/img-…` which saves asking every zone
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): CustomImage {
    return new CustomImage(name, {}, { ...opts, id });
  }

  /** Id of the image, the same as the resource's id: hand it to whatever makes machines. */
  declare readonly imageId: pulumi.Output<string>;
  /** Name of the image as the service has it. */
  declare readonly imageName: pulumi.Output<string>;
  /** Description of the image as the service has it; absent when it has none. */
  declare readonly imageDescription: pulumi.Output<string | undefined>;
  /** The virtual machine that the image was made of, as far as it is known: the service does not tell. */
  declare readonly instanceId: pulumi.Output<string | undefined>;
  /** Stop a running machine before it is imaged, and start it again afterwards. */
  declare readonly stopInstance: pulumi.Output<boolean | undefined>;
  /** With `stopInstance`: power the machine off if it does not shut down by itself. */
  declare readonly forceShutdown: pulumi.Output<boolean | undefined>;
  /** The existing image that is borrowed instead of making one. */
  declare readonly adoptImageId: pulumi.Output<string | undefined>;
  /** Zone that holds the image. An image can be used in its own zone only. */
  declare readonly zoneId: pulumi.Output<string>;
  /** Size in GB, that of the machine's system disk. */
  declare readonly imageSize: pulumi.Output<number | undefined>;
  /** `CREATING` (being made), `AVAILABLE` (usable) or `UNAVAILABLE` (failed). */
  declare readonly imageStatus: pulumi.Output<string>;
  /** `CUSTOM_IMAGE`. */
  declare readonly imageType: pulumi.Output<string>;
  /** Version of the operating system, for example `22.04`. */
  declare readonly imageVersion: pulumi.Output<string | undefined>;
  /** `linux` or `windows`. */
  declare readonly osType: pulumi.Output<string | undefined>;
  /** Family of the operating system, for example `Ubuntu`. */
  declare readonly category: pulumi.Output<string | undefined>;
  /** Id of the request that made the image; Zenlayer's support asks for it. */
  declare readonly createRequestId: pulumi.Output<string | undefined>;
  /** When the image was asked for, as ISO 8601 in UTC. */
  declare readonly createdAt: pulumi.Output<string | undefined>;
  /** The API endpoint that the image was last seen at. */
  declare readonly endpoint: pulumi.Output<string>;

  /**
   * @param name logical name in the program; also the beginning of the image's name if none is given
   * @param args what the image should be
   * @param opts Pulumi's resource options. `customTimeouts` work; `import` borrows the image as `adoptImageId` does
   */
  constructor(name: string, args: CustomImageArgs = {}, opts: pulumi.CustomResourceOptions = {}) {
    const { import: existing, ...rest } = opts;
    if (existing !== undefined && args.adoptImageId !== undefined) {
      throw mistake(importAndAdopt(name));
    }
    checkStackConfiguration();
    const props = {
      ...OUTPUTS,
      ...args,
      ...(existing !== undefined && { adoptImageId: existing }),
      ...hidden(name, opts),
    };
    const restoreTraces = keepTracesShort(__filename);
    try {
      super(provider, name, props, rest, "zenlayer", "CustomImage");
    } catch (error) {
      restoreTraces();
      Error.captureStackTrace(error as Error);
      throw error;
    } finally {
      restoreTraces();
    }
  }
}

/** Outputs have to be named, so that the engine's answer finds them. */
const OUTPUTS = Object.fromEntries(
  [
    ...["imageId", "imageName", "imageDescription", "instanceId", "stopInstance", "forceShutdown", "adoptImageId"],
    ...["zoneId", "imageSize", "imageStatus", "imageType", "imageVersion", "osType", "category"],
    ...["createRequestId", "createdAt", "endpoint"],
  ].map((output) => [output, undefined]),
);

/** What the host for dynamic providers does not tell the provider. Pulumi does not show such keys; check takes most of them away. */
function hidden(name: string, opts: pulumi.CustomResourceOptions): Record<string, unknown> {
  return {
    __logicalName: { project: pulumi.getProject(), stack: pulumi.getStack(), name },
    ...(pulumi.runtime.isDryRun() && { __preview: true }),
    ...(opts.deleteBeforeReplace && { __deleteBeforeReplace: true }),
    ...(opts.customTimeouts && { __timeouts: timeoutSeconds(opts.customTimeouts) }),
  };
}
