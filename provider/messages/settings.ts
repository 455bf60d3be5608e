import { inTheConfiguration, listed } from "./parts";
import { sanitize } from "../zenlayer/sanitize";
import { unknownProperty } from "./inputs";
import { UserError } from "./userError";

const some = (value: string): string => (value.length > 100 ? `${value.slice(0, 100)}…` : value);

/** Words for settings of the stack's configuration, which is also what an explicit provider's arguments become. */
export const inConfiguration = (names: string[]): string =>
  sanitize(`${listed(names.map((name) => `zenlayer:${name}`))} ${inTheConfiguration}`);

export const inEnvironment = (names: string[]): string =>
  sanitize(`the environment variable${names.length > 1 ? "s" : ""} ${listed(names)}`);

export const inProfile = (name: string): string => sanitize(`profile "${name}" of ~/.zenlayer/credentials.json`);

export const unknownSetting = (name: string, where: string, known: string[]): string =>
  sanitize(`A mistake in ${where}: ${unknownProperty(name, known, "setting")}`);

export const badSetting = (name: string, found: string, allowed: string, from: string): UserError =>
  new UserError(`The setting ${name} is "${some(found)}"; allowed is ${allowed}. It comes from ${from}.`);

export const badEndpoint = (found: string, why: string, from: string): UserError =>
  new UserError(
    `The endpoint "${some(found.replace(/\/\/[^/]*@/, "//"))}" cannot be used: ${why}. It comes from ${from}; ` +
      "give a host name, or a URL such as https://console.zenlayer.com with nothing behind the host.",
  );

export const insecureEndpoint = (origin: string, from: string): UserError =>
  new UserError(
    `The endpoint ${origin} would send requests unencrypted over the network. It comes from ${from}; use https://, ` +
      "or set zenlayer:allowInsecureEndpoint to true if you mean it. (This machine itself may be reached over http.)",
  );

// Not quoted: a proxy's address often holds a password.
export const badProxy = (): UserError =>
  new UserError(
    "The proxy named by HTTPS_PROXY, HTTP_PROXY or ALL_PROXY cannot be used: its address must start with http:// or " +
      "https://. Correct the variable, or name the API's host in NO_PROXY to go without it.",
  );

export const badProxyLogin = (): UserError =>
  new UserError(
    "The proxy named by HTTPS_PROXY, HTTP_PROXY or ALL_PROXY cannot be used: its user name or password holds a " +
      "character that has to be percent-encoded there. Write % as %25, @ as %40, : as %3A, / as %2F, ? as %3F and # as %23.",
  );

export const badProfileFile = (path: string, why: string): UserError =>
  new UserError(
    `Cannot use ${path}: ${why}. Correct the file (the command line tool zeno writes it), or give the credentials ` +
      "in the stack configuration or the environment, which are looked at first.",
  );

export const credentialsIncomplete = (source: string, has: string, lacks: string): UserError =>
  new UserError(
    `Half an access key: ${has} is set, but ${lacks} is missing or empty (looked at ${source}). Set both, or ` +
      `neither to use the next source of credentials.`,
  );

export const credentialsUnusable = (source: string, name: string): UserError =>
  new UserError(
    `${name} holds white space, a line break or a character other than ASCII, which no key has (from ${source}). ` +
      "Copy it again from the Zenlayer console.",
  );

export const profileUnknown = (name: string, namedBy: string, known: string[] | undefined): UserError =>
  new UserError(
    `There is no profile "${name}" with credentials in ~/.zenlayer/credentials.json, but ${namedBy} names it. ` +
      (known?.length
        ? `The file holds ${known.map((other) => `"${other}"`).join(", ")}.`
        : "Make it with the command line tool zeno."),
  );

export const noCredentials = (profile: string, fileExists: boolean): UserError =>
  new UserError(
    "No credentials for Zenlayer. Looked at, in this order: " +
      `zenlayer:token, zenlayer:accessKeyId with zenlayer:accessKeyPassword, and zenlayer:profile ${inTheConfiguration}; ` +
      "the environment variables ZENLAYER_TOKEN, ZENLAYER_ACCESS_KEY_ID with ZENLAYER_ACCESS_KEY_SECRET, " +
      "ZENLAYERCLOUD_ACCESS_KEY_ID with ZENLAYERCLOUD_ACCESS_KEY_PASSWORD, and ZENLAYER_PROFILE; " +
      `~/.zenlayer/credentials.json (${fileExists ? `holds no credentials for the profile "${profile}"` : "not there"}). ` +
      "Make an access key in the Zenlayer console, then set its two variables, or run " +
      "`pulumi config set zenlayer:accessKeyId …` and `pulumi config set --secret zenlayer:accessKeyPassword …`.",
  );

export const openSecret = (key: string): string =>
  sanitize(
    `${key} is set without --secret, so it is written in clear text into the stack's file and its state. Run ` +
      `\`pulumi config set --secret ${key} …\` and consider a new key, since this one has been exposed.`,
  );
