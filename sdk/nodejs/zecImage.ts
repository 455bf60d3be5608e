import type * as pulumi from "@pulumi/pulumi";
import { DeclaredResource, hasType, importAsAdoption } from "./declaredResource";
import type { ZecImageArgs, ZecImageProperties } from "./generated/types";
import { provider } from "./serializedZecProvider";

const TYPE = "pulumi-nodejs:dynamic/zenlayer:ZecImage";

/** Outputs of the resource, as `schema.json` declares them. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type -- Pulumi's base class sets every property of the schema
export interface ZecImage extends Readonly<ZecImageProperties> {}

/**
 * A custom image of a Zenlayer Elastic Compute instance: a copy of its system disk, from which new instances can be created
 * in every region that holds a copy. The resource's `id` is the image id, the same in all regions.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- see above
export class ZecImage extends DeclaredResource {
  /** Type token of the resource, for policies. */
  static readonly __pulumiType = TYPE;

  /** Returns true for a `ZecImage`, including one from another copy of this package. */
  static override isInstance(value: unknown): value is ZecImage {
    return hasType(value, TYPE);
  }

  /**
   * Reads an existing image without managing it: Pulumi neither modifies nor deletes it.
   * @param id id of the image
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ZecImage {
    return new ZecImage(name, {}, { ...opts, id });
  }

  /**
   * A custom image of Elastic Compute: created from `instanceId`, or adopted with `adoptImageId`.
   * @param name logical name in the program; also the beginning of the image's name if none is given
   * @param args inputs of the image
   * @param opts Pulumi's resource options. `customTimeouts` work; `import` borrows the image as `adoptImageId` does
   * @throws pulumi.RunError if both `import` and `adoptImageId` are given, or the stack configuration has an unknown
   * `zenlayer:` key
   */
  constructor(name: string, args: ZecImageArgs = {}, opts: pulumi.CustomResourceOptions = {}) {
    const declared = importAsAdoption("ZecImage", name, args, opts);
    super({ type: "ZecImage", provider, file: __filename }, name, declared.args, declared.opts);
  }
}
