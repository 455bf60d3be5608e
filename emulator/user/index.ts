import type { AnyAction } from "../action";
import { addResourceResourceGroup } from "./actions/addResourceResourceGroup";
import { describeResourceGroups } from "./actions/describeResourceGroups";

export const USER_VERSIONS = ["2024-05-29"];

/** The actions of the service `user`: resource groups of images and instances of `zec`. */
export const USER_ACTIONS: AnyAction[] = [addResourceResourceGroup, describeResourceGroups];
