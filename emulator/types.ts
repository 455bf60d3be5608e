import type { Clock } from "./clock";
import type { ServiceName } from "./serviceName";
import type { VmOptions } from "./vm/types";
import type { ZecOptions } from "./zec/types";

/** An access key, a token, or both. The account is the demo account by default. */
export interface KeySeed {
  accessKeyId?: string;
  accessKeyPassword?: string;
  token?: string;
  account?: string;
}

/** One recorded API call. */
export interface Call {
  /** Number of the call, counted from 1. Continues across restarts with the same state file. */
  n: number;
  /** Service that the path names, such as `vm`. */
  service: ServiceName;
  /** Header `x-zc-action`; empty if it was missing. */
  action: string;
  /** Empty for a call that was not authorized. */
  params: Record<string, unknown>;
  /** HTTP status of the response; absent if it is pending or none was sent. */
  status?: number;
  /** Error code of the response. */
  code?: string;
  requestId: string;
  /** When the call arrived, in milliseconds since 1970. */
  at: number;
  /** Access key id of the call, even if its signature is wrong. */
  keyId?: string;
  /** Account of the call; absent if it was not authorized. */
  account?: string;
  /** Header `x-zc-request-client`. */
  client?: string;
  /** Kind of the injected fault. */
  fault?: string;
  /** True once the action has succeeded, whatever the response. */
  done: boolean;
}

/** The argument of a {@link CallHook}. */
export interface CallEvent {
  n: number;
  service: ServiceName;
  action: string;
  params: Record<string, unknown>;
  /** `before`: the action has not run. `after`: it has run or was rejected; the response is not sent yet. */
  phase: "before" | "after";
}

export type CallHook = (event: CallEvent) => void | Promise<void>;

/** Options of the emulator. All have defaults. Times are in milliseconds. */
export interface EmulatorOptions extends VmOptions {
  /** Options about the service `zec`. */
  zec?: ZecOptions;
  /** Access keys and tokens in addition to those of the demo account. */
  keys?: KeySeed[];
  /** How many calls an account can make in any one second. Further calls get 429. Default: no limit. */
  rateLimitPerSecond?: number;
  /** Seconds for the header `Retry-After` of these responses. Default: no header. */
  rateLimitRetryAfter?: number;
  /**
   * File for images and instances, written before a change is acknowledged. One emulator at a time can use it; it is
   * locked until `stop()`. Default: in memory only.
   */
  stateFile?: string;
  /**
   * JSON file with `zones`, `instances`, `publicImages`, `images`, `keys` and, for the service `zec`, `zec`, to replace
   * the defaults. An existing state file takes precedence.
   */
  seedFile?: string;
  /** Called with one line for each call: time, action, status, request id. Default: no log. */
  log?: (line: string) => void;
  clock?: Clock;
  /** CreateImage responds only after this many calls of it have arrived (for benchmarks). Default: at once. */
  createImageWaitsFor?: number;
  /**
   * Accepted values of the header `Host`, in addition to `localhost` and loopback addresses: for containers and proxies.
   * Other hosts get 403, to protect against DNS rebinding.
   */
  allowedHosts?: string[];
  /**
   * How many calls the record keeps; older ones are dropped. Default 100,000. Parameters of unauthorized calls are not
   * recorded, and headers only up to 200 characters.
   */
  recordedCalls?: number;
  onCall?: CallHook;
}
