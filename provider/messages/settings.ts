import { inTheConfiguration, listed } from "./parts";
import { sanitize } from "../zenlayer/sanitize";
import { unknownProperty } from "./inputs";
import { UserError } from "./userError";

const shortened = (value: string): string => (value.length > 100 ? `${value.slice(0, 100)}…` : value);

/** Describes settings of the stack configuration, which the arguments of an explicit provider become, too. */
export const inConfiguration = (names: string[]): string =>
  sanitize(`${listed(names.map((name) => `zenlayer:${name}`))} ${inTheConfiguration}`);

export const inEnvironment = (names: string[]): string =>
  sanitize(`the environment variable${names.length > 1 ? "s" : ""} ${listed(names)}`);

export const inProfile = (name: string): string => sanitize(`profile "${name}" of ~/.zenlayer/credentials.json`);

export const unknownSetting = (name: string, where: string, known: readonly string[]): string =>
  sanitize(`Invalid setting in ${where}: ${unknownProperty(name, known, "setting")}`);

/** @param rule such as "must be true or false" */
export const badSetting = (name: string, found: string, rule: string, from: string): UserError =>
  new UserError(`The setting ${name} is "${shortened(found)}"; it ${rule}. It comes from ${from}.`);

export const badEndpoint = (found: string, why: string, from: string): UserError =>
  new UserError(
    `The endpoint "${shortened(found.replace(/\/\/[^/]*@/, "//"))}" is invalid: ${why}. It comes from ${from}. ` +
      "Use a host name, or a URL such as https://console.zenlayer.com with nothing after the host.",
  );

export const insecureEndpoint = (origin: string, from: string): UserError =>
  new UserError(
    `The endpoint ${origin} would send requests unencrypted over the network. It comes from ${from}. Use https://, ` +
      "or set zenlayer:allowInsecureEndpoint to true to accept that. (http:// is always allowed for this machine itself.)",
  );

// Not quoted: a proxy's address often holds a password.
export const badProxy = (): UserError =>
  new UserError(
    "The proxy set in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY is invalid: its address must start with http:// or " +
      "https://. Correct the variable, or add the API's host to NO_PROXY to bypass the proxy.",
  );

export const badProxyLogin = (): UserError =>
  new UserError(
    "The proxy set in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY is invalid: its user name or password contains a " +
      "character that must be percent-encoded. Write % as %25, @ as %40, : as %3A, / as %2F, ? as %3F and # as %23.",
  );

export const badProfileFile = (path: string, why: string): UserError =>
  new UserError(
    `Cannot use ${path}: ${why}. Correct the file (the command line tool zeno writes it), or set the credentials ` +
      "in the stack configuration or the environment, which take precedence.",
  );

export const credentialsIncomplete = (source: string, has: string, lacks: string): UserError =>
  new UserError(
    `The access key is incomplete: ${has} is set, but ${lacks} is missing or empty (source: ${source}). Set both, or ` +
      `neither to use the next source of credentials.`,
  );

export const credentialsUnusable = (source: string, name: string): UserError =>
  new UserError(
    `${name} contains white space, a line break or a character other than ASCII, which no key has (source: ${source}). ` +
      "Copy it again from the Zenlayer console.",
  );

export const profileUnknown = (name: string, namedBy: string, known: string[] | undefined): UserError =>
  new UserError(
    `There is no profile "${name}" with credentials in ~/.zenlayer/credentials.json, but ${namedBy} selects it. ` +
      (known?.length
        ? `The file contains ${known.map((other) => `"${other}"`).join(", ")}.`
        : "Create it with the command line tool zeno."),
  );

/** @param profile selected in the file; absent if there is no file */
export const noCredentials = (profile?: string): UserError =>
  new UserError(
    "No credentials for Zenlayer were found. Searched, in this order: " +
      `zenlayer:token, zenlayer:accessKeyId with zenlayer:accessKeyPassword, and zenlayer:profile ${inTheConfiguration}; ` +
      "the environment variables ZENLAYER_TOKEN, ZENLAYER_ACCESS_KEY_ID with ZENLAYER_ACCESS_KEY_SECRET, " +
      "ZENLAYERCLOUD_ACCESS_KEY_ID with ZENLAYERCLOUD_ACCESS_KEY_PASSWORD, and ZENLAYER_PROFILE; " +
      `~/.zenlayer/credentials.json (${profile !== undefined ? `contains no credentials for the profile "${profile}"` : "not found"}). ` +
      "Create an access key in the Zenlayer console, then set its two environment variables, or run " +
      "`pulumi config set zenlayer:accessKeyId …` and `pulumi config set --secret zenlayer:accessKeyPassword …`.",
  );

export const secretInPlainText = (key: string): string =>
  sanitize(
    `${key} is set without --secret, so the stack's configuration file and its state contain it in plain text. Run ` +
      `\`pulumi config set --secret ${key} …\`, and consider a new key, since this one has been exposed.`,
  );
