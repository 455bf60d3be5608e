import type { AnyAction } from "./action";
import { ApiError } from "./apiError";
import type { ServiceName } from "./serviceName";
import { USER_ACTIONS, USER_VERSIONS } from "./user";
import { VM_ACTIONS, VM_VERSIONS } from "./vm";
import { ZEC_ACTIONS, ZEC_VERSIONS } from "./zec";
import { ZRM_ACTIONS, ZRM_VERSIONS } from "./zrm";

/** A service of the API: a path, versions, and actions. */
export interface Service {
  name: ServiceName;
  versions: string[];
  actions: AnyAction[];
}

export const SERVICES: Service[] = [
  { name: "vm", versions: VM_VERSIONS, actions: VM_ACTIONS },
  { name: "zec", versions: ZEC_VERSIONS, actions: ZEC_ACTIONS },
  { name: "zrm", versions: ZRM_VERSIONS, actions: ZRM_ACTIONS },
  { name: "user", versions: USER_VERSIONS, actions: USER_ACTIONS },
];

/** The paths of all services, for people. */
export const API_PATHS = SERVICES.map(({ name }) => `/api/v2/${name}`).join(", ");

const PATH = /^\/api\/v2\/(\w+)$/;

/** The service at a path, such as `/api/v2/vm`; undefined if there is none. */
export function findService(path: string | undefined): Service | undefined {
  const name = PATH.exec(path ?? "")?.[1];
  return SERVICES.find((service) => service.name === name);
}

/** Finds an action. Throws AUTHFAILURE_UNAUTHORIZED_OPERATION if this version does not have it (GUESS G5). */
export function findAction(service: Service, name: string, version: string | undefined): AnyAction {
  const action = service.actions.find((candidate) => candidate.name === name);
  if (action && (action.versions ?? service.versions).includes(version ?? "")) return action;
  const message = `The action \`${name}\` does not exist in version \`${version ?? ""}\`, or is not authorized`;
  throw new ApiError("AUTHFAILURE_UNAUTHORIZED_OPERATION", message);
}
