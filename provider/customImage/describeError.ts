import { explain, createRejected, UserError } from "../messages";
import { ZenlayerError } from "../zenlayer/apiError";
import type { Session } from "../session";

/** Where the image was to be made, and of what. */
interface RejectedRequest {
  instanceId: string;
  zoneId: string;
}

/** What went wrong, in the user's words. */
export function describeError(error: unknown, session: Session): string {
  if (error instanceof ZenlayerError) return explain(error, session.credentialSource);
  return error instanceof Error ? error.message : String(error);
}

/** A refusal of CreateImage in the words of the preview's finding, where the preview could have found it. */
export async function describeRejection(
  error: ZenlayerError,
  session: Session,
  wanted: RejectedRequest,
  signal: AbortSignal,
): Promise<UserError> {
  const seen = await lookAgain(error, session, wanted, signal).catch(() => ({})); // the refusal itself says enough
  return createRejected(error, wanted, seen) ?? new UserError(describeError(error, session));
}

/** What the preview would have had to see to find this. */
async function lookAgain(
  { code }: ZenlayerError,
  { api }: Session,
  { instanceId, zoneId }: RejectedRequest,
  signal: AbortSignal,
) {
  switch (code) {
    case "UNSUPPORTED_OPERATION_INSTANCE_STATE_STARTING":
    case "OPERATION_DENIED_INSTANCE_STATUS_NOT_SUPPORT":
      return { instance: (await api.describeInstances([instanceId], signal))[0] };
    case "LIMIT_EXCEEDED_IMAGE_QUOTA":
      return { quota: (await api.describeImageQuota([zoneId], signal))[0] };
    default:
      return {};
  }
}
