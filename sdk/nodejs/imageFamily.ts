import * as pulumi from "@pulumi/pulumi";
import schema from "../../schema.json";
import { importFamily } from "../../provider/messages";
import { refuseBundle } from "./bundle";
import { checkStackConfiguration } from "./configuration";
import type { ImageFamilyArgs, ImageFamilyProperties } from "./generated/types";
import { hiddenInputs } from "./hiddenInputs";
import { runError } from "./runError";
import { provider } from "./serializedFamilyProvider";
import { keepTracesShort } from "./traces";

const TYPE = "pulumi-nodejs:dynamic/zenlayer:ImageFamily";

/** Outputs of the resource, as `schema.json` declares them. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type -- Pulumi's base class sets every property named in OUTPUTS
export interface ImageFamily extends Readonly<ImageFamilyProperties> {}

/**
 * Versions of a custom image, such as one per month, in one zone: another `version` creates another image, the oldest
 * versions beyond `keep` are deleted, and a version that is still kept becomes current again by its label alone.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- see above
export class ImageFamily extends pulumi.dynamic.Resource {
  /** Type token of the resource, for policies. */
  static readonly __pulumiType = TYPE;

  /** Returns true for an `ImageFamily`, including one from another copy of this package. */
  static override isInstance(value: unknown): value is ImageFamily {
    return (value as { __pulumiType?: unknown } | null | undefined)?.__pulumiType === TYPE;
  }

  /**
   * Reads an existing family without managing it: Pulumi neither modifies nor deletes its images. The versions are the
   * custom images that are named `<familyName>-<label>`; the last label in order is current.
   * @param id `ZONE/familyName`
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ImageFamily {
    return new ImageFamily(name, {} as ImageFamilyArgs, { ...opts, id });
  }

  /**
   * @param name logical name in the program; also the beginning of the images' names if `familyName` is not given
   * @param args inputs of the family
   * @param opts Pulumi's resource options. `customTimeouts` work; `import` does not: use `adoptVersions`
   * @throws pulumi.RunError if `import` is given, the stack configuration has an unknown `zenlayer:` key, or the package is
   * part of a bundle
   */
  constructor(name: string, args: ImageFamilyArgs, opts: pulumi.CustomResourceOptions = {}) {
    if (opts.import !== undefined) throw runError(importFamily(name));
    refuseBundle();
    checkStackConfiguration();
    const props = { ...OUTPUTS, ...args, ...hiddenInputs(name, opts) };
    const restoreTraces = keepTracesShort(__filename);
    try {
      super(provider, name, props, opts, "zenlayer", "ImageFamily");
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
  Object.keys(schema.resources["zenlayer:index:ImageFamily"].properties).map((output) => [output, undefined]),
);
