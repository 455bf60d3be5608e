import type { Context } from "../customImage";
import type { Created, CreateOptions } from "../customImage/create";
import type { Finding } from "../customImage/preflight/findings";
import type { PartLength } from "../customImage/workingName";
import type { CheckedInputs } from "../customImage/state";
import type { Failure, TooLongReason } from "../schemaValidation";
import type { InstanceInfo } from "../zenlayer/types";
import type { Declarable, FamilyImage, FamilyInputs, Version } from "./state";

/** What families of one product have and do otherwise than those of another. */
export interface FamilyKind {
  /** Name of the resource's type. */
  type: "ImageFamily" | "ZecImageFamily";
  /** Characters of each hash in the working names of its images. */
  hashLength: PartLength;
  names: FamilyNames;
  /** Whether the service reports the quota, and so whether a slot is free. */
  hasQuota: boolean;
  /** The context that reaches the product. */
  contextOf(ctx: Context): Context;
  /** Every mistake that the schema can find. */
  validate(inputs: object, tooLong: TooLongReason): Failure[];
  /** How the images of versions are created, and finished or repaired. */
  images: {
    create(ctx: Context, inputs: ImageInputs, options: Pick<CreateOptions, "checkImages">): Promise<Created>;
    update(ctx: Context, olds: FamilyImage, news: ImageInputs): Promise<FamilyImage>;
  };
  declared: DeclaredOfImages;
}

/** What a family asks of the image of one version. */
export type ImageInputs = CheckedInputs & Pick<FamilyInputs, Declarable>;

/** What names and labels may be. */
interface FamilyNames {
  /** Most characters of an image's name (documented). */
  longest: number;
  label: RegExp;
  unfitLabel: (label: string) => string;
  /** The logical name as far as it fits the rules for names of images. */
  fit: (logicalName: string) => string;
}

/** Inputs that hold for the images of all versions that are kept. */
export interface DeclaredOfImages {
  names: readonly Declarable[];
  /** Whether all of them are known by now. */
  areKnown(news: FamilyInputs): boolean;
  /** Those in which a version's image differs from what the program declares. */
  differing: (image: FamilyImage, news: FamilyInputs) => Declarable[];
  /**
   * What the user has to know about them before `up` runs.
   * @param instance source of the version that is to be created, if one is
   */
  findings(
    ctx: Context,
    news: FamilyInputs,
    images: { versions: readonly Version[]; instance?: InstanceInfo },
  ): Promise<Finding[]>;
}

/** A context of one kind of families. */
export interface FamilyContext extends Context {
  kind: FamilyKind;
}
