import { readParams, type Shape } from "../validate";
import type { World } from "../world";

/** Who calls, and what the call was ordered to become. */
export interface Caller {
  account: string;
  /** Number of the call. */
  call: number;
  /** An image made by this call is to end UNAVAILABLE. */
  failImage: boolean;
}

/** An action of the API with its parameters `P`: what it takes, and what it does. */
export interface Action<P> {
  name: string;
  /** Versions that know it; absent: every version. */
  versions?: string[];
  /** Does it change anything? */
  writes: boolean;
  params: Shape<P>;
  /** Returns the fields of `response`, or throws a `Refusal` and has done nothing. */
  run(world: World, params: P, caller: Caller): Record<string, unknown>;
}

/** An action whose parameters are still to be read. */
export type AnyAction = Pick<Action<unknown>, "name" | "versions" | "writes"> & {
  /** Reads the parameters (throws the `Refusal` of a bad one), then runs the action. */
  run(world: World, params: Record<string, unknown>, caller: Caller): Record<string, unknown>;
};

export function defineAction<P>(action: Action<P>): AnyAction {
  const { name, versions, writes } = action;
  return {
    name,
    versions,
    writes,
    run: (world, params, caller) => action.run(world, readParams(action.params, params), caller),
  };
}
