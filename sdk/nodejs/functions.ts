import * as pulumi from "@pulumi/pulumi";
import { mockFailed, providerNotKnown } from "../../provider/messages";
import type * as program from "../../provider/hosts/program";
import type * as plain from "../../provider/schemaTypes";
import { stackSettings, type Settings } from "./configuration";
import type {
  GetImageOutputArgs,
  GetImageQuotaOutputArgs,
  GetImagesOutputArgs,
  GetImageUsersOutputArgs,
  GetZecImageOutputArgs,
  GetZecImagesOutputArgs,
  GetZecImageUsersOutputArgs,
} from "./generated/types";
import { silenceLateHandling } from "./lateHandling";
import { Provider } from "./provider";
import { runError } from "./runError";

type FunctionName = keyof typeof program.lookUp;

/** Options of a function. */
export interface LookupOptions {
  /** The account to read from. Default: that of the stack configuration or the environment. */
  provider?: Provider;
}

/**
 * Looks up one image by id, or by exact name.
 * @throws pulumi.RunError unless exactly one image matches
 */
export const getImage = asPromise<plain.GetImageArgs, plain.GetImageResult>("getImage");
/** {@link getImage} with arguments that may be outputs of resources. */
export const getImageOutput = asOutput<GetImageOutputArgs, plain.GetImageArgs, plain.GetImageResult>("getImage");

/** Lists the images of one zone, or of all zones, that match every given filter. */
export const getImages = asPromise<plain.GetImagesArgs, plain.GetImagesResult>("getImages");
/** {@link getImages} with arguments that may be outputs of resources. */
export const getImagesOutput = asOutput<GetImagesOutputArgs, plain.GetImagesArgs, plain.GetImagesResult>("getImages");

/** Returns the custom image quota of zones: images in use, maximum and free slots. */
export const getImageQuota = asPromise<plain.GetImageQuotaArgs, plain.GetImageQuotaResult>("getImageQuota");
/** {@link getImageQuota} with arguments that may be outputs of resources. */
export const getImageQuotaOutput = asOutput<
  GetImageQuotaOutputArgs,
  plain.GetImageQuotaArgs,
  plain.GetImageQuotaResult
>("getImageQuota");

/**
 * Lists the instances that were created from an image, whatever their status.
 * @throws pulumi.RunError unless every instance could be read, and for an id that no image has and no instance names
 */
export const getImageUsers = asPromise<plain.GetImageUsersArgs, plain.GetImageUsersResult>("getImageUsers");
/** {@link getImageUsers} with arguments that may be outputs of resources. */
export const getImageUsersOutput = asOutput<
  GetImageUsersOutputArgs,
  plain.GetImageUsersArgs,
  plain.GetImageUsersResult
>("getImageUsers");

/**
 * Looks up one custom image of Elastic Compute by id, or by exact name.
 * @throws pulumi.RunError unless exactly one image matches
 */
export const getZecImage = asPromise<plain.GetZecImageArgs, plain.GetZecImageResult>("getZecImage");
/** {@link getZecImage} with arguments that may be outputs of resources. */
export const getZecImageOutput = asOutput<GetZecImageOutputArgs, plain.GetZecImageArgs, plain.GetZecImageResult>(
  "getZecImage",
);

/** Lists the custom images of Elastic Compute, in all regions, that match every given filter. */
export const getZecImages = asPromise<plain.GetZecImagesArgs, plain.GetZecImagesResult>("getZecImages");
/** {@link getZecImages} with arguments that may be outputs of resources. */
export const getZecImagesOutput = asOutput<GetZecImagesOutputArgs, plain.GetZecImagesArgs, plain.GetZecImagesResult>(
  "getZecImages",
);

/**
 * Lists the Elastic Compute instances that were created from an image, whatever their status.
 * @throws pulumi.RunError unless every instance could be read
 */
export const getZecImageUsers = asPromise<plain.GetZecImageUsersArgs, plain.GetZecImageUsersResult>("getZecImageUsers");
/** {@link getZecImageUsers} with arguments that may be outputs of resources. */
export const getZecImageUsersOutput = asOutput<
  GetZecImageUsersOutputArgs,
  plain.GetZecImageUsersArgs,
  plain.GetZecImageUsersResult
>("getZecImageUsers");

function asPromise<A extends object, R>(name: FunctionName): (args?: A, opts?: LookupOptions) => Promise<R> {
  return (args = {} as A, opts = {}) => {
    if (!usesMocks()) return read(name, args, opts);
    const result = callMock<R>(name, args, opts);
    // A test often looks at a failure later than Node.js allows; without an engine, that would end its process.
    result.catch(() => undefined);
    return result;
  };
}

function asOutput<I extends object, A extends object, R>(
  name: FunctionName,
): (args?: I, opts?: LookupOptions) => pulumi.Output<R> {
  return (args = {} as I, opts = {}) => {
    if (usesMocks()) {
      const result = pulumi.output(args).apply((given) => callMock<R>(name, given, opts)) as InnerOutput<R>;
      // As above: an output holds these beside its value, and they fail with it.
      for (const part of [result.isKnown, result.isSecret]) part?.catch(() => undefined);
      return result;
    }
    // A result is not secret merely because it was read with secret credentials.
    const settings = opts.provider ? pulumi.unsecret(Provider.settingsOf(opts.provider)) : stackSettings();
    const known = pulumi.all([settings, pulumi.output(args)]);
    return known.apply(([config, given]) => lookUp<A, R>(name, config as Settings, given as A));
  };
}

/** Parts of an output that are not in the SDK's types. */
type InnerOutput<T> = pulumi.Output<T> & { isKnown?: Promise<boolean>; isSecret?: Promise<boolean> };

/** Reports whether the program runs in a unit test with `pulumi.runtime.setMocks`. */
const usesMocks = (): boolean =>
  // Pulumi's mocks are a monitor of their own, of which the SDK declares no type.
  (pulumi.runtime.getMonitor() as { mocks?: unknown } | undefined)?.mocks !== undefined;

/** Answers a function from the mocks of a unit test, which know it by the plugin's token. */
function callMock<R>(name: FunctionName, args: object, opts: LookupOptions): Promise<R> {
  const token = `zenlayer:index:${name}`;
  const call = async (): Promise<R> => (await pulumi.runtime.invoke(token, args, opts)) as R;
  // Of an error that a mock throws, Pulumi keeps `details` (as of gRPC errors) and drops the message.
  return rejecting(call, (message) => runError(message || mockFailed(token).message));
}

function read<A extends object, R>(name: FunctionName, args: A, opts: LookupOptions): Promise<R> {
  if (!opts.provider) return lookUp(name, stackSettings(), args);
  return valueOf(Provider.settingsOf(opts.provider)).then((settings) => lookUp(name, settings, args));
}

/** Calls the function. Pulumi prints a RunError as its message alone. */
function lookUp<A extends object, R>(name: FunctionName, settings: Settings, args: A): Promise<R> {
  const call = async (): Promise<R> => {
    // Loaded at the first call: most programs call no function, and start sooner without the API client.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be loaded with the package
    const host = require("../../provider/hosts/program") as typeof program;
    return (await host.lookUp[name](settings, args)) as R;
  };
  return rejecting(call, (message) => silenceLateHandling(runError(message)));
}

/**
 * The result of `call`, or a rejection with another error. Not an async function: Pulumi has Node's debugger on, for which
 * V8 searches all promises that wait for one whenever an async function throws. Where the result of a function feeds
 * another one, that takes minutes and gigabytes (V8 of Node.js 20).
 */
const rejecting = <R>(call: () => Promise<R>, errorOf: (message: string) => Error): Promise<R> =>
  call().catch((error: Error) => Promise.reject(errorOf(error.message)));

/**
 * The value of a provider's settings.
 * @throws pulumi.RunError during a preview in which a setting depends on a resource that does not exist yet
 */
function valueOf<T>(settings: pulumi.Output<T>): Promise<T> {
  // `isKnown` is not part of the SDK's types. If it disappears, the promise stays pending instead.
  const { isKnown } = settings as { isKnown?: Promise<boolean> };
  const value = new Promise<T>((resolve) => settings.apply((value) => resolve(value)));
  return Promise.resolve(isKnown).then((known) =>
    known === false ? Promise.reject(silenceLateHandling(runError(providerNotKnown().message))) : value,
  );
}
