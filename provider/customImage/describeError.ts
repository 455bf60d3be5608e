import { explain, createRejected, UserError } from "../messages";
import { ZenlayerError } from "../zenlayer/apiError";
import type { Session } from "../session";

/** The image that could not be created. */
interface RejectedRequest {
  instanceId: string;
  zoneId: string;
}

/** Describes an error for the user. */
export function describeError(error: unknown, session: Session): string {
  if (error instanceof ZenlayerError) return explain(error, session.credentialSource);
  return error instanceof Error ? error.message : String(error);
}

/** Describes a rejected CreateImage like the preview's finding, if the preview could have found it. */
export async function describeRejection(
  error: ZenlayerError,
  session: Session,
  wanted: RejectedRequest,
  signal: AbortSignal,
): Promise<UserError> {
  const seen = await readCurrentState(error, session, wanted, signal).catch(() => ({})); // the rejection itself says enough
  return createRejected(error, wanted, seen) ?? new UserError(describeError(error, session));
}

/** Reads what the preview would have needed to find this. */
async function readCurrentState(
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
