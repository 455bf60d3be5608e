import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../provider/messages";
import { runPulumi } from "../pulumi";
import { partsOf, readResource, type ResourceState } from "../stackState";
import type { World } from "../world";

/** The state of a stack, and whether a run is about to change it. */
export interface StackView {
  /** As the user named it. */
  name: string;
  source: "cli" | "export";
  /** What its working names are made of; absent for a stack of which nothing is known but that it is empty. */
  identity?: { project: string; stack: string };
  locked: boolean | "unknown";
  resources: ResourceState[];
  /** Resources that a run was about to create when it ended. */
  pending: ResourceState[];
}

/**
 * Reads a stack through Pulumi. Secrets stay encrypted.
 * @throws UserError if Pulumi cannot read it
 */
export async function readStack(world: World, name: string): Promise<StackView> {
  const before = await lockOf(world, name);
  const { code, stdout, stderr } = await runPulumi(world, ["stack", "export", "--stack", name]);
  if (code !== 0) throw unreadable(name, code === undefined ? "the program pulumi is not on PATH" : stderr.trim());
  const view = viewOf(name, "cli", parse(name, stdout));
  const identity = view.identity ?? before.identity;
  // A run that has begun meanwhile, or ended, makes the state one of before or after its changes.
  const after = await lockOf(world, name);
  const locked = before.locked === true || after.locked === true ? true : after.locked;
  return { ...view, identity, locked };
}

/** Reads the output of `pulumi stack export`. @throws UserError for anything else */
export function readExport(path: string): StackView {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw unreadable(path, (error as Error).message);
  }
  const view = viewOf(path, "export", parse(path, text));
  if (!view.identity) throw unreadable(path, "it holds no resources, so it does not say whose stack it is");
  return view;
}

const unreadable = (name: string, why: string): UserError => new UserError(`Could not read stack ${name}: ${why}.`);

function parse(name: string, text: string): Record<string, unknown> {
  try {
    const { deployment } = JSON.parse(text) as { deployment?: unknown };
    if (typeof deployment === "object" && deployment !== null) return deployment as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw unreadable(name, "it is not the output of `pulumi stack export`");
}

function viewOf(name: string, source: StackView["source"], deployment: Record<string, unknown>): StackView {
  const all = (found: unknown): unknown[] => (Array.isArray(found) ? found : []);
  const read = (found: unknown): ResourceState => {
    const resource = readResource(found);
    if (!resource) throw unreadable(name, "it holds a resource that cannot be read");
    return resource;
  };
  const resources = all(deployment.resources).map(read);
  const pending = all(deployment.pending_operations).map((each) => read((each as { resource?: unknown }).resource));
  const [any] = [...resources, ...pending];
  const identity = any && partsOf(any.urn);
  return {
    name,
    source,
    identity: identity && { project: identity.project, stack: identity.stack },
    locked: "unknown",
    resources,
    pending,
  };
}

interface Lock {
  identity?: { project: string; stack: string };
  locked: boolean | "unknown";
}

/** Whether a run has the stack. Pulumi Cloud says it in the list of stacks; a folder has a file for each lock. */
async function lockOf(world: World, name: string): Promise<Lock> {
  const [listed, backend] = await Promise.all([
    runPulumi(world, ["stack", "ls", "--json", "--fully-qualify-stack-names"]),
    runPulumi(world, ["whoami", "--verbose", "--json"]),
  ]);
  const stacks = jsonIn<{ name?: string; updateInProgress?: boolean }[]>(listed.stdout) ?? [];
  const last = name.split("/").at(-1);
  const found =
    stacks.find((stack) => stack.name === name) ?? stacks.find(({ name = "" }) => name.split("/").at(-1) === last);
  const [stack = last, project, organization] = (found?.name ?? name).split("/").reverse();
  const identity = project !== undefined && stack !== undefined ? { project, stack } : undefined;
  const { url } = jsonIn<{ url?: string }>(backend.stdout) ?? {};
  if (url?.startsWith("file://")) return { identity, locked: hasLockFile(world, url, organization, identity) };
  if (url?.startsWith("http") && found) return { identity, locked: found.updateInProgress === true };
  return { identity, locked: "unknown" };
}

function hasLockFile(
  { homeDirectory }: World,
  url: string,
  organization = "organization",
  identity: Lock["identity"],
): boolean | "unknown" {
  if (!identity) return "unknown";
  const folder = url.startsWith("file://~") ? join(homeDirectory, url.slice("file://~".length)) : pathOf(url);
  if (folder === undefined || !existsSync(join(folder, ".pulumi"))) return "unknown";
  const locks = join(folder, ".pulumi", "locks", organization, identity.project, identity.stack);
  try {
    return existsSync(locks) && readdirSync(locks).some((entry) => entry.endsWith(".json"));
  } catch {
    return "unknown";
  }
}

function pathOf(url: string): string | undefined {
  try {
    return fileURLToPath(url.split("?")[0] ?? url);
  } catch {
    return undefined;
  }
}

function jsonIn<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
