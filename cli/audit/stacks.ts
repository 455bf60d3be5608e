import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../provider/messages";
import { runPulumi } from "../pulumi";
import { hasReadableImages, partsOf, readResource, type ResourceState } from "../stackState";
import type { World } from "../world";

/** The state of a stack, and whether a run is about to change it. */
export interface StackView {
  /** As the user named it. */
  name: string;
  source: "cli" | "export";
  /** What its working names are made of; absent for a stack of which nothing is known but that it is empty. */
  identity?: StackIdentity;
  /** Where Pulumi keeps it; absent for an export. */
  backend?: string;
  /** Absent for an export, and where Pulumi does not list the stack. */
  organization?: string;
  locked: boolean | "unknown";
  resources: ResourceState[];
  /** Resources that a run was about to create when it ended. */
  pending: ResourceState[];
}

export interface StackIdentity {
  project: string;
  stack: string;
}

/**
 * Reads a stack through Pulumi. Secrets stay encrypted.
 * @throws UserError if Pulumi cannot read it
 */
export async function readStack(world: World, name: string): Promise<StackView> {
  const before = await readLocks(world);
  const { code, stdout, stderr } = await runPulumi(world, ["stack", "export", "--stack", name]);
  if (code !== 0) throw unreadable(name, code === undefined ? "the program pulumi is not on PATH" : stderr.trim());
  const view = viewOf(name, "cli", parse(name, stdout));
  const after = await readLocks(world);
  const listed = findListed(after, name, view.identity) ?? findListed(before, name, view.identity);
  // A run that has begun meanwhile, or ended, makes the state one of before or after its changes.
  const locks = [before, after].map((each) => isLocked(world, each, findListed(each, name, view.identity)));
  const locked = locks.includes(true) ? true : locks.includes("unknown") ? "unknown" : false;
  const identity = view.identity ?? (listed && { project: listed.project, stack: listed.stack });
  return { ...view, identity, backend: after.url, organization: listed?.organization, locked };
}

/** Whether two views are of one stack; undefined if an export does not say. */
export function isSameStack(one: StackView, other: StackView): boolean | undefined {
  const [a, b] = [one.identity, other.identity];
  if (a?.project !== b?.project || a?.stack !== b?.stack || a === undefined) return false;
  if (one.organization === undefined || other.organization === undefined) return undefined;
  return one.organization === other.organization;
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
    // Reported below.
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
  const secret = resources.find((resource) => !hasReadableImages(resource));
  if (secret) throw unreadable(name, `the images of ${partsOf(secret.urn).name} are secret in it`);
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

/** What Pulumi says of all stacks. */
interface Locks {
  /** Address of the backend. */
  url?: string;
  stacks: { name?: string; updateInProgress?: boolean }[];
}

/** A stack of the list. */
interface Listed extends StackIdentity {
  organization: string;
  updateInProgress?: boolean;
}

/** Pulumi Cloud says in the list of stacks which of them are being updated; a folder has a file for each lock. */
async function readLocks(world: World): Promise<Locks> {
  const [listed, backend] = await Promise.all([
    runPulumi(world, ["stack", "ls", "--json", "--all", "--fully-qualify-stack-names"]),
    runPulumi(world, ["whoami", "--verbose", "--json"]),
  ]);
  const { url } = jsonIn<{ url?: string }>(backend.stdout) ?? {};
  return { url, stacks: jsonIn<Locks["stacks"]>(listed.stdout) ?? [] };
}

/**
 * The stack of the list that is meant by a name and, where the state shows it, has this identity. Equal names of other
 * projects and organizations are of other stacks: without certainty, none is found.
 */
function findListed({ stacks }: Locks, name: string, identity: StackIdentity | undefined): Listed | undefined {
  const given = name.split("/");
  const found = stacks.flatMap((entry): Listed[] => {
    const [organization, project, stack, ...more] = entry.name?.split("/") ?? [];
    if (organization === undefined || project === undefined || stack === undefined || more.length > 0) return [];
    const isNamed = stack === given.at(-1) && (given.length === 1 || organization === given[0]);
    const isOfProject = given.length < 3 || project === given[1];
    const isSame = identity === undefined || (identity.project === project && identity.stack === stack);
    const { updateInProgress } = entry;
    return isNamed && isOfProject && isSame ? [{ organization, project, stack, updateInProgress }] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

function isLocked(world: World, { url }: Locks, listed: Listed | undefined): boolean | "unknown" {
  if (listed === undefined) return "unknown";
  if (url?.startsWith("file://")) return hasLockFile(world, url, listed);
  return url?.startsWith("http") ? (listed.updateInProgress ?? "unknown") : "unknown";
}

function hasLockFile({ homeDirectory }: World, url: string, { organization, project, stack }: Listed) {
  const folder = url.startsWith("file://~") ? join(homeDirectory, url.slice("file://~".length)) : pathOf(url);
  if (folder === undefined || !existsSync(join(folder, ".pulumi"))) return "unknown";
  const locks = join(folder, ".pulumi", "locks", organization, project, stack);
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
