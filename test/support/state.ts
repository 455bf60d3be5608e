import { readFile } from "node:fs/promises";

/** A resource as the engine stores it. */
export interface ResourceState {
  urn: string;
  type: string;
  id?: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  /** True for the old resource of a replacement that still has to be deleted. */
  delete?: boolean;
  initErrors?: string[];
  [key: string]: unknown;
}

/** State of a stack: `deployment` in the output of `pulumi stack export`. */
export interface Deployment {
  resources: ResourceState[];
  pendingOperations: { type: string; resource: ResourceState }[];
}

/** Reads a state file of the file backend, which is faster than the CLI. */
export async function readDeployment(path: string): Promise<Deployment> {
  const file = JSON.parse(await readFile(path, "utf8")) as {
    checkpoint: { latest?: { resources?: ResourceState[]; pending_operations?: Deployment["pendingOperations"] } };
  };
  const latest = file.checkpoint.latest ?? {};
  return { resources: latest.resources ?? [], pendingOperations: latest.pending_operations ?? [] };
}

/** Logical name of a resource: the last part of its URN. */
export function nameOf(resource: ResourceState): string {
  return resource.urn.slice(resource.urn.lastIndexOf("::") + 2);
}
