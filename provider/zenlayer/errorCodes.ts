/**
 * What a code means for the call. Find what acts on a class by `hasClass(…, "credentials")`; classes that nothing acts on
 * are for the reader.
 * - `credentials`: the key, token or signature was not accepted; `permission`: it does not allow the action
 * - `throttled`: too many requests, nothing was done; the request is sent again
 * - `transient`: may be gone a moment later. For an error with an HTTP status, the status decides about a retry instead
 * - `notFound`: the thing named does not exist, or this key cannot see it
 * - `busy`: it exists, in a state that passes: deletes and changes of copies wait
 * - `instanceBusy`: so is the instance: CreateImage waits too, StartInstances and StopInstances do not
 * - `state`: in a state that somebody has to change
 * - `quota`: the zone is full; `unsupported`: it can never work
 * - `unreachable`: the request did not get through, for a reason that stays; `unreadable`: a response that is not the
 * API's
 */
export type ErrorClass =
  | "credentials"
  | "permission"
  | "throttled"
  | "transient"
  | "notFound"
  | "busy"
  | "instanceBusy"
  | "state"
  | "quota"
  | "unsupported"
  | "unreachable"
  | "unreadable";

/** Every code that the provider knows, the service's (documented) and, at the end, those of this client. */
const ERROR_CODES = {
  AUTHFAILURE_SIGNATURE_FAILURE: "credentials",
  AUTHFAILURE_INVALID_AUTHORIZATION: "credentials",
  AUTHFAILURE_SIGNATURE_EXPIRED: "credentials",
  AUTHFAILURE_UNAUTHORIZED_OPERATION: "permission",
  REQUEST_LIMIT_EXCEEDED: "throttled",
  INVALID_IMAGE_NOT_FOUND: "notFound",
  INVALID_INSTANCE_NOT_FOUND: "notFound",
  INVALID_ZONE_NOT_FOUND: "notFound",
  OPERATION_FAILED_RESOURCE_NOT_FOUND: "notFound",
  INVALID_REGION_NOT_FOUND: "notFound",
  OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND: "notFound",
  INVALID_RESOURCE_NOT_FOUND: "notFound",
  INVALID_RESOURCE_CAN_NOT_BOUND: "state",
  INVALID_IMAGE_STATUS: "busy",
  OPERATION_DENIED_INSTANCE_IN_OPERATION: "instanceBusy",
  UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE: "instanceBusy",
  OPERATION_DENIED_INSTANCE_NOT_STOPPED: "state",
  OPERATION_DENIED_INSTANCE_NOT_RUNNING: "state",
  OPERATION_DENIED_INSTANCE_RECYCLED: "state",
  OPERATION_FAILED_FOR_RECYCLE_RESOURCE: "state",
  UNSUPPORTED_OPERATION_INSTANCE_STATE_STARTING: "state",
  UNSUPPORTED_OPERATION_DISK_UNAVAILABLE: "state",
  OPERATION_DENIED_INSTANCE_STATUS_NOT_SUPPORT: "state",
  LIMIT_EXCEEDED_IMAGE_QUOTA: "quota",
  INVALID_IMAGE_QUOTA_EXCEED: "quota",
  UNSUPPORTED_OPERATION_ZONE_NOT_SUPPORT: "unsupported",
  OPERATION_DENIED_GPU_INSTANCE_NOT_SUPPORT: "unsupported",
  NETWORK_ERROR: "transient",
  TIMED_OUT: "transient",
  CERTIFICATE_ERROR: "unreachable",
  PROXY_REFUSED: "unreachable",
  SECURITY_CHALLENGE: "unreachable",
  REQUEST_BLOCKED: "unreachable",
  UNREADABLE_RESPONSE: "unreadable",
  REJECTED_WITHOUT_REASON: "busy",
} as const satisfies Record<string, ErrorClass>;

/** A code that the provider knows; a misspelled one does not compile. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** The class of a code; undefined for a code that the provider does not know. */
export const classOf = (code: string): ErrorClass | undefined =>
  Object.hasOwn(ERROR_CODES, code) ? ERROR_CODES[code as ErrorCode] : undefined;
