import * as pulumi from "@pulumi/pulumi";
import schema from "../../schema.json";
import { importAndAdopt } from "../../provider/messages";
import { checkStackConfiguration } from "./configuration";
import type { CustomImageArgs, CustomImageProperties } from "./generated/types";
import { timeoutSeconds } from "./duration";
import { runError } from "./runError";
import { provider } from "./serializedProvider";
import { keepTracesShort } from "./traces";

const TYPE = "pulumi-nodejs:dynamic/zenlayer:CustomImage";

/** Outputs of the resource, as `schema.json` declares them. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type -- Pulumi's base class sets every property named in OUTPUTS
export interface CustomImage extends Readonly<CustomImageProperties> {}

/**
 * A custom image of a Zenlayer Cloud virtual machine: a copy of its system disk, from which new instances in the same
 * zone can be created. The resource's `id` is the image id.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- see above
export class CustomImage extends pulumi.dynamic.Resource {
  /** Type token of the resource, for policies. */
  static readonly __pulumiType = TYPE;

  /** Returns true for a `CustomImage`, including one from another copy of this package. */
  static override isInstance(value: unknown): value is CustomImage {
    return (value as { __pulumiType?: unknown } | null | undefined)?.__pulumiType === TYPE;
  }

  /**
   * Reads an existing image without managing it: Pulumi neither modifies nor deletes it.
   * @param id `img-…`, or `ZONE/img-…`, which avoids searching every zone
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): CustomImage {
    return new CustomImage(name, {}, { ...opts, id });
  }

  /**
   * @param name logical name in the program; also the beginning of the image's name if none is given
   * @param args inputs of the image
   * @param opts Pulumi's resource options. `customTimeouts` work; `import` borrows the image as `adoptImageId` does
   * @throws pulumi.RunError if both `import` and `adoptImageId` are given, or the stack configuration has an unknown
   * `zenlayer:` key
   */
  constructor(name: string, args: CustomImageArgs = {}, opts: pulumi.CustomResourceOptions = {}) {
    const { import: existing, ...rest } = opts;
    if (existing !== undefined && args.adoptImageId !== undefined) {
      throw runError(importAndAdopt(name));
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

/** Pulumi only fills in outputs that are named at construction. */
const OUTPUTS = Object.fromEntries(
  Object.keys(schema.resources["zenlayer:index:CustomImage"].properties).map((output) => [output, undefined]),
);

/**
 * Types of the parents, as URNs hold them, so that equally named children of two components are told apart. A plain
 * promise: an output would make the image depend on its parent, and a component's children are part of it.
 */
const parentTypes = (parent: pulumi.Resource): Promise<string> =>
  new Promise((resolve) => {
    parent.urn.apply((urn) => {
      const types = urn.split("::")[2] ?? "";
      resolve(types === "pulumi:pulumi:Stack" ? "" : types.replace("pulumi:pulumi:Stack$", ""));
    });
  });

/** What Pulumi's host for dynamic providers does not pass on to the provider. Keys that start with `__` are not displayed. */
function hidden(name: string, opts: pulumi.CustomResourceOptions): Record<string, unknown> {
  return {
    __logicalName: {
      project: pulumi.getProject(),
      stack: pulumi.getStack(),
      name,
      ...(opts.parent && { parents: parentTypes(opts.parent) }),
    },
    ...(pulumi.runtime.isDryRun() && { __preview: true }),
    ...(opts.deleteBeforeReplace && { __deleteBeforeReplace: true }),
    ...(opts.customTimeouts && { __timeouts: timeoutSeconds(opts.customTimeouts) }),
  };
}
