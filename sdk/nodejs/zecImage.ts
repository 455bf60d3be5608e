import * as pulumi from "@pulumi/pulumi";
import schema from "../../schema.json";
import { importAndAdopt } from "../../provider/messages";
import { refuseBundle } from "./bundle";
import { checkStackConfiguration } from "./configuration";
import type { ZecImageArgs, ZecImageProperties } from "./generated/types";
import { hiddenInputs } from "./hiddenInputs";
import { runError } from "./runError";
import { provider } from "./serializedZecProvider";
import { keepTracesShort } from "./traces";

const TYPE = "pulumi-nodejs:dynamic/zenlayer:ZecImage";

/** Outputs of the resource, as `schema.json` declares them. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type -- Pulumi's base class sets every property named in OUTPUTS
export interface ZecImage extends Readonly<ZecImageProperties> {}

/**
 * A custom image of a Zenlayer Elastic Compute instance: a copy of its system disk, from which new instances can be created
 * in every region that holds a copy. The resource's `id` is the image id, the same in all regions.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- see above
export class ZecImage extends pulumi.dynamic.Resource {
  /** Type token of the resource, for policies. */
  static readonly __pulumiType = TYPE;

  /** Returns true for a `ZecImage`, including one from another copy of this package. */
  static override isInstance(value: unknown): value is ZecImage {
    return (value as { __pulumiType?: unknown } | null | undefined)?.__pulumiType === TYPE;
  }

  /**
   * Reads an existing image without managing it: Pulumi neither modifies nor deletes it.
   * @param id id of the image
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ZecImage {
    return new ZecImage(name, {}, { ...opts, id });
  }

  /**
   * @param name logical name in the program; also the beginning of the image's name if none is given
   * @param args inputs of the image
   * @param opts Pulumi's resource options. `customTimeouts` work; `import` borrows the image as `adoptImageId` does
   * @throws pulumi.RunError if both `import` and `adoptImageId` are given, or the stack configuration has an unknown
   * `zenlayer:` key
   */
  constructor(name: string, args: ZecImageArgs = {}, opts: pulumi.CustomResourceOptions = {}) {
    const { import: existing, ...rest } = opts;
    if (existing !== undefined && args.adoptImageId !== undefined) {
      throw runError(importAndAdopt(name, "ZecImage"));
    }
    refuseBundle();
    checkStackConfiguration();
    const props = {
      ...OUTPUTS,
      ...args,
      ...(existing !== undefined && { adoptImageId: existing }),
      ...hiddenInputs(name, opts),
    };
    const restoreTraces = keepTracesShort(__filename);
    try {
      super(provider, name, props, rest, "zenlayer", "ZecImage");
    } catch (error) {
      restoreTraces();
      Error.captureStackTrace(error as Error);
      throw error;
    } finally {
      restoreTraces();
    }
  }
}

/** Pulumi only fills in outputs that are named at construction. */
const OUTPUTS = Object.fromEntries(
  Object.keys(schema.resources["zenlayer:index:ZecImage"].properties).map((output) => [output, undefined]),
);
