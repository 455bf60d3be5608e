import type * as pulumi from "@pulumi/pulumi";
import { DeclaredResource, hasType, importAsAdoption } from "./declaredResource";
import type { CustomImageArgs, CustomImageProperties } from "./generated/types";
import { provider } from "./serializedProvider";

const TYPE = "pulumi-nodejs:dynamic/zenlayer:CustomImage";

/** Outputs of the resource, as `schema.json` declares them. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type -- Pulumi's base class sets every property of the schema
export interface CustomImage extends Readonly<CustomImageProperties> {}

/**
 * A custom image of a Zenlayer Cloud virtual machine: a copy of its system disk, from which new instances in the same
 * zone can be created. The resource's `id` is the image id.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- see above
export class CustomImage extends DeclaredResource {
  /** Type token of the resource, for policies. */
  static readonly __pulumiType = TYPE;

  /** Returns true for a `CustomImage`, including one from another copy of this package. */
  static override isInstance(value: unknown): value is CustomImage {
    return hasType(value, TYPE);
  }

  /**
   * Reads an existing image without managing it: Pulumi neither modifies nor deletes it.
   * @param id `img-…`, or `ZONE/img-…`, which avoids searching every zone
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): CustomImage {
    return new CustomImage(name, {}, { ...opts, id });
  }

  /**
   * A custom image: created from `instanceId`, or adopted with `adoptImageId`.
   * @param name logical name in the program; also the beginning of the image's name if none is given
   * @param args inputs of the image
   * @param opts Pulumi's resource options. `customTimeouts` work; `import` borrows the image as `adoptImageId` does
   * @throws pulumi.RunError if both `import` and `adoptImageId` are given, the stack configuration has an unknown
   * `zenlayer:` key, or the package is part of a bundle
   */
  constructor(name: string, args: CustomImageArgs = {}, opts: pulumi.CustomResourceOptions = {}) {
    const declared = importAsAdoption("CustomImage", name, args, opts);
    super({ type: "CustomImage", provider, file: __filename }, name, declared.args, declared.opts);
  }
}
