import type { Clouds } from "./clouds";
import { readParams, rejectUnknown, type Shape } from "./validate";
import type { CopyFault } from "./zec/cloud";

/** The account of a call, and what the emulator needs to know about the call. */
export interface Caller {
  account: string;
  /** Number of the call. */
  call: number;
  /** An image created by this call becomes UNAVAILABLE, or FAILED in `zec`. */
  failImage: boolean;
  /** How copies of images started by this call differ from usual. */
  copies?: CopyFault;
}

/** An action of the API on the state `C`, with parameters `P`. */
export interface Action<C, P> {
  name: string;
  /** API versions that have the action. Default: all of its service. */
  versions?: string[];
  /** Whether it can change the state. */
  writes: boolean;
  params: Shape<P>;
  /** Returns the fields of `response`. Throws an `ApiError` before it changes anything. */
  run(cloud: C, params: P, caller: Caller): Record<string, unknown>;
  /** The parameter whose ids the response lists in a field of the same name, those that failed. */
  failedIds?: keyof P & string;
  /** Fields of a successful response when a fault keeps the action from running. Default: no failed ids. */
  respondSkipped?(params: Record<string, unknown>): Record<string, unknown>;
}

/** An action that picks its state and validates its parameters itself. */
export interface AnyAction {
  name: string;
  versions?: string[];
  writes: boolean;
  /** Validates the parameters, then runs the action. Throws an `ApiError` if one is invalid. */
  run(clouds: Clouds, params: Record<string, unknown>, caller: Caller): Record<string, unknown>;
  failedIds?: string;
  respondSkipped(params: Record<string, unknown>): Record<string, unknown>;
}

/** Returns the function that defines the actions of one product. */
export function actionsOn<C>(
  pick: (clouds: Clouds) => C,
  { unknownParameters }: { unknownParameters: "ignored" | "rejected" },
): <P>(action: Action<C, P>) => AnyAction {
  return ({ name, versions, writes, failedIds, ...action }) => ({
    name,
    versions,
    writes,
    failedIds,
    run: (clouds, params, caller) => {
      if (unknownParameters === "rejected") rejectUnknown(action.params, params);
      return action.run(pick(clouds), readParams(action.params, params), caller);
    },
    respondSkipped: (params) => action.respondSkipped?.(params) ?? (failedIds === undefined ? {} : { [failedIds]: [] }),
  });
}
