/**
 * Every error code that the emulator returns, with its HTTP status, as documented (common codes and the codes of each
 * action).
 */
export const STATUS_OF_CODE = {
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_TEMPORARY_UNAVAILABLE: 503,
  REQUEST_LIMIT_EXCEEDED: 429,

  AUTHFAILURE_INVALID_AUTHORIZATION: 401,
  AUTHFAILURE_SIGNATURE_FAILURE: 401,
  AUTHFAILURE_SIGNATURE_EXPIRED: 401,
  AUTHFAILURE_UNAUTHORIZED_OPERATION: 401,

  MISSING_PARAMETER: 400,
  INVALID_PARAMETER_TYPE: 400,
  INVALID_PARAMETER_VALUE: 400,
  INVALID_PARAMETER_PATTERN_ERROR: 400,
  INVALID_PARAMETER_EXCEED_LENGTH: 400,
  INVALID_PARAMETER_LESS_LENGTH: 400,
  INVALID_PARAMETER_EXCEED_MAXIMUM: 400,
  INVALID_PARAMETER_LESS_MINIMUM: 400,

  INVALID_ZONE_NOT_FOUND: 404,
  INVALID_REGION_NOT_FOUND: 404,
  INVALID_INSTANCE_NOT_FOUND: 404,
  INVALID_IMAGE_NOT_FOUND: 404,
  INVALID_IMAGE_STATUS: 400,

  UNSUPPORTED_OPERATION_INSTANCE_STATE_STARTING: 400,
  UNSUPPORTED_OPERATION_ZONE_NOT_SUPPORT: 400,
  UNSUPPORTED_OPERATION_DISK_UNAVAILABLE: 400,
  UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE: 400,
  LIMIT_EXCEEDED_IMAGE_QUOTA: 400,

  OPERATION_DENIED_INSTANCE_RECYCLED: 403,
  OPERATION_DENIED_INSTANCE_NOT_STOPPED: 403,
  OPERATION_DENIED_INSTANCE_NOT_RUNNING: 403,
} as const;

export type ErrorCode = keyof typeof STATUS_OF_CODE;

/** An error of the API. It is returned in the documented error envelope. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ErrorCode;
  readonly status: number;
  /** Seconds for the header `Retry-After`. */
  readonly retryAfter?: number;

  constructor(code: ErrorCode, message: string, retryAfter?: number) {
    super(message);
    this.code = code;
    this.status = STATUS_OF_CODE[code];
    this.retryAfter = retryAfter;
  }
}
