import type { Action } from "../../../provider/zenlayer/actions";
import { ZenlayerError } from "../../../provider/zenlayer/apiError";
import { isObject, Reader, type Json } from "../../../provider/zenlayer/responseReader";
import type { CheckResult } from "./checkResult";

/** Sends single requests. */
export interface Probe {
  /** A single attempt, whose failure is returned: the doctor reports what happens, and does not wait for it to pass. */
  call(action: Action, request: Json): Promise<Json | ZenlayerError>;
  /** Whether an action is allowed. */
  action(action: Action, result: Json | ZenlayerError): CheckResult;
}

/** A read of as little as possible. */
export const ONE = { pageNum: 1, pageSize: 1 };

/** Entries of a response; none where it is not as documented, which the other commands report when they need it. */
export function listIn<T>(
  action: Action,
  response: Json | ZenlayerError,
  key: string,
  read: (reader: Reader) => (item: Json) => T,
): T[] {
  if (response instanceof ZenlayerError) return [];
  const reader = new Reader(action, response);
  return reader.entries(response, key).filter(isObject).map(read(reader));
}
