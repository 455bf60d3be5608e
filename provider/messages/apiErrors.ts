import { inTheConfiguration } from "./parts";
import { describeDetail } from "./failureDetailTexts";
import type { ZenlayerError } from "../zenlayer/apiError";
import { sanitize } from "../zenlayer/sanitize";

/** Why a call failed: the service's own words, or what the client saw. Without a full stop. */
export function reasonOf({ text = noReason(), detail }: Pick<ZenlayerError, "text" | "detail">): string {
  if (detail === undefined) return text;
  return detail.kind === "clockOff" ? clockOff(text, detail.aheadMs) : describeDetail(detail);
}

/** A failed call in one line, where it is only mentioned. */
export const mention = (error: ZenlayerError): string => `${error.action}: ${reasonOf(error)} ${reference(error)}`;

export const noReason = (): string => "the service gave no reason";

export function clockOff(text: string, aheadMs: number): string {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const span = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return sanitize(
    `${text} (the clock of this machine is ${span} ${aheadMs > 0 ? "ahead of" : "behind"} the service's)`,
  );
}

/** Code and request id, in parentheses, for support requests. */
export const reference = ({ code, requestId }: Pick<ZenlayerError, "code" | "requestId">): string =>
  sanitize(`(${code}${requestId ? `, request ${requestId}` : ""})`);

/**
 * Describes a failed call and the remedy. An unknown code passes through with the service's own text.
 * @param source where the credentials came from, in the session's words
 */
export function explain(error: ZenlayerError, source: string): string {
  const reason = reasonOf(error).replace(/\.$/, "");
  const text = knownFailure(error, reason, source) ?? `${error.action} failed: ${reason}`;
  return sanitize(`${text}. ${reference(error)}`);
}

function knownFailure({ code, action, status }: ZenlayerError, text: string, source: string): string | undefined {
  switch (code) {
    case "AUTHFAILURE_SIGNATURE_FAILURE":
      return (
        `Zenlayer rejected the access key from ${source}: its id and password do not match, or the key was ` +
        `deleted. Copy both again, or create a new key in the Zenlayer console${storedConfiguration(source)}`
      );
    case "AUTHFAILURE_INVALID_AUTHORIZATION":
      return (
        `Zenlayer rejected the credentials from ${source}: they are unknown, or the token has expired. Create ` +
        `new ones in the Zenlayer console${storedConfiguration(source)}`
      );
    case "AUTHFAILURE_UNAUTHORIZED_OPERATION":
      return (
        `The credentials from ${source} do not allow ${action}: ${text}. Grant their member that permission in the ` +
        `Zenlayer console, or use other credentials${storedConfiguration(source)}`
      );
    case "AUTHFAILURE_SIGNATURE_EXPIRED":
      return (
        `Zenlayer rejected the request because its timestamp is more than five minutes off: ${text}. ` +
        "Correct this machine's clock"
      );
    case "REQUEST_LIMIT_EXCEEDED":
      return (
        "Zenlayer kept throttling requests, because this account sends too many. Lower " +
        "zenlayer:maxRequestsPerSecond, or run fewer pipelines at a time, and run the command again"
      );
    default:
      if (status !== undefined && status >= 500 && code !== "UNREADABLE_RESPONSE") {
        return `Zenlayer returned a server error for ${action}: ${text}. Run the command again later`;
      }
      return undefined;
  }
}

/** Refresh and destroy do not run the program: the engine gives them the configuration of the last `pulumi up`. */
const storedConfiguration = (source: string): string =>
  source.endsWith(inTheConfiguration)
    ? ". `pulumi refresh` and `pulumi destroy` use the configuration stored by the last `pulumi up`: after a change of " +
      "key, run `pulumi up` first, or add `--run-program`"
    : "";
