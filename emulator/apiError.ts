import { STATUS_OF_CODE, type ErrorCode } from "./errorCodes";

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
