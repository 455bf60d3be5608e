import { inTheConfiguration } from "./parts";
import { describeDetail } from "./failureDetails";
import type { ZenlayerError } from "../zenlayer/apiError";
import { sanitize } from "../zenlayer/sanitize";

/** Why a call failed: the service's own words, or what the client saw. Without a full stop. */
export function reasonOf({ text = noReason(), detail }: Pick<ZenlayerError, "text" | "detail">): string {
  if (detail === undefined) return text;
  return detail.kind === "clockOff" ? clockOff(text, detail.aheadMs) : describeDetail(detail);
}

/** A failed call in one line, where it is only mentioned. */
export const mention = (error: ZenlayerError): string => `${error.action}: ${reasonOf(error)} ${reference(error)}`;

export const noReason = (): string => "the service gives no reason";

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
  const said = reasonOf(error).replace(/\.$/, "");
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
