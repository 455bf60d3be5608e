import * as pulumi from "@pulumi/pulumi";
import { providerNotKnown } from "../../provider/messages";
import type * as program from "../../provider/hosts/program";
import type * as plain from "../../provider/schemaTypes";
import { stackSettings, type Settings } from "./configuration";
import type { GetImageOutputArgs, GetImageQuotaOutputArgs, GetImagesOutputArgs } from "./generated/types";
import { Provider } from "./provider";
import { runError } from "./runError";

/** Loaded at the first call: most programs call no function, and start sooner without the API client. */
const lookUp: typeof program.lookUp = {
  getImage: (config, args) => loadProgram().lookUp.getImage(config, args),
  getImages: (config, args) => loadProgram().lookUp.getImages(config, args),
  getImageQuota: (config, args) => loadProgram().lookUp.getImageQuota(config, args),
};

// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be loaded with the package
const loadProgram = () => require("../../provider/hosts/program") as typeof program;

/** Options of a function. */
export interface LookupOptions {
  /** The account to read from. Default: that of the stack configuration or the environment. */
  provider?: Provider;
}

/**
 * Looks up one image by id, or by exact name.
 * @throws pulumi.RunError unless exactly one image matches
 */
export const getImage = asPromise(lookUp.getImage);
/** {@link getImage} with arguments that may be outputs of resources. */
export const getImageOutput = asOutput<GetImageOutputArgs, plain.GetImageArgs, plain.GetImageResult>(lookUp.getImage);

/** Lists the images of one zone, or of all zones, that match every given filter. */
export const getImages = asPromise(lookUp.getImages);
/** {@link getImages} with arguments that may be outputs of resources. */
export const getImagesOutput = asOutput<GetImagesOutputArgs, plain.GetImagesArgs, plain.GetImagesResult>(
  lookUp.getImages,
);

/** Returns the custom image quota of zones: images in use, maximum and free slots. */
export const getImageQuota = asPromise(lookUp.getImageQuota);
/** {@link getImageQuota} with arguments that may be outputs of resources. */
export const getImageQuotaOutput = asOutput<
  GetImageQuotaOutputArgs,
  plain.GetImageQuotaArgs,
  plain.GetImageQuotaResult
>(lookUp.getImageQuota);

type Lookup<A, R> = (config: Settings, args: A) => Promise<R>;

function asPromise<A extends object, R>(lookup: Lookup<A, R>): (args?: A, opts?: LookupOptions) => Promise<R> {
  return async (args = {} as A, opts = {}) => {
    const settings = opts.provider ? await valueOf(Provider.settingsOf(opts.provider)) : stackSettings();
    return withoutStack(lookup(settings, args));
  };
}

function asOutput<I extends object, A extends object, R>(
  lookup: Lookup<A, R>,
): (args?: I, opts?: LookupOptions) => pulumi.Output<R> {
  return (args = {} as I, opts = {}) => {
    // A result is not secret merely because it was read with secret credentials.
    const settings = opts.provider ? pulumi.unsecret(Provider.settingsOf(opts.provider)) : stackSettings();
    const known = pulumi.all([settings, pulumi.output(args)]);
    return known.apply(([config, given]) => withoutStack(lookup(config as Settings, given as A)));
  };
}

/**
 * The value of a provider's settings.
 * @throws pulumi.RunError during a preview in which a setting depends on a resource that does not exist yet
 */
async function valueOf<T>(settings: pulumi.Output<T>): Promise<T> {
  // `isKnown` is not part of the SDK's types. If it disappears, the promise stays pending instead.
  const { isKnown } = settings as { isKnown?: Promise<boolean> };
  if ((await isKnown) === false) throw runError(providerNotKnown().message);
  return new Promise((resolve) => settings.apply((value) => resolve(value)));
}

/** Pulumi prints a RunError as its message alone. */
async function withoutStack<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw runError((error as Error).message);
  }
}
