import type { Clouds } from "./clouds";
import { readParams, type Shape } from "./validate";

/** The account of a call, and what the emulator needs to know about the call. */
export interface Caller {
  account: string;
  /** Number of the call. */
  call: number;
  /** An image created by this call becomes UNAVAILABLE. */
  failImage: boolean;
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
  /** Fields of a successful response when a fault keeps the action from running. Default: none. */
  respondSkipped?(): Record<string, unknown>;
}

/** An action that picks its state and validates its parameters itself. */
export interface AnyAction {
  name: string;
  versions?: string[];
  writes: boolean;
  /** Validates the parameters, then runs the action. Throws an `ApiError` if one is invalid. */
  run(clouds: Clouds, params: Record<string, unknown>, caller: Caller): Record<string, unknown>;
  respondSkipped(): Record<string, unknown>;
}

/** Returns the function that defines the actions of one product. */
export function actionsOn<C>(pick: (clouds: Clouds) => C): <P>(action: Action<C, P>) => AnyAction {
  return (action) => ({
    name: action.name,
    versions: action.versions,
    writes: action.writes,
    run: (clouds, params, caller) => action.run(pick(clouds), readParams(action.params, params), caller),
    respondSkipped: () => action.respondSkipped?.() ?? {},
  });
}
