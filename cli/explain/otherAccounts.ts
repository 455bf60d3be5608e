import type { AccountKey, Config } from "../session";
import { imageStatesOf, isPlaceholder, partsOf, textIn, type ResourceState } from "../stackState";
import type { Preview } from "./preview";

/** The account that is looked up, to compare the ones of resources with. */
export interface LookedUp extends AccountKey {
  /** It is read with the stack configuration, so it is the one of resources without an explicit Provider. */
  isOfStack: boolean;
  /** What a Provider of these settings reads. @throws UserError for settings and credentials that cannot be used */
  keyOf: (settings: Config) => AccountKey;
}

/** Why the slots of a resource are not known: its Provider may use an account that is not looked up. */
export interface OtherAccount {
  /** Name of the Provider in the program. */
  provider: string;
  because: string;
}

/** Settings that an account is found by. */
const CREDENTIALS = ["token", "accessKeyId", "profile"];

/** The accounts of a change that are not looked up; undefined where it is the one that is. */
export interface OtherAccounts {
  /** In which an image is created. */
  ofNew?: OtherAccount;
  /** In which images are deleted. */
  ofOld?: OtherAccount;
}

/** Finds the changes whose account is not the one that is looked up, by the URN of their resource. */
export function otherAccounts({ steps }: Preview, lookedUp: LookedUp | undefined): (urn: string) => OtherAccounts {
  if (lookedUp === undefined) return () => ({});
  const find = finder(steps, lookedUp);
  return (urn) => {
    const step = steps.find((each) => each.urn === urn);
    const [ofNew, ofOld] = [find(step?.new ?? step?.old), find(step?.old ?? step?.new)];
    // Only a replacement deletes with the Provider of before.
    return { ofNew, ofOld: step && REPLACEMENTS.includes(step.op) ? ofOld : ofNew };
  };
}

const REPLACEMENTS = ["replace", "create-replacement", "delete-replaced"];

function finder(
  steps: Preview["steps"],
  lookedUp: LookedUp,
): (resource: ResourceState | undefined) => OtherAccount | undefined {
  const states = [...steps.flatMap(({ old }) => old ?? []), ...steps.flatMap(({ new: now }) => now ?? [])];
  const declared = new Map(states.filter(isProvider).map(({ urn, inputs }) => [urn, settingsIn(inputs)]));
  const seen = new Set(states.filter((state) => wasSeenBy(state, lookedUp)).map(providerOf));
  const isOfProvider = !lookedUp.isOfStack && [...declared.values()].some((settings) => givesKeyOf(settings, lookedUp));
  return (resource) => {
    const urn = resource && providerOf(resource);
    if (urn === undefined) return undefined;
    const provider = partsOf(urn).name;
    const settings = declared.get(urn);
    if (settings && areShown(settings)) {
      const because = whyOther(settings, lookedUp);
      return because === undefined ? undefined : { provider, because: `Provider ${provider} ${because}` };
    }
    if (seen.has(urn)) return undefined;
    if (settings) return { provider, because: `Provider ${provider} ${NOT_SHOWN}` };
    if (!isDefaultProvider(urn)) return { provider, because: `Provider ${provider} ${NOT_IN_PREVIEW}` };
    return isOfProvider ? { provider, because: OTHER_DEFAULT } : undefined;
  };
}

const NOT_SHOWN = "uses credentials or an endpoint that the preview does not show";
const NOT_IN_PREVIEW = "has settings that the preview does not show: create the preview with --show-sames";
const OTHER_DEFAULT =
  "the account was read with the key of an explicit Provider, and resources without one may use another key; " +
  "--stack reads the account of the stack";

const isProvider = ({ type }: ResourceState): boolean =>
  type === "pulumi:providers:pulumi-nodejs" || type === "pulumi:providers:zenlayer";

/** Pulumi's own, for resources without an explicit Provider. */
const isDefaultProvider = (urn: string): boolean => /^default(_|$)/.test(partsOf(urn).name);

/** URN in a reference to a Provider, which ends with an id. */
const providerOf = ({ provider }: ResourceState): string | undefined => provider?.replace(/::[^:]*$/, "");

/** Settings of a Provider; in the dynamic one their names have a prefix. */
const settingsIn = (inputs: ResourceState["inputs"]): Config =>
  Object.fromEntries(
    Object.entries(inputs).flatMap(([name, value]) =>
      ["string", "number", "boolean"].includes(typeof value) ? [[name.replace(/^zenlayer:/, ""), String(value)]] : [],
    ),
  );

/** Whether a preview shows what an account is found by; secrets, and what is not known before the run, it does not. */
const areShown = (settings: Config): boolean =>
  [...CREDENTIALS, "endpoint"].every((name) => !isPlaceholder(settings[name]));

function whyOther(settings: Config, lookedUp: LookedUp): string | undefined {
  try {
    const { endpoint, keyFingerprint } = lookedUp.keyOf(settings);
    if (endpoint !== lookedUp.endpoint) return "uses another endpoint";
    const other = "uses another access key, which may belong to another account";
    return keyFingerprint === lookedUp.keyFingerprint ? undefined : other;
  } catch {
    return "uses credentials that are not found here";
  }
}

/** Whether the account and key that are looked up have seen an image of a resource last. */
const wasSeenBy = (resource: ResourceState, { endpoint, keyFingerprint }: AccountKey): boolean =>
  imageStatesOf(resource).some(({ outputs }) => {
    const record = outputs.__record;
    const key = typeof record === "object" && record !== null ? textIn({ ...record }, "keyFingerprint") : undefined;
    return key === keyFingerprint && outputs.endpoint === endpoint;
  });

/** Whether the program itself gives a Provider the credentials that are looked up with. */
const givesKeyOf = (settings: Config, lookedUp: LookedUp): boolean =>
  CREDENTIALS.some((name) => (settings[name] ?? "") !== "") &&
  areShown(settings) &&
  whyOther(settings, lookedUp) === undefined;
