import * as pulumi from "@pulumi/pulumi";
import { providerNotKnown } from "../../provider/errors";
import type * as program from "../../provider/hosts/program";
import type * as plain from "../../provider/schemaTypes";
import { stackSettings, type Settings } from "./configuration";
import type { GetImageOutputArgs, GetImageQuotaOutputArgs, GetImagesOutputArgs } from "./generated/types";
import { mistake } from "./mistake";
import { Provider } from "./zenlayerProvider";

/** Look-ups, loaded when the first one is made: most programs make none, and start sooner without what talks to the API. */
const lookUp: typeof program.lookUp = {
  getImage: (config, args) => loadProgram().lookUp.getImage(config, args),
  getImages: (config, args) => loadProgram().lookUp.getImages(config, args),
  getImageQuota: (config, args) => loadProgram().lookUp.getImageQuota(config, args),
};

// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be loaded with the package
const loadProgram = () => require("../../provider/hosts/program") as typeof program;

/** Options of a look-up. */
export interface LookupOptions {
  /** The account to look with, if not the stack's. */
  provider?: Provider;
}

/**
 * Looks up one image, by its id, or by its exact name where exactly one image of that name is to be expected.
 * @throws pulumi.RunError unless exactly one image fits
 */
export const getImage = now(lookUp.getImage);
/** {@link getImage} with arguments that may be outputs of resources. */
export const getImageOutput = later<GetImageOutputArgs, plain.GetImageArgs, plain.GetImageResult>(lookUp.getImage);

/** Lists images, of one zone or of all, that fit every filter given. */
export const getImages = now(lookUp.getImages);
/** {@link getImages} with arguments that may be outputs of resources. */
export const getImagesOutput = later<GetImagesOutputArgs, plain.GetImagesArgs, plain.GetImagesResult>(lookUp.getImages);

/** Tells how many custom images zones hold and may hold. */
export const getImageQuota = now(lookUp.getImageQuota);
/** {@link getImageQuota} with arguments that may be outputs of resources. */
export const getImageQuotaOutput = later<GetImageQuotaOutputArgs, plain.GetImageQuotaArgs, plain.GetImageQuotaResult>(
  lookUp.getImageQuota,
);

type Lookup<A, R> = (config: Settings, args: A) => Promise<R>;

function now<A extends object, R>(lookup: Lookup<A, R>): (args?: A, opts?: LookupOptions) => Promise<R> {
  return async (args = {} as A, opts = {}) => {
    const settings = opts.provider ? await settled(Provider.settingsOf(opts.provider)) : stackSettings();
    return shown(lookup(settings, args));
  };
}

function later<I extends object, A extends object, R>(
  lookup: Lookup<A, R>,
): (args?: I, opts?: LookupOptions) => pulumi.Output<R> {
  return (args = {} as I, opts = {}) => {
    // What is found by the help of a secret is none itself.
    const settings = opts.provider ? pulumi.unsecret(Provider.settingsOf(opts.provider)) : stackSettings();
    const known = pulumi.all([settings, pulumi.output(args)]);
    return known.apply(([config, given]) => shown(lookup(config as Settings, given as A)));
  };
}

/**
 * The value of a provider's settings.
 * @throws pulumi.RunError in a preview in which they are not known: a resource that is not made yet gives one of them
 */
async function settled<T>(settings: pulumi.Output<T>): Promise<T> {
  // Not in the SDK's types, so it may vanish; then a promise of what is not known stays open.
  const { isKnown } = settings as { isKnown?: Promise<boolean> };
  if ((await isKnown) === false) throw mistake(providerNotKnown().message);
  return new Promise((resolve) => settings.apply((value) => resolve(value)));
}

/** Pulumi shows this kind of error without a stack. */
async function shown<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw mistake((error as Error).message);
  }
}
