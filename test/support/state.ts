import { readFile } from "node:fs/promises";

/** A resource as the engine stores it. */
export interface ResourceState {
  urn: string;
  type: string;
  id?: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  /** True for the old one of a replacement that waits to be deleted. */
  delete?: boolean;
  initErrors?: string[];
  [key: string]: unknown;
}

/** State of a stack: what `pulumi stack export` shows under `deployment`. */
export interface Deployment {
  resources: ResourceState[];
  pendingOperations: { type: string; resource: ResourceState }[];
}

/** Reads a checkpoint of the file backend, which is quicker than asking the CLI. */
export async function readDeployment(path: string): Promise<Deployment> {
  const file = JSON.parse(await readFile(path, "utf8")) as {
    checkpoint: { latest?: { resources?: ResourceState[]; pending_operations?: Deployment["pendingOperations"] } };
  };
  const latest = file.checkpoint.latest ?? {};
  return { resources: latest.resources ?? [], pendingOperations: latest.pending_operations ?? [] };
}

/** Last part of a URN: the name that the program gave. */
export function nameOf(resource: ResourceState): string {
  return resource.urn.slice(resource.urn.lastIndexOf("::") + 2);
}
