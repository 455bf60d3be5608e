import type { AnyAction } from "../action";
import { createTags } from "./actions/createTags";
import { describeResourceTags } from "./actions/describeResourceTags";
import { modifyResourceTags } from "./actions/modifyResourceTags";
import { tagBindResources } from "./actions/tagBindResources";

export const ZRM_VERSIONS = ["2025-10-14"];

/** The actions of the service `zrm`: tags of images and instances of `zec`. */
export const ZRM_ACTIONS: AnyAction[] = [createTags, describeResourceTags, modifyResourceTags, tagBindResources];
