import {
  credentialsIncomplete,
  credentialsUnusable,
  inConfiguration,
  inEnvironment,
  inProfile,
  noCredentials,
  profileUnknown,
} from "../messages";
import { Credentials, type Secret } from "../zenlayer/credentials";
import { ProfileFiles, type Profile } from "./profile";
import type { Config, Environment } from "./sources";

/** Credentials and their origin. */
export interface FoundCredentials {
  credentials: Credentials;
  /** Where they came from, in plain words that fit after "from". */
  source: string;
}

/** A source that may hold a token or an access key, with the names that its user knows them by. */
interface CredentialSource {
  values: Profile;
  /** Describes the source, given the names of what was used or is missing there. */
  words: (names: string[]) => string;
  names: { token?: string; accessKeyId: string; accessKeyPassword: string };
}

const trimmed = (values: Config, name: string): string | undefined => values[name]?.trim() || undefined;

/**
 * Finds the credentials, as a whole from the first source that holds any: the stack's configuration, the environment,
 * the profile file of Zenlayer's command line tool. Places are never mixed, and half an access key is an error, not a
 * reason to try the next source, which may belong to another account.
 * @throws UserError when a source is incomplete or malformed, a named profile is missing, or no source holds any.
 */
export function findCredentials(config: Config, environment: Environment, homeDirectory: string): FoundCredentials {
  const files = new ProfileFiles(homeDirectory);
  const found =
    read(configuration(config)) ??
    namedProfile(files, trimmed(config, "profile"), inConfiguration(["profile"])) ??
    read(zenlayerVariables(environment)) ??
    read(terraformVariables(environment)) ??
    namedProfile(files, trimmed(environment, "ZENLAYER_PROFILE"), inEnvironment(["ZENLAYER_PROFILE"])) ??
    currentProfile(files);
  if (found) return found;
  throw noCredentials(files.profiles() && files.currentName());
}

const configuration = (config: Config): CredentialSource => ({
  values: {
    token: trimmed(config, "token"),
    accessKeyId: trimmed(config, "accessKeyId"),
    accessKeyPassword: trimmed(config, "accessKeyPassword"),
  },
  words: inConfiguration,
  names: { token: "token", accessKeyId: "accessKeyId", accessKeyPassword: "accessKeyPassword" },
});

/** Names of Zenlayer's command line tool. */
const zenlayerVariables = (environment: Environment): CredentialSource =>
  variables(environment, {
    token: "ZENLAYER_TOKEN",
    accessKeyId: "ZENLAYER_ACCESS_KEY_ID",
    accessKeyPassword: "ZENLAYER_ACCESS_KEY_SECRET",
  });

/** Names of Zenlayer's Terraform provider, which knows no token. */
const terraformVariables = (environment: Environment): CredentialSource =>
  variables(environment, {
    accessKeyId: "ZENLAYERCLOUD_ACCESS_KEY_ID",
    accessKeyPassword: "ZENLAYERCLOUD_ACCESS_KEY_PASSWORD",
  });

const variables = (environment: Environment, names: CredentialSource["names"]): CredentialSource => ({
  values: {
    token: names.token && trimmed(environment, names.token),
    accessKeyId: trimmed(environment, names.accessKeyId),
    accessKeyPassword: trimmed(environment, names.accessKeyPassword),
  },
  words: inEnvironment,
  names,
});

const profilePlace = (name: string, values: Profile): CredentialSource => ({
  values,
  words: () => inProfile(name),
  names: { token: "token", accessKeyId: "access_key_id", accessKeyPassword: "access_key_secret" },
});

function namedProfile(files: ProfileFiles, name: string | undefined, namedBy: string): FoundCredentials | undefined {
  if (!name) return undefined;
  const profiles = files.profiles();
  const found = read(profilePlace(name, profiles?.get(name) ?? {}));
  if (!found) throw profileUnknown(name, namedBy, profiles && [...profiles.keys()]);
  return found;
}

function currentProfile(files: ProfileFiles): FoundCredentials | undefined {
  const name = files.currentName();
  return read(profilePlace(name, files.profiles()?.get(name) ?? {}));
}

/** Reads a source: a token takes precedence over an access key; undefined means to try the next source. */
function read({ values, words, names }: CredentialSource): FoundCredentials | undefined {
  const { token, accessKeyId, accessKeyPassword } = values;
  if (token) return usable({ token }, token, words([names.token ?? ""]), names.token ?? "");
  if (!accessKeyId && !accessKeyPassword) return undefined;
  const both = [names.accessKeyId, names.accessKeyPassword];
  if (!accessKeyId) throw credentialsIncomplete(words(both), names.accessKeyPassword, names.accessKeyId);
  if (!accessKeyPassword) throw credentialsIncomplete(words(both), names.accessKeyId, names.accessKeyPassword);
  return usable({ accessKeyId, accessKeyPassword }, accessKeyId, words(both), names.accessKeyId);
}

/** A token or key id travels in a header, which takes visible ASCII only; a stray line break would break it. */
function usable(secret: Secret, inHeader: string, source: string, name: string): FoundCredentials {
  if (!/^[\x21-\x7e]+$/.test(inHeader)) throw credentialsUnusable(source, name);
  return { credentials: new Credentials(secret), source };
}
