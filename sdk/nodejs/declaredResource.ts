import * as pulumi from "@pulumi/pulumi";
import schema from "../../schema.json";
import { importAndAdopt, importFamily } from "../../provider/messages";
import { rejectBundle } from "./bundle";
import { checkStackConfiguration } from "./configuration";
import { hiddenInputs } from "./hiddenInputs";
import { runError } from "./runError";
import { keepTracesShort } from "./traces";

/** Written out: a declaration file that names the schema would ask users for `resolveJsonModule`. */
type TypeName = "CustomImage" | "ImageFamily" | "ZecImage" | "ZecImageFamily";

/** Resources that hold versions of an image. */
type FamilyType = Extract<TypeName, `${string}Family`>;

/** The properties of a resource's class. */
interface ResourceClass {
  type: TypeName;
  /** The object that Pulumi serializes into state. */
  provider: pulumi.dynamic.ResourceProvider;
  /**
   * The class's file: its frames are removed from the trace, which shows the line of the program that declares the
   * resource.
   */
  file: string;
}

/** What the classes of all resources of the package have in common. */
export abstract class DeclaredResource extends pulumi.dynamic.Resource {
  /** @throws pulumi.RunError if the stack configuration has an unknown `zenlayer:` key, or the package is part of a bundle */
  protected constructor(
    { type, provider, file }: ResourceClass,
    name: string,
    args: object,
    opts: pulumi.CustomResourceOptions,
  ) {
    rejectBundle();
    checkStackConfiguration();
    const props = { ...outputsOf(type), ...args, ...hiddenInputs(name, opts) };
    const restoreTraces = keepTracesShort(__filename, file);
    try {
      super(provider, name, props, opts, "zenlayer", type);
    } catch (error) {
      restoreTraces();
      Error.captureStackTrace(error as Error, new.target);
      throw error;
    } finally {
      restoreTraces();
    }
  }
}

/** Pulumi only fills in outputs that are named at construction. */
const outputsOf = (type: TypeName): Record<string, undefined> =>
  Object.fromEntries(
    Object.keys(schema.resources[`zenlayer:index:${type}`].properties).map((output) => [output, undefined]),
  );

/** Whether a value is a resource of this type, including one from another copy of this package. */
export const hasType = (value: unknown, type: string): boolean =>
  (value as { __pulumiType?: unknown } | null | undefined)?.__pulumiType === type;

/**
 * Turns the option `import`, which dynamic providers do not know, into the input `adoptImageId`.
 * @throws pulumi.RunError if both are given
 */
export function importAsAdoption<Args extends { adoptImageId?: pulumi.Input<string | undefined> }>(
  type: "CustomImage" | "ZecImage",
  name: string,
  args: Args,
  { import: existing, ...opts }: pulumi.CustomResourceOptions,
): { args: Args; opts: pulumi.CustomResourceOptions } {
  if (existing === undefined) return { args, opts };
  if (args.adoptImageId !== undefined) throw runError(importAndAdopt(name, type));
  return { args: { ...args, adoptImageId: existing }, opts };
}

/** @throws pulumi.RunError for the option `import`: `adoptVersions` takes in a family's existing images */
export function rejectImport(type: FamilyType, name: string, { import: existing }: pulumi.CustomResourceOptions): void {
  if (existing !== undefined) throw runError(importFamily(name, type));
}
