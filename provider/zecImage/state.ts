import { isBorrowed, type CheckedInputs, type ImageRecord, type ImageState } from "../customImage/state";
import type { ZecImageInputs, ZecImageOutputs } from "../schemaTypes";

export { isBorrowed };

type Hidden = Pick<CheckedInputs, "__timeouts" | "__givenName" | "__owner">;

/** Inputs as check leaves them and as the engine stores them. Hidden names are frozen. */
export interface ZecInputs extends ZecImageInputs, Hidden {}

/** What the API does not return. Part of users' state: names are frozen. */
export interface ZecRecord extends ImageRecord {
  /** Region of the source instance, which no change of `regions` may remove by accident. */
  sourceRegion?: string;
  /** Inputs among `regions`, `tags` and `resourceGroupId` that the program declares: drift is reported for these. */
  declared?: string[];
}

/** Outputs as the engine stores them. */
export interface ZecState extends ZecImageOutputs, Omit<Hidden, "__owner"> {
  __record?: ZecRecord;
}

/**
 * The state as the rules that all products share know it. They hand on what they do not know, and take a missing zone as
 * it is, since lists cover the account.
 */
export const asShared = (state: ZecState): ImageState => state as ImageState;

/** {@link asShared} back again. */
export const asZec = (state: ImageState): ZecState => state as unknown as ZecState;

/** Inputs that are changed in place without a rename, and are not changed while they are not declared. */
export const DECLARABLE = ["regions", "tags", "resourceGroupId"] as const;

/** Which of {@link DECLARABLE} the program declares. */
export const declaredIn = (inputs: ZecInputs): string[] => DECLARABLE.filter((name) => inputs[name] !== undefined);
