import type * as pulumi from "@pulumi/pulumi";
import { DeclaredResource, hasType, rejectImport } from "./declaredResource";
import type { ZecImageFamilyArgs, ZecImageFamilyProperties } from "./generated/types";
import { provider } from "./serializedZecFamilyProvider";

const TYPE = "pulumi-nodejs:dynamic/zenlayer:ZecImageFamily";

/** Outputs of the resource, as `schema.json` declares them. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type -- Pulumi's base class sets every property of the schema
export interface ZecImageFamily extends Readonly<ZecImageFamilyProperties> {}

/**
 * Versions of a custom image of Elastic Compute, such as one per month, in the regions that the program declares: another
 * `version` creates another image, the oldest versions beyond `keep` are deleted, and a version that is still kept becomes
 * current again by its label alone.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- see above
export class ZecImageFamily extends DeclaredResource {
  /** Type token of the resource, for policies. */
  static readonly __pulumiType = TYPE;

  /** Returns true for a `ZecImageFamily`, including one from another copy of this package. */
  static override isInstance(value: unknown): value is ZecImageFamily {
    return hasType(value, TYPE);
  }

  /**
   * Reads an existing family without managing it: Pulumi neither modifies nor deletes its images. The versions are the
   * custom images that are named `<familyName>-<label>`; the last label in order is current.
   * @param id the family's name
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ZecImageFamily {
    return new ZecImageFamily(name, {} as ZecImageFamilyArgs, { ...opts, id });
  }

  /**
   * Versions of a custom image of Elastic Compute.
   * @param name logical name in the program; also the beginning of the images' names if `familyName` is not given
   * @param args inputs of the family
   * @param opts Pulumi's resource options. `customTimeouts` work; `import` does not: use `adoptVersions`
   * @throws pulumi.RunError if `import` is given, the stack configuration has an unknown `zenlayer:` key, or the package is
   * part of a bundle
   */
  constructor(name: string, args: ZecImageFamilyArgs, opts: pulumi.CustomResourceOptions = {}) {
    rejectImport("ZecImageFamily", name, opts);
    super({ type: "ZecImageFamily", provider, file: __filename }, name, args, opts);
  }
}
