import { runPulumi } from "./pulumi";
import { kindOf, PRODUCTS, productOf, readResource, type Product } from "./stackState";
import type { World } from "./world";

/** The products that a stack has images of; none where it has none, or its state cannot be read. */
export async function productsOfStack(world: World, stack: string): Promise<Product[]> {
  const { code, stdout } = await runPulumi(world, ["stack", "export", "--stack", stack]);
  const resources = code === 0 ? resourcesIn(stdout) : [];
  const found = resources.flatMap((entry) => {
    const resource = readResource(entry);
    const kind = resource && kindOf(resource);
    return kind === undefined ? [] : [productOf(kind)];
  });
  return PRODUCTS.filter((product) => found.includes(product));
}

function resourcesIn(text: string): unknown[] {
  try {
    const { deployment } = JSON.parse(text) as { deployment?: { resources?: unknown } };
    return Array.isArray(deployment?.resources) ? deployment.resources : [];
  } catch {
    return [];
  }
}
