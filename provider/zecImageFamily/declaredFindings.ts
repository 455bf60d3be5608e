import { blocking, type Finding } from "../customImage/preflight/findings";
import type { DeclaredOfImages } from "../imageFamily/kind";
import type { Version } from "../imageFamily/state";
import { isUsable } from "../imageFamily/versions";
import { zecContext, type ZecContext } from "../zecImage/context";
import { declaredChanges } from "../zecImage/diff";
import { gpuFindings, regionFindings } from "../zecImage/preflight";
import { missingSourceRegionIn } from "../zecImage/regionSet";
import { sourceRegionOfImage } from "../zecImage/sourceRegion";
import { asZec } from "../zecImage/state";

/** What a preview finds about the instance of a new version, and about the regions of that and of versions that are kept. */
export const declaredFindings: DeclaredOfImages["findings"] = async (ctx, { regions }, { versions, instance }) => {
  const zec = zecContext(ctx);
  const session = zec.session();
  const gpu = instance ? await gpuFindings(session, instance, ctx.signal) : [];
  if (regions === undefined) return gpu;
  const changing = versions.filter((each) => isUsable(each) && declaredChanges(asZec(each.image), { regions }).regions);
  if (instance === undefined && changing.length === 0) return gpu;
  const source = instance && (await session.regionOf(instance.zoneId, ctx.signal));
  const found = await regionFindings(zec, { regions }, source);
  for (const version of changing) found.push(...(await sourceRegionFindings(zec, version, regions)));
  // Versions of one region have the same to say.
  return [...gpu, ...found.filter(({ text }, at) => found.findIndex((other) => other.text === text) === at)];
};

/** Reports a version that would lose the region that it was created in. */
async function sourceRegionFindings(ctx: ZecContext, { image }: Version, regions: string[]): Promise<Finding[]> {
  const source = await sourceRegionOfImage(ctx, asZec(image));
  const text = image.regions?.includes(source ?? "") ? missingSourceRegionIn(regions, source) : undefined;
  return text === undefined ? [] : [{ ...blocking("regions", text), isMistake: true }];
}
