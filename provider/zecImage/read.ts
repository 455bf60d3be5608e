import type { Context } from "../customImage/context";
import { read as readShared } from "../customImage/read";
import { compact } from "../customImage/state";
import { zecContext } from "./context";
import { asShared, asZec, DECLARABLE, type ZecInputs, type ZecState } from "./state";

/**
 * The image as the service has it now, in all regions. Inputs hold what the program declares, as it is now, so that a
 * change outside Pulumi shows up as a difference from the program.
 * @param id of the image; it needs no zone
 * @param known stored outputs; for a `get` what the program gave, and for an import nothing
 * @returns nothing if the image of stored outputs is gone
 */
export async function read(
  ctx: Context,
  id: string,
  known?: Partial<ZecState>,
): Promise<{ id: string; outs: ZecState; inputs: ZecInputs; undone: string[] } | undefined> {
  const found = await readShared(zecContext(ctx), id, known && asShared(known as ZecState));
  if (found === undefined) return undefined;
  const outs = asZec(found.outs);
  const declared = DECLARABLE.filter((name) => outs.__record?.declared?.includes(name));
  const values = Object.fromEntries(declared.map((name) => [name, outs[name]]));
  return { ...found, outs, inputs: compact<ZecInputs>(found.inputs, values) };
}
