/** Where the API is and how the client behaves. Plain values: where they come from is not the client's business. */
export interface ClientSettings {
  /** Origin of the API: scheme, host, port if it is not the scheme's default; no slash at the end. */
  endpoint: string;
  /** Sent as `x-zc-version`. */
  apiVersion: string;
  /** Milliseconds that one attempt may take. */
  requestTimeoutMs: number;
  maxRequestsPerSecond: number;
  /** Fixed polling interval; absent: it grows with the age of what is polled. */
  pollIntervalMs?: number;
}
