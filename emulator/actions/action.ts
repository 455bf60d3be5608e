import { readParams, type Shape } from "../validate";
import type { Cloud } from "../cloud";

/** The account of a call, and what the emulator needs to know about the call. */
export interface Caller {
  account: string;
  /** Number of the call. */
  call: number;
  /** An image created by this call becomes UNAVAILABLE. */
  failImage: boolean;
}

/** An action of the API, with parameters `P`. */
export interface Action<P> {
  name: string;
  /** API versions that have the action. Default: all. */
  versions?: string[];
  /** Whether it can change the state. */
  writes: boolean;
  params: Shape<P>;
  /** Returns the fields of `response`. Throws an `ApiError` before it changes anything. */
  run(cloud: Cloud, params: P, caller: Caller): Record<string, unknown>;
}

/** An action that validates its parameters itself. */
export type AnyAction = Pick<Action<unknown>, "name" | "versions" | "writes"> & {
  /** Validates the parameters, then runs the action. Throws an `ApiError` if one is invalid. */
  run(cloud: Cloud, params: Record<string, unknown>, caller: Caller): Record<string, unknown>;
};

export function defineAction<P>(action: Action<P>): AnyAction {
  const { name, versions, writes } = action;
  return {
    name,
    versions,
    writes,
    run: (cloud, params, caller) => action.run(cloud, readParams(action.params, params), caller),
  };
}
