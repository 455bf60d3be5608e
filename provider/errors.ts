/**
 * Every message that a user can see, in one place so that they keep one tone: what happened, why or where, the
 * way out, then the API's code and request id in brackets. Each exported function is one message;
 * `docs/messages.md` shows all of them side by side. Whatever a message quotes, no terminal and no Pulumi may obey it,
 * so each is sanitized: a UserError by itself, a text by its function.
 */

import { closest, distance } from "fastest-levenshtein";
import type { ZenlayerError } from "./zenlayer/apiError";
import { sanitize } from "./zenlayer/printable";
import type { ImageInfo, InstanceInfo, ZoneQuota } from "./zenlayer/types";

/** A mistake or mishap that the user can put right: shown as one message, without a stack. */
export class UserError extends Error {
  /** Empty: the host prints `name: message`, and the message is all that the user needs. */
  override readonly name: string = "";

  /** @param lines one line of the message each; line breaks inside come from what is quoted, and go */
  constructor(...lines: string[]) {
    super(lines.map(sanitize).join("\n"));
    // The engine's host for dynamic providers prints `error.stack`; a user's mistake has none worth reading.
    this.stack = "";
  }
}

// ---- Settings, credentials and transport ----

const inTheConfiguration = "in the stack configuration (or given to a Provider)";

const listed = (names: string[]): string => names.join(" and ");

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

// Of the network. Texts of a ZenlayerError, which puts the action before and the code behind.

export const connectionRefused = (to: string): string =>
  sanitize(
    `cannot connect to ${to}: the connection was refused. Check the endpoint, and that something is listening there`,
  );

export const hostNotFound = (host: string): string =>
  sanitize(`cannot find ${host}: the name is unknown. Check the endpoint for misspellings`);

export const hostNotResolved = (host: string): string =>
  sanitize(`cannot look up ${host}: name resolution does not work at the moment. Check this machine's network`);

export const hostUnreachable = (host: string): string =>
  sanitize(
    `cannot reach ${host}: there is no way to it from here. Check this machine's network, VPN and proxy settings`,
  );

export const notConnectedInTime = (to: string, afterMs: number): string =>
  sanitize(
    `no connection to ${to} within ${afterMs / 1000} s. Check this machine's network, VPN and proxy settings, or raise ` +
      "zenlayer:requestTimeoutSeconds",
  );

export const notConnected = (to: string, code: string): string =>
  sanitize(
    `cannot connect to ${to}: the connection broke while it was being opened (${code}). Check this machine's network, ` +
      "VPN and proxy settings",
  );

export const timedOut = (host: string, afterMs: number): string =>
  sanitize(
    `no answer from ${host} within ${afterMs / 1000} s. Check the network, or raise zenlayer:requestTimeoutSeconds`,
  );

export const connectionLost = (host: string, code: string): string =>
  sanitize(`the connection to ${host} was lost before the whole answer had come (${code})`);

export const certificateNotTrusted = (host: string, code: string): string =>
  sanitize(
    `the certificate of ${host} is not trusted (${code}). Check the endpoint; if it stands behind a certificate ` +
      "authority of your own, name that authority's file in NODE_EXTRA_CA_CERTS",
  );

export const notTls = (host: string): string =>
  sanitize(`${host} does not speak https as it should. Check the endpoint's scheme and port`);

export const proxyRefused = (proxy: string, host: string, status: string): string =>
  sanitize(
    `the proxy ${proxy} does not connect us to ${host} (HTTP status ${status})` +
      (status === "407" ? ". It asks for a user name and password: put them into HTTPS_PROXY" : ""),
  );

// Answers that are none of the API.

export const htmlAnswer = (endpoint: string, status: number): string =>
  sanitize(
    `${endpoint} answers with a web page (HTTP status ${status}) and not as the Zenlayer API. Check the endpoint, and ` +
      "whether a proxy or a sign-in page stands in between",
  );

export const emptyAnswer = (endpoint: string, status: number): string =>
  sanitize(`${endpoint} answers with nothing (HTTP status ${status})`);

export const brokenAnswer = (endpoint: string, status: number): string =>
  sanitize(
    `${endpoint} answers with something that is not JSON (HTTP status ${status}). Check that it is the Zenlayer API`,
  );

export const wrongEnvelope = (endpoint: string): string =>
  sanitize(`${endpoint} answers with JSON that lacks the part "response". Check that it is the Zenlayer API`);

export const wrongFailureEnvelope = (endpoint: string, status: number): string =>
  sanitize(`${endpoint} answers with HTTP status ${status} and JSON without a code. Check that it is the Zenlayer API`);

export const redirected = (endpoint: string, target: string): string =>
  sanitize(
    `${endpoint} answers with a redirect to ${target}, which is not followed: requests are signed for one host. ` +
      "Set the endpoint to where the API is",
  );

export const answerTooLong = (): string => "the answer is longer than any the Zenlayer API gives";

export const unexpectedAnswer = (what: string): string =>
  sanitize(
    `the answer is not as documented: ${what}. Please report it, with the request id, to the makers of pulumi-zenlayer`,
  );

export const securityChallenge = (endpoint: string): string =>
  sanitize(
    `the protection in front of ${endpoint} takes us for a robot and blocks the request. Try from another network, or ` +
      "ask Zenlayer support to let this address through",
  );

export const requestBlocked = (endpoint: string): string =>
  sanitize(
    `${endpoint} blocks requests from this network for legal reasons (HTTP status 451). Try from another network, or ` +
      "ask Zenlayer support",
  );

// Refusals of the API.

export const noReason = (): string => "the service gives no reason";

export const tooManyRequests = (): string => "the service refuses more requests for the moment";

export function clockOff(text: string, aheadMs: number): string {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const span = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return sanitize(
    `${text} (the clock of this machine is ${span} ${aheadMs > 0 ? "ahead of" : "behind"} the service's)`,
  );
}

/** Code and request id, in brackets: what support asks for. */
export const reference = ({ code, requestId }: Pick<ZenlayerError, "code" | "requestId">): string =>
  sanitize(`(${code}${requestId ? `, request ${requestId}` : ""})`);

/**
 * Says what a failure of the API means to the user and what to do about it; codes that we do not know pass through
 * with the service's own text.
 * @param source where the credentials came from, as the session says it.
 */
export function explain(error: ZenlayerError, source: string): string {
  const said = error.text.replace(/\.$/, "");
  const text = meaning(error, said, source) ?? `${error.action} failed: ${said}`;
  return sanitize(`${text}. ${reference(error)}`);
}

function meaning({ code, action, status }: ZenlayerError, text: string, source: string): string | undefined {
  switch (code) {
    case "AUTHFAILURE_SIGNATURE_FAILURE":
      return (
        `Zenlayer does not accept the access key from ${source}: id and password do not belong together, or the key ` +
        `was deleted. Copy both again, or make a new key in the Zenlayer console${storedConfiguration(source)}`
      );
    case "AUTHFAILURE_INVALID_AUTHORIZATION":
      return (
        `Zenlayer does not accept the credentials from ${source}: they are unknown, or the token has expired. Make ` +
        `new ones in the Zenlayer console${storedConfiguration(source)}`
      );
    case "AUTHFAILURE_UNAUTHORIZED_OPERATION":
      return (
        `The credentials from ${source} do not allow ${action}: ${text}. Give their member that permission in the ` +
        `Zenlayer console, or use others${storedConfiguration(source)}`
      );
    case "AUTHFAILURE_SIGNATURE_EXPIRED":
      return (
        `Zenlayer refuses the request because its time stamp is more than five minutes off: ${text}. ` +
        "Set this machine's clock right"
      );
    case "REQUEST_LIMIT_EXCEEDED":
      return (
        "Zenlayer kept refusing our requests because there are too many from this account. Lower " +
        "zenlayer:maxRequestsPerSecond, or run fewer pipelines at a time, and run the command again"
      );
    default:
      if (status !== undefined && status >= 500 && code !== "UNREADABLE_ANSWER") {
        return `Zenlayer has trouble of its own with ${action}: ${text}. Run the command again later`;
      }
      return undefined;
  }
}

/** Refresh and destroy do not run the program: the engine gives them the configuration of the last `pulumi up`. */
const storedConfiguration = (source: string): string =>
  source.endsWith(inTheConfiguration)
    ? ". `pulumi refresh` and `pulumi destroy` use the configuration stored at the last `pulumi up`: after a change of " +
      "key run `pulumi up` first, or add `--run-program`"
    : "";

// ---- The resource: mistakes in the inputs ----
// The engine puts "property … value {…} has a problem:" before these, so they repeat a short value only.

const repeated = (value: string): string => ([...value].length > 60 ? "" : value);

export function unknownProperty(property: string, known: string[], noun = "input"): string {
  const nearest = closest(property, known);
  const hint = distance(property.toLowerCase(), nearest.toLowerCase()) <= 3 ? ` Did you mean "${nearest}"?` : "";
  return sanitize(
    `there is no ${noun} "${property}".${hint} ${noun.charAt(0).toUpperCase()}${noun.slice(1)}s are: ${known.join(", ")}.`,
  );
}

export function wrongType(property: string, found: unknown, wanted: string): string {
  const kind = Array.isArray(found) ? "a list" : found === null ? "nothing" : `a ${typeof found}`;
  const value = repeated(`: ${JSON.stringify(found)}`);
  return sanitize(`${property} must be a ${wanted}, but ${kind} was given${value}. Give it as a ${wanted}.`);
}

export function empty(property: string): string {
  if (property === "instanceId") {
    return (
      "instanceId is empty. Give the id of the instance to create the image from. Leave it out only if the image exists " +
      "already, or is adopted with adoptImageId."
    );
  }
  return sanitize(`${property} is empty. Give it a value, or leave it out.`);
}

export function tooLong(property: string, found: string, longest: number): string {
  return sanitize(
    `${property}${repeated(` "${found}"`)} has ${[...found].length} characters; at most ${longest} are allowed. Shorten it.`,
  );
}

export function unfitName(name: string): string {
  const characters = [...name];
  const at = characters.findIndex((character) => !/^[\p{Script=Han}A-Za-z0-9_-]$/u.test(character));
  return sanitize(
    `imageName${repeated(` "${name}"`)} has "${characters[at] ?? ""}" at position ${at + 1}; allowed are Chinese characters, ` +
      `letters, digits, "-" and "_". Choose another character.`,
  );
}

export function unfitReference(property: string, found: string): string {
  return sanitize(`${property}${repeated(` "${found}"`)} is no image id; write "img-…", or "ZONE/img-…".`);
}

export function notOneOf(property: string, found: unknown, allowed: string[]): string {
  return sanitize(
    `${property} is ${repeated(JSON.stringify(found)) || "something else"}; allowed are ${allowed.map((value) => `"${value}"`).join(", ")}. Use one of them.`,
  );
}

export function invalid(property: string, rule: string): string {
  return sanitize(`${property} ${rule}.`);
}

export function nameNeeded(): string {
  return (
    "imageName is needed, and none was given: pulumi:autonaming in the stack's configuration switches automatic names " +
    "off. Give the image a name, or change that setting."
  );
}

export function unfitEnforcedName(reason: string): string {
  return sanitize(
    `pulumi:autonaming in the stack's configuration enforces a name that the service does not allow: ${reason} ` +
      "Or give imageName, or let the setting propose a name instead of enforcing it.",
  );
}

export function instanceNeeded(): string {
  return (
    "instanceId is needed to make an image, and none was given. Name the virtual machine to make it of, " +
    "or take an existing image with adoptImageId."
  );
}

// ---- The resource: what the preview finds ----

export function finding(resource: string | undefined, text: string): string {
  return sanitize(resource === undefined ? text : `CustomImage "${resource}": ${text}`);
}

export function preflightSkipped(why: string): string {
  return sanitize(
    `could not look for what would go wrong in this run: ${sentence(why)} ` +
      "Put that right, or set zenlayer:preflight to off to preview without looking.",
  );
}

/** The credentials or settings can make no `up` succeed, so this is no finding that can be passed over. */
export function lockedOut(why: string): string {
  return sanitize(
    `${sentence(why)} \`pulumi up\` would fail in the same way. ` +
      "Put that right, or set zenlayer:preflight to off to preview without access.",
  );
}

export function noSuchInstanceText(instanceId: string): string {
  return sanitize(
    `there is no virtual machine ${instanceId} that this account can see, so no image can be made of it. ` +
      "Check instanceId, and that the credentials belong to the account of the machine.",
  );
}

export function notStopped(instance: InstanceInfo): string {
  return sanitize(
    `virtual machine ${nameOf(instance)} is ${instance.instanceStatus}, and only a stopped one can be imaged. ` +
      "Stop it first, or set stopInstance: true to have it stopped and started again.",
  );
}

export function zoneWithoutImages(zoneId: string): string {
  return sanitize(
    `zone ${zoneId} does not support custom images. Make the image of a virtual machine in another zone.`,
  );
}

/** @param adds how many the run adds so far; a full zone is told as the service's refusal is, which does not know it */
export function noPlace(quota: ZoneQuota, adds?: number): string {
  const isFull = quota.count >= quota.maxCount;
  const why =
    adds === undefined || isFull
      ? "so there is no place for another"
      : `and this run adds at least ${adds}: not all fit`;
  return sanitize(
    `zone ${quota.zoneId} holds ${quota.count} of ${quota.maxCount} custom images, ${why}. ` +
      "Delete an image there, or ask Zenlayer's support to raise the limit. " +
      "A replacement frees its own place first with the resource option deleteBeforeReplace: true.",
  );
}

export function namesakes(imageName: string, zoneId: string, images: readonly ImageInfo[]): string {
  const list = images.map(({ imageId, imageStatus }) => `${imageId} (${imageStatus})`).join(", ");
  return sanitize(
    `zone ${zoneId} already has an image named "${imageName}": ${list}. It may be the one that this run replaces, ` +
      "or one that an interrupted run made and could not save. " +
      "If it is yours and not wanted twice, take it with adoptImageId, or delete it.",
  );
}

export function willPowerOff(instance: InstanceInfo, force: boolean): string {
  const how = force ? ", by cutting its power if it does not shut down within 120 s" : "";
  return sanitize(
    `will power off ${nameOf(instance)}${how}, image it, and start it again. ` +
      "If that does not suit now, run it later, or image a machine that is stopped.",
  );
}

export function stoppedAlready(instance: InstanceInfo): string {
  return sanitize(
    `virtual machine ${nameOf(instance)} is stopped already, so it will not be started after the image is made. ` +
      "If an interrupted run stopped it, start it yourself.",
  );
}

export function beingImaged(instance: InstanceInfo): string {
  return sanitize(
    `virtual machine ${nameOf(instance)} is being imaged just now; the image will be made after that one. ` +
      "If that takes too long, run this later.",
  );
}

export function dataDisksLeftOut(instance: InstanceInfo): string {
  const disks = instance.dataDisks.map(({ diskId, diskSize }) => `${diskId}${diskSize ? ` (${diskSize} GB)` : ""}`);
  return sanitize(
    `an image holds the system disk only, not the data disks of ${nameOf(instance)}: ${disks.join(", ")}. ` +
      "Save what is on them by other means if it matters.",
  );
}

// ---- The resource: making an image ----

export function noSuchInstance(instanceId: string): UserError {
  return new UserError(sentence(noSuchInstanceText(instanceId)));
}

export function uncheckedInputs(): UserError {
  return new UserError(
    "The inputs of the image lack its name or its machine, which check should have found. " +
      "This is a mistake in pulumi-zenlayer; please report it.",
  );
}

/** A refusal of CreateImage in the words of the preview's finding; nothing for a code that has none. */
export function refusedImage(
  error: ZenlayerError,
  wanted: { instanceId: string; zoneId: string },
  seen: { instance?: InstanceInfo; quota?: ZoneQuota },
): UserError | undefined {
  const { instanceId, zoneId } = wanted;
  const text = refusalText(error.code, instanceId, zoneId, seen);
  return text === undefined ? undefined : new UserError(`Cannot make the image: ${text} ${reference(error)}`);
}

function refusalText(
  code: string,
  instanceId: string,
  zoneId: string,
  { instance, quota }: { instance?: InstanceInfo; quota?: ZoneQuota },
): string | undefined {
  switch (code) {
    case "INVALID_INSTANCE_NOT_FOUND":
    case "OPERATION_FAILED_RESOURCE_NOT_FOUND":
      return noSuchInstanceText(instanceId);
    case "UNSUPPORTED_OPERATION_INSTANCE_STATE_STARTING":
      return instance && instance.instanceStatus !== "STOPPED"
        ? notStopped(instance)
        : `virtual machine ${instanceId} was not stopped, and only a stopped one can be imaged. Run \`pulumi up\` again.`;
    case "LIMIT_EXCEEDED_IMAGE_QUOTA":
      return quota
        ? noPlace(quota)
        : `zone ${zoneId} holds as many custom images as it may, so there is no place for another. Delete an image there, or ask Zenlayer's support to raise the limit.`;
    case "UNSUPPORTED_OPERATION_ZONE_NOT_SUPPORT":
      return zoneWithoutImages(zoneId);
    case "UNSUPPORTED_OPERATION_DISK_UNAVAILABLE":
      return `the system disk of virtual machine ${instanceId} cannot be imaged in its present state. Look at the machine in the console, and run \`pulumi up\` again once it is in order.`;
    case "UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE":
      return `virtual machine ${instanceId} is still being imaged for somebody else. Run \`pulumi up\` again later, or allow more time with customTimeouts.create.`;
    case "OPERATION_DENIED_INSTANCE_RECYCLED":
    case "OPERATION_FAILED_FOR_RECYCLE_RESOURCE":
      return `virtual machine ${instanceId} is in the recycle bin. Restore it, or make the image of another machine.`;
    default:
      return undefined;
  }
}

export function noTimeToAsk(instanceId: string, doubt: ZenlayerError | undefined): UserError {
  const why = doubt ? ` The last answer to CreateImage was: ${doubt.message}.` : "";
  return new UserError(
    `No image of virtual machine ${instanceId} was made in the time allowed.${why} ` +
      "Run `pulumi up` again, or allow more time with customTimeouts.create.",
  );
}

/** CreateImage was ambiguous every time, and nothing came of any attempt. */
export function createKeepsFailing(
  wanted: { zoneId: string; imageName: string; instanceId: string },
  last: ZenlayerError,
  times: number,
): UserError {
  return new UserError(
    `Image "${wanted.imageName}" was not created: CreateImage failed ${times} times without telling whether an image was ` +
      `created, the last time with "${last.text}". After each attempt, zone ${wanted.zoneId} listed no new image of that ` +
      `name and instance ${wanted.instanceId} was not being imaged, so no image is known to exist. The request is not ` +
      `sent again. Look in the console for an image of that name, then run \`pulumi up\` again. ${reference(last)}`,
  );
}

/** A CreateImage call was left without a readable answer, and looking did not tell what became of it. */
export function cannotTell(
  wanted: { zoneId: string; imageName: string; instanceId: string },
  doubt: ZenlayerError,
  found: readonly ImageInfo[],
  imaging: boolean,
  blind: string | undefined,
): UserError {
  const list = found.map(({ imageId, imageStatus }) => `${imageId} (${imageStatus})`).join(", ");
  const seen =
    blind !== undefined
      ? `Zone ${wanted.zoneId} could not be looked at: ${sentence(blind)}`
      : `In zone ${wanted.zoneId} ${list ? `there is now ${list} of that name` : "no new image of that name is listed"}, and virtual machine ${wanted.instanceId} ${imaging ? "was being imaged" : "is not being imaged"}.`;
  return new UserError(
    `Whether image "${wanted.imageName}" was made cannot be told: CreateImage ended with "${doubt.text}". ${seen} ` +
      `Nothing was asked for again. Look in the console: if the image is yours, take it with adoptImageId or delete it, ` +
      `then run \`pulumi up\` again. ${reference(doubt)}`,
  );
}

export function imageFailed(imageId: string): string {
  return sanitize(
    `Image ${imageId} came out UNAVAILABLE: the service could not make it. ` +
      "The next `pulumi up` deletes it and makes a new one.",
  );
}

export function imageVanished(imageId: string, zoneId: string): string {
  return sanitize(
    `Image ${imageId} is not in zone ${zoneId} any more: somebody may have deleted it. ` +
      "Run `pulumi refresh` to drop it from state, then `pulumi up` to make it again.",
  );
}

export function stillMaking(imageId: string, status: string, waitedMs: number): string {
  return sanitize(
    `Image ${imageId} is still ${status} after ${duration(waitedMs)}. It is kept: run \`pulumi up\` again to go on ` +
      "waiting, or allow more time with customTimeouts.create.",
  );
}

export function waitInterrupted(imageId: string, status: string): string {
  return sanitize(
    `The wait for image ${imageId} (${status}) was interrupted. It is kept: run \`pulumi up\` again to go on waiting.`,
  );
}

export function lostContact(imageId: string, status: string, why: string): string {
  return sanitize(
    `Image ${imageId} was ${status} when it could not be looked at any more: ${sentence(why)} ` +
      "It is kept: run `pulumi up` again to go on waiting.",
  );
}

export function cancelled(): UserError {
  return new UserError("Interrupted. Run the same command again to go on.");
}

// ---- The resource: its machine ----

export function doesNotStop(instance: InstanceInfo, force: boolean): UserError {
  return new UserError(
    `Virtual machine ${nameOf(instance)} was asked to stop and is still ${instance.instanceStatus}, so no image was made. ` +
      (force
        ? "Stop it in the console, then run `pulumi up` again."
        : "Stop it in the console, or set forceShutdown: true to cut its power, then run `pulumi up` again."),
  );
}

export function doesNotStart(instance: InstanceInfo): UserError {
  return new UserError(
    `virtual machine ${nameOf(instance)} is still ${instance.instanceStatus}. Start it in the console.`,
  );
}

export function notStarted(instanceId: string, why: string): string {
  return sanitize(
    `Virtual machine ${instanceId} was stopped for an image and could not be started again: ${sentence(why)} ` +
      "The next `pulumi up` tries again; or start it in the console.",
  );
}

/** The service accepted the start, so the next run leaves the machine alone. */
export function startNotSeen(instanceId: string, why: string): string {
  return sanitize(
    `Virtual machine ${instanceId} was started again after it was stopped for an image, but was not seen running: ` +
      `${sentence(why)} Check it in the console.`,
  );
}

/** There is no image, so nothing in state remembers the machine. */
export function leftStopped(instanceId: string, why: string): string {
  return sanitize(
    `Virtual machine ${instanceId} was stopped for an image that was not made, and could not be started again: ` +
      `${sentence(why)} Start it in the console.`,
  );
}

export function startsLater(instanceId: string): string {
  return sanitize(
    `Virtual machine ${instanceId} was stopped for it, and is started by the next \`pulumi up\` or \`pulumi destroy\` once the image has settled.`,
  );
}

// ---- The resource: changing, reading, deleting ----

export function cannotChange(imageId: string, why: string): UserError {
  return new UserError(`Image ${imageId} was not changed: ${sentence(why)}`);
}

export function brokeLater(imageId: string, imageName: string): string {
  return sanitize(
    `Image ${imageId} ("${imageName}") was usable once and is UNAVAILABLE now. It is left as it is, since only you can tell ` +
      `whether it is needed. Ask Zenlayer's support about it, or make it again with \`pulumi up --replace <urn>\`.`,
  );
}

export function dropped(state: { imageId: string; imageName: string; zoneId: string }): string {
  return sanitize(
    `Image ${state.imageId} ("${state.imageName}") is not in zone ${state.zoneId} any more. A refresh drops it from state, ` +
      "and the next `pulumi up` creates it again if the program still declares it.",
  );
}

/** Reading starts no machine, since a preview reads too. */
export function droppedWhileStopped(instanceId: string, imageId: string): string {
  return sanitize(
    `Virtual machine ${instanceId} was stopped for image ${imageId} and is not started again, since the image is dropped ` +
      "from state. Start it in the console.",
  );
}

/** @param others how many more images of the zone cannot be read */
export function unreadableImages(zoneId: string, why: string, others: number): string {
  const more = others > 0 ? ` The same goes for ${others} more.` : "";
  return sanitize(
    `Zone ${zoneId} lists an image that cannot be read, and that is skipped: ${sentence(why)}${more} ` +
      "Commands that need such an image fail; all others work.",
  );
}

export function notVisible(
  state: { imageId: string; endpoint: string },
  endpoint: string,
  source: string,
  sameEndpoint: boolean,
): UserError {
  const where = sameEndpoint
    ? `it was last seen with another key than the one from ${source}`
    : `it was last seen at ${state.endpoint}, and this is ${endpoint}`;
  return new UserError(
    `Image ${state.imageId} is not visible here, but ${where}, so it may well exist; it stays in state. ` +
      "Use the endpoint and account it belongs to, or remove it from state yourself with `pulumi state delete <urn>`.",
  );
}

export function noSuchImage({ imageId, zoneId }: { imageId: string; zoneId?: string }): UserError {
  return new UserError(
    `There is no image ${imageId} ${zoneId ? `in zone ${zoneId}` : "in any zone"} that this account can see. ` +
      "Check the id, and that the credentials belong to the account of the image.",
  );
}

/** The service finds it by its id, so the zone may have been passed over. */
export function unlistedImage({ imageId, zoneId }: { imageId: string; zoneId?: string }): UserError {
  return new UserError(
    `Image ${imageId} was found by its id, but ${zoneId ? `zone ${zoneId} does not list it` : "no zone lists it"}, so its ` +
      "zone could not be determined. Check the zone, or run the same command again in a minute if the image is new.",
  );
}

export function publicImage({ imageId, imageName }: ImageInfo): UserError {
  return new UserError(
    `Image ${imageId} ("${imageName}") is one of Zenlayer's public images, and only custom images can be managed. ` +
      "Look it up with getImage to use its id.",
  );
}

export function cannotDelete(imageId: string, why: string): UserError {
  return new UserError(
    `Image ${imageId} was not deleted: ${sentence(why)} It stays in state; run the same command again once that is put right.`,
  );
}

export function deleteInterrupted(imageId: string): UserError {
  return new UserError(
    `The deletion of image ${imageId} was interrupted before it was known to be gone. It stays in state: run the same ` +
      "command again.",
  );
}

export function stillBusy(imageId: string): UserError {
  return new UserError(
    `Image ${imageId} is still being made and cannot be deleted before that has ended. It stays in state: run the same ` +
      "command again later, or allow more time with customTimeouts.delete.",
  );
}

export function stillThere(imageId: string): UserError {
  return new UserError(
    `Image ${imageId} was deleted, but the service still lists it. It stays in state; run the same command again later.`,
  );
}

export function goneAlready({ imageId, zoneId }: { imageId: string; zoneId: string }): string {
  return sanitize(
    `Image ${imageId} was not in zone ${zoneId} any more when it was to be deleted; it is dropped from state, and nothing is left to do.`,
  );
}

// ---- The resource: adoption ----

export function noImageToAdopt({ imageId, zoneId }: { imageId: string; zoneId?: string }): UserError {
  return new UserError(
    `There is no image ${imageId} ${zoneId ? `in zone ${zoneId}` : "in any zone"} to adopt. ` +
      "Check adoptImageId, and that the credentials belong to the account of the image.",
  );
}

export const importAndAdopt = (name: string): string =>
  sanitize(
    `CustomImage "${name}" has both the option import and the input adoptImageId. They mean the same: give one of them.`,
  );

export function adoptedFailed({ imageId }: ImageInfo): UserError {
  return new UserError(
    `Image ${imageId} cannot be adopted: it is UNAVAILABLE. Delete it in the console and leave adoptImageId out to make a new one.`,
  );
}

export function borrowedDiffers(
  image: { imageId: string; imageName: string; imageDescription?: string },
  declared: { imageName?: string; imageDescription?: string },
  differing: ("imageName" | "imageDescription")[],
): UserError {
  const list = differing.map((key) => `${key} is "${image[key] ?? ""}" and the program says "${declared[key] ?? ""}"`);
  return new UserError(
    `Image ${image.imageId} is borrowed (adoptImageId is set) and is not changed: ${list.join("; ")}. ` +
      "Declare what it has or leave that out, or remove adoptImageId first to own the image.",
  );
}

/** A resource that takes an image over, and how far it has come. */
interface TakeoverOf {
  imageId: string;
  resource?: string;
  status: "wanted" | "held" | "failed" | "read";
  reason?: string;
  abandoned?: boolean;
}

export function adoptedMeanwhile(imageId: string, by: string | undefined): string {
  return sanitize(
    `Image ${imageId} is not deleted: ${customImage(by)} has taken it over (adoptImageId or import). ` +
      "If it is not wanted, delete it in the console.",
  );
}

/** An image that would be in nobody's state if it were let go now. */
export function notTakenOver(takeover: TakeoverOf): UserError {
  return new UserError(`Image ${takeover.imageId} was not deleted, and stays in state: ${openTakeover(takeover)}`);
}

function openTakeover({ resource, status, reason, abandoned }: TakeoverOf): string {
  const who = customImage(resource);
  if (abandoned) {
    return sanitize(
      `the provider process that handled ${who}, which takes it over, has ended early, so the outcome is unknown. ` +
        "Run `pulumi up` again.",
    );
  }
  switch (status) {
    case "failed":
      return sanitize(
        `${who} was to take it over (adoptImageId or import), and that failed: ${sentence(reason ?? "")} ` +
          "Correct that, or remove adoptImageId or import from it to have the image deleted; then run `pulumi up` again.",
      );
    case "read":
      return sanitize(
        `${who} reads it (get). Remove that to have the image deleted, or use adoptImageId in its place to keep the ` +
          "image; then run `pulumi up` again.",
      );
    default:
      return sanitize(
        `${who} is to take it over (adoptImageId or import), and has not done so yet. Run \`pulumi up\` again.`,
      );
  }
}

/** Why an import cannot succeed, as another resource's message tells it. */
export function importDiffers(properties: string[]): string {
  return sanitize(`the image differs from the program in ${listed(properties)}`);
}

export function takeoversUnreadable(imageId: string, file: string, why: string): UserError {
  return new UserError(
    `Image ${imageId} was not deleted, and stays in state: whether another provider of this run takes it over could not ` +
      `be read from ${file}: ${sentence(why)} Correct that, or remove the file, and run the same command again.`,
  );
}

export function takeoverUnshared({ imageId, resource }: TakeoverOf, why: string): string {
  return sanitize(
    `Other providers of this run do not learn that ${customImage(resource)} takes over image ${imageId}, since no file ` +
      `could be written: ${sentence(why)} If a resource of another provider that owns the image is removed in this run, ` +
      "it deletes the image: cancel, and do one after the other.",
  );
}

export function ownedFromNowOn(imageId: string): string {
  return sanitize(
    `image ${imageId}, adopted until now, becomes owned by this resource: a later \`pulumi destroy\` or replacement ` +
      "deletes it. instanceId is only recorded, and no new image is created. To create a new image and leave this one as " +
      "it is, run `pulumi up --replace <urn>` instead, or declare the new image under another name.",
  );
}

export function ownedTwice(imageId: string, owners: string[]): string {
  const names = listed(owners.map((name) => `"${name}"`));
  return sanitize(
    `Image ${imageId} is owned by several resources: CustomImage ${names}. Removing one of them deletes the image of all. ` +
      "Keep adoptImageId on all but one, or remove the others from state with `pulumi state delete <urn>`.",
  );
}

// ---- Look-ups ----

export function wrongArguments(lookup: string, reasons: string[]): UserError {
  return new UserError(`${lookup} cannot look: ${reasons.join(" ")}`);
}

export function idOrName(): UserError {
  return new UserError("getImage needs either imageId or imageName, and not both. Give one of them.");
}

export function notExactlyOne(
  wanted: { imageId?: string; imageName?: string; zoneId?: string },
  found: { imageId: string; zoneId: string }[],
): UserError {
  const what = wanted.imageId ? `id ${wanted.imageId}` : `name "${wanted.imageName ?? ""}"`;
  const where = wanted.zoneId ? `in zone ${wanted.zoneId}` : "in all zones";
  const which = found.length > 0 ? ` (${found.map(({ imageId, zoneId }) => `${zoneId}/${imageId}`).join(", ")})` : "";
  const way =
    found.length > 0
      ? "Look by imageId, or narrow it down with zoneId or imageType."
      : "Check it, the zone, and that the credentials belong to the account of the image.";
  return new UserError(`getImage found ${found.length} images of ${what} ${where}, expected 1${which}. ${way}`);
}

export function providerNotKnown(): UserError {
  return new UserError(
    "A look-up with an explicit provider cannot be made in this preview: a resource that is not made yet gives one of the " +
      "provider's settings. Use the look-up's form that ends in Output, which waits for them.",
  );
}

export function mockFailed(token: string): UserError {
  return new UserError(
    `The mock of ${token} threw an error, of which Pulumi's mocks pass on the property \`details\` alone. ` +
      "Throw an error with `details` from the function `call` to see its text here.",
  );
}

export function badPattern(pattern: string, why: string): UserError {
  return new UserError(
    `namePattern "${shorten(pattern)}" is no regular expression: ${why}. Correct it, for example "^web-".`,
  );
}

// ---- The resource: progress ----

/** @param since when the image was asked for; absent for one that somebody else made, since the service does not tell */
export function imageProgress(
  { imageId, imageName, imageStatus }: ImageInfo,
  since: number | undefined,
  until: number,
): string {
  const what = `image "${imageName}" (${imageId}) is ${imageStatus}`;
  if (imageStatus !== "CREATING") return sanitize(what);
  const known = since === undefined ? "" : ` since ${timeOfDay(since)}`;
  return sanitize(`${what}${known}; waiting until ${timeOfDay(until)} at the latest`);
}

export function settling(error: ZenlayerError, settleMs: number): string {
  return sanitize(
    `CreateImage was left without a readable answer (${error.text}); looking for ${duration(settleMs)} what became of it`,
  );
}

export function diskBusy(instanceId: string): string {
  return sanitize(`virtual machine ${instanceId} is being imaged already; this image is made after that one`);
}

export function stopping(instance: InstanceInfo): string {
  return sanitize(`stopping virtual machine ${nameOf(instance)}`);
}

export function cuttingPower(instance: InstanceInfo): string {
  return sanitize(`virtual machine ${nameOf(instance)} did not shut down by itself; cutting its power`);
}

export function starting(instance: InstanceInfo): string {
  return sanitize(`starting virtual machine ${nameOf(instance)} again`);
}

export function waitingForInstance(instance: InstanceInfo, until: number): string {
  return sanitize(
    `virtual machine ${nameOf(instance)} is ${instance.instanceStatus}; waiting until ${timeOfDay(until)} at the latest`,
  );
}

/**
 * @param what a zone or an instance that is polled
 * @param until when polling ends at the earliest; absent where the call that is under way decides
 */
export function contactLost(what: string, until?: number): string {
  const end = until === undefined ? "it is retried" : `polling continues until at least ${timeOfDay(until)}`;
  return sanitize(`${what}: the Zenlayer API has not answered for 10 s; ${end}`);
}

export function contactBack(what: string): string {
  return sanitize(`${what}: the Zenlayer API answers again`);
}

export function waitsToDelete(imageId: string, until: number): string {
  return sanitize(
    `image ${imageId} is still being made; it is deleted after that, waiting until ${timeOfDay(until)} at the latest`,
  );
}

// ---- The plugin ----

export function foundInPreview(reasons: string[]): UserError {
  return new UserError(...reasons.map(sentence));
}

export function unknownType(type: string): UserError {
  return new UserError(
    `pulumi-zenlayer has no resource type ${type}. Use zenlayer:index:CustomImage, or install a version that has it.`,
  );
}

export function unknownFunction(token: string, known: string[]): UserError {
  return new UserError(
    `pulumi-zenlayer has no function ${token}. It has ${known.join(", ")}; a newer version may have more.`,
  );
}

// ---- The process ----

export function engineGone(): UserError {
  return new UserError("Pulumi's engine has ended, so nothing more is changed. Run the same command again.");
}

/** What a verb threw, as the engine is to show it: a user's mistake without a stack, a mistake of ours with one. */
export function presentable(error: unknown, source: string | undefined): Error {
  if (error instanceof UserError) return error;
  if (isApiFailure(error)) return new UserError(explain(error, source ?? "an unknown place"));
  const stack = error instanceof Error ? error.stack : undefined;
  const text = `This is a mistake in pulumi-zenlayer; please report it at ${ISSUES} with what led to it: ${stack ?? String(error)}`;
  return new Error(text.split("\n").map(sanitize).join("\n"));
}

/** By name: this file may not load the API client. */
const isApiFailure = (error: unknown): error is ZenlayerError =>
  error instanceof Error && error.name === "ZenlayerError";

const ISSUES = "https://github.com/pulumi-zenlayer/pulumi-zenlayer/issues";

// ---- Parts of messages ----

const sentence = (text: string): string => {
  const trimmed = text.trim();
  const ended = /[.!?)]$/.test(trimmed) ? trimmed : `${trimmed}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
};
const customImage = (name: string | undefined): string =>
  name === undefined ? "another CustomImage" : `CustomImage "${name}"`;
const nameOf = ({ instanceId, instanceName, zoneId }: InstanceInfo): string =>
  `${instanceId} (${[instanceName !== instanceId && instanceName, zoneId].filter(Boolean).join(", ")})`;
const shorten = (text: string): string => ([...text].length > 60 ? `${[...text].slice(0, 60).join("")}…` : text);
const timeOfDay = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)} UTC`;
const duration = (ms: number): string => `${Math.round(ms / 1000)} s`;
