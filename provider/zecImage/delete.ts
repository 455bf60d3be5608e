import type { Context } from "../customImage/context";
import { remove as removeShared } from "../customImage/delete";
import { zecContext } from "./context";
import { asShared, type ZecState } from "./state";

/** Deletes the image in all regions and confirms that it is gone; a borrowed image is not deleted. */
export const remove = (ctx: Context, state: ZecState): Promise<void> => removeShared(zecContext(ctx), asShared(state));
