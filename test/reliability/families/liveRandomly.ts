import type { CallEvent, Emulator } from "../../../emulator";
import type { FamilyState, Version } from "../../../provider/imageFamily";
import { isWorkingName } from "../../../provider/customImage/workingName";
import type { Outcome } from "../support/modelEngine";
import type { Wraps } from "../support/providerProcess";
import { nameOf, troubledPost, type Post } from "../random/trouble";
import type { Trouble } from "../random/commands";
import type { LifeMoment } from "../random/liveRandomly";
import type { Command, FamilyName, FamilyTrouble, Life, ListTrouble } from "./commands";
import { FamilyAccount, type Families, type FamilyVerbs, type Product } from "./familyAccount";
import { productCloud, type CloudImage, type ProductCloud } from "./productCloud";

/** A planted bug: what it replaces of the provider. */
export interface Planted {
  wraps?: Pick<Wraps, "post" | "api">;
  verbs?: FamilyVerbs;
}

/** Regions of versions, each with a copy. */
const REGIONS = ["asia-east-1", "asia-southeast-1"];

const ZONES: Record<Product, string> = { vm: "HKG-A", zec: "asia-east-1a" };
const SOURCES: Record<FamilyName, string> = { web: "i-1", db: "i-2" };
const DEFAULT_KEEP = 3;

type Meddling =
  "use" | "release instance" | "addForeign" | "deleteOutside" | "renameOutside" | "failOutside" | "quota" | "pass";
type Verb = "up" | "refresh" | "destroy";

/** What is known of a family from its history. */
interface Known {
  /** Images by label, once usable. */
  images: Map<string, string>;
  /** Labels in the order in which they became usable, those that are gone included. */
  order: string[];
  /** Labels of the family now, unfinished ones included. */
  present: string[];
  /** All labels in the order in which they came into the family, which makes them old. */
  arrivals: string[];
  /** Labels that are gone. */
  gone: Set<string>;
}

/**
 * Runs a lifecycle, and throws at the first violated guarantee.
 * @param observe is called before each request of a command and after each command, and sends no requests
 */
export async function liveRandomly(
  life: Life,
  planted: Planted = {},
  observe: (moment: LifeMoment) => void = () => undefined,
  product: Product = "vm",
): Promise<void> {
  const { visibleAfterMs, listedAfterDeleteMs, stopInstance } = life.world;
  const instances = Object.values(SOURCES).map((instanceId) => ({
    instanceId,
    zoneId: ZONES.vm,
    instanceStatus: stopInstance ? ("RUNNING" as const) : ("STOPPED" as const),
  }));
  const zecInstances = instances.map(({ instanceId, instanceStatus: status }) => ({
    instanceId,
    zoneId: ZONES.zec,
    status,
  }));
  const zec = { instances: zecInstances, copyImageMs: 3_000, deleteImageMs: 1_000, quota: 8, visibleAfterMs };
  const random = new RandomLife(life, observe);
  random.world = await FamilyAccount.open(
    { instances, visibleAfterMs, listedAfterDeleteMs, quota: 8, ...(product === "zec" && { zec }) },
    {
      product,
      verbs: planted.verbs,
      wraps: {
        api: planted.wraps?.api,
        post: (send) => {
          const { trouble } = random;
          const watched: Post = (action, body, signal) => {
            random.observe({ isRunning: true });
            return send(action, body, signal);
          };
          const troubled =
            trouble?.kind === "list"
              ? troubledList(watched, trouble)
              : troubledPost(watched, trouble, () => random.world.engine.provider, random.world.account.clock);
          return planted.wraps?.post?.(troubled) ?? troubled;
        },
      },
    },
  );
  random.watch();
  for (const command of life.commands) await random.obey(command);
  await random.comeToAnEnd();
}

/** Responds in place of the service when the instances of a zone are listed. */
const troubledList =
  (send: Post, { fault }: ListTrouble): Post =>
  async (action, body, signal) => {
    const answer = await send(action, body, signal);
    const isList = nameOf(action) === "DescribeInstances" && !body.includes('"instanceIds"');
    if (!isList) return answer;
    const { headers } = answer;
    return fault === "garbage"
      ? { headers, status: 200, body: '{"response":{"totalCount":3,"dataSet":[]}}' }
      : { headers, status: 403, body: '{"code":"DENIED","message":"no","requestId":"r"}' };
  };

class RandomLife {
  world!: FamilyAccount;
  trouble: FamilyTrouble | undefined;
  readonly #life: Life;
  readonly #program: Families = {};
  readonly #known = new Map<string, Known>();
  /** Images of others, unless a family has adopted them. */
  readonly #foreign = new Set<string>();
  /** Those that a program adopts. */
  readonly #adopting = new Set<string>();
  /** Finished images that are not in the state because of a kill: the next `up` that needs the label names them. */
  readonly #lost = new Set<string>();
  #labels = 0;
  #instances = 0;
  #verb: Verb | undefined;
  /** Images that were usable when the command began. */
  #usableBefore = new Set<string>();
  /** Violated guarantees that calls have shown. */
  #wrong: string | undefined;

  readonly #observe: (moment: LifeMoment) => void;

  constructor(life: Life, observe: (moment: LifeMoment) => void) {
    this.#life = life;
    this.#observe = observe;
  }

  observe({ isRunning }: Pick<LifeMoment, "isRunning">): void {
    const { emulator, engine, account } = this.world;
    this.#observe({ emulator, engine, now: account.clock.now(), isRunning });
  }

  get #cloud(): ProductCloud {
    return productCloud(this.world.product, this.#emulator, ZONES[this.world.product]);
  }

  get #emulator(): Emulator {
    return this.world.emulator;
  }

  /** Checks each deletion when it is sent. */
  watch(): void {
    this.#emulator.onCall = (event) => {
      if (event.action === "DeleteImages" && event.phase === "before") this.#wrong ??= this.#judgeDeletion(event);
    };
  }

  #judgeDeletion({ params }: CallEvent): string | undefined {
    for (const imageId of (params.imageIds ?? []) as string[]) {
      const image = this.#cloud.images().find((each) => each.imageId === imageId);
      if (!image) continue;
      if (this.#foreign.has(imageId) && !this.#adopting.has(imageId))
        return `${imageId} is somebody else's, and is deleted`;
      if (this.#verb !== "up") continue;
      const users = this.#cloud.instances().filter((instance) => instance.imageId === imageId);
      if (users[0]) return `${image.imageName} is in use by ${users[0].instanceId}, and is deleted`;
      const found = this.#ownerOf(imageId);
      if (found && found[0] in this.#program) {
        const wrong = this.#judgePruning(found[0] as FamilyName, found[1], image);
        if (wrong) return wrong;
      }
    }
    return undefined;
  }

  #judgePruning(name: FamilyName, label: string, image: CloudImage): string | undefined {
    const { version, currentVersion = version } = this.#program[name] ?? {};
    if (image.imageStatus !== "AVAILABLE" || isWorkingName(image.imageName)) return undefined;
    if (label === currentVersion) return `${image.imageName} is current, and is deleted`;
    if (label === version) return `${image.imageName} is declared, and is deleted`;
    const isUsable = this.#cloud
      .images()
      .some(
        (each) =>
          each.imageStatus === "AVAILABLE" &&
          (each.imageName === `${name}-${version}` || this.#idOf(name, version) === each.imageId),
      );
    return isUsable ? undefined : `${image.imageName} is pruned before ${name}-${version} is usable`;
  }

  #ownerOf(imageId: string): [string, string] | undefined {
    for (const [name, stored] of this.world.engine.resources) {
      const found = versionsOf(stored.outputs).find(({ image }) => image.imageId === imageId);
      if (found) return [name, found.version];
    }
    return undefined;
  }

  #idOf(name: string, label: string | undefined): string | undefined {
    const stored = this.world.engine.resources.get(name);
    return versionsOf(stored?.outputs).find(({ version }) => version === label)?.image.imageId;
  }

  async obey(command: Command): Promise<void> {
    const program = "family" in command ? (this.#program[command.family] ??= this.#first(command.family)) : {};
    switch (command.do) {
      case "release": {
        const current = this.#stateOf(command.family)?.currentVersion;
        program.version = String(++this.#labels);
        program.currentVersion = command.isPinned ? current : undefined;
        if (program.currentVersion !== undefined && program.keep === 1) program.keep = 2;
        return this.#up(command.trouble);
      }
      case "goBack":
        program.version = this.#labelAt(command.family, command.label);
        program.currentVersion = undefined;
        return this.#up(command.trouble);
      case "pin":
        program.currentVersion = this.#labelAt(command.family, command.label);
        if (program.keep === 1) program.keep = 2;
        return this.#up(command.trouble);
      case "promote":
        program.currentVersion = undefined;
        return this.#up(command.trouble);
      case "keep":
        program.keep = program.currentVersion === undefined ? command.keep : Math.max(2, command.keep);
        return this.#up(command.trouble);
      case "adopt": {
        const foreign = [...this.#foreign][command.image % Math.max(1, this.#foreign.size)];
        if (foreign === undefined || !this.#cloud.images().some(({ imageId }) => imageId === foreign)) return;
        program.adoptVersions = { ...program.adoptVersions, [String(++this.#labels)]: foreign };
        this.#adopting.add(foreign);
        return this.#up(command.trouble);
      }
      case "retry":
        return this.#up(command.trouble);
      case "refresh":
      case "destroy":
        await this.#command(command.do, command.trouble);
        return;
      default:
        return this.#meddle(command);
    }
  }

  /** Initial program of a family, which prunes versions early. */
  #first(name: FamilyName): Families[string] {
    const { stopInstance } = this.#life.world;
    return {
      instanceId: SOURCES[name],
      version: String(++this.#labels),
      stopInstance,
      keep: 2,
      ...(this.world.product === "zec" && { regions: REGIONS }),
    };
  }

  /** A label that the family has or had, or any other one. */
  #labelAt(family: FamilyName, at: number): string {
    const { order = [], gone = new Set<string>() } = this.#known.get(family) ?? {};
    if (at % 2 === 1 && gone.size > 0) return [...gone][at % gone.size] as string;
    return order[at % (order.length + 1)] ?? String(1 + (at % Math.max(1, this.#labels)));
  }

  /** Changes outside Pulumi. */
  #meddle(command: Extract<Command, { do: Meddling }>): Promise<void> | void {
    const images = this.#cloud.images();
    const image = "image" in command ? images[command.image % Math.max(1, images.length)] : undefined;
    switch (command.do) {
      case "use":
        // Instances are created only from usable images.
        if (image?.imageStatus !== "AVAILABLE" || isWorkingName(image.imageName)) return;
        this.#cloud.use(image.imageId, `i-user-${++this.#instances}`, command.isRecycled ? "RECYCLE" : "RUNNING");
        return;
      case "release instance": {
        const users = this.#cloud.instances().filter(({ instanceId }) => instanceId.startsWith("i-user"));
        const user = users[command.at % Math.max(1, users.length)];
        if (user) this.#cloud.removeInstance(user.instanceId);
        return;
      }
      case "addForeign": {
        const imageName = command.isNamesake ? `web-${this.#labels + 1}` : "somebody-else";
        this.#foreign.add(this.#cloud.addImage(imageName).imageId);
        return;
      }
      case "deleteOutside":
        if (!image) return;
        this.#cloud.removeImage(image.imageId);
        return this.world.account.clock.sleep(this.#life.world.listedAfterDeleteMs + 1);
      case "renameOutside":
        if (image && !isWorkingName(image.imageName)) this.#cloud.renameImage(image.imageId, "renamed-outside");
        return;
      case "failOutside":
        if (image) this.#cloud.failImage(image.imageId);
        return;
      case "quota":
        this.#cloud.setQuota(images.length + command.room);
        return;
      case "pass":
        return this.world.account.clock.sleep(command.seconds * 1000);
    }
  }

  async #up(trouble: FamilyTrouble | undefined): Promise<void> {
    await this.#command("up", trouble);
  }

  #stateOf(name: string): FamilyState | undefined {
    return this.world.engine.resources.get(name)?.outputs as unknown as FamilyState | undefined;
  }

  /** One command, and every guarantee after it. */
  async #command(verb: Verb, trouble: FamilyTrouble | undefined): Promise<Outcome> {
    this.trouble = trouble;
    this.#verb = verb;
    if (trouble?.kind === "fault") this.#addFault(trouble);
    this.#usableBefore = new Set(
      this.#cloud.images().flatMap(({ imageId, imageStatus }) => (imageStatus === "AVAILABLE" ? [imageId] : [])),
    );
    const before = new Map([...this.world.engine.resources].map(([name, { outputs }]) => [name, stateIn(outputs)]));
    const callsBefore = this.#emulator.calls().length;
    const madeBefore = this.#cloud.history().length;
    const engine = this.world.engine;
    const outcome = await (verb === "up" ? this.world.up(this.#program) : engine[verb]());
    this.#emulator.faults.clear();
    this.observe({ isRunning: false });
    const calls = this.#emulator.calls().slice(callsBefore);
    if (this.#wrong) throw new Error(`${this.#wrong}: ${[...outcome.failures, ...outcome.warnings].join(" | ")}`);
    expectClear(outcome);
    const made = this.#cloud.history().slice(madeBefore);
    this.#noteLost(verb, outcome, made);
    this.#expectNoneDoubled();
    for (const name of [...Object.keys(this.#program), ...before.keys()]) {
      if (verb === "up" && name in this.#program) this.#expectPruned(name, before.get(name), outcome);
      this.#expectLabelsKept(name);
      this.#expectCurrentToBeComplete(name, before.get(name));
    }
    if (verb === "up" && outcome.failures.length === 0)
      this.#expectRollbacksToWriteNothing(
        before,
        calls.map(({ action }) => action),
      );
    return outcome;
  }

  #addFault({ action, nth, fault, workDone, times }: Trouble): void {
    // Wrong responses that no client can detect: a rejection of a call that was carried out, and a success of one that was not.
    const isSuccess = fault === "noId" && action !== "CreateImage";
    const isDone = isSuccess || (workDone && fault !== "429");
    this.#emulator.faults.add({ action, nth, kind: fault, workDone: isDone, times, ms: 2_000, retryAfter: 2 });
  }

  /** Every image that the API has created is in state, unfinished, or named to the user when its label is needed. */
  #noteLost(verb: Verb, { failures, warnings }: Outcome, made: CloudImage[]): void {
    const known = this.#idsInState();
    for (const imageId of this.#adopting) if (known.has(imageId)) this.#foreign.delete(imageId);
    const wasKilled = this.trouble?.kind === "kill" && failures.some((text) => /killed/.test(text));
    for (const image of this.#cloud.images()) {
      const { imageId, imageName } = image;
      if (known.has(imageId) || this.#foreign.has(imageId) || isWorkingName(imageName)) continue;
      // An unfinished image that another run may have continued with is released with a message that names it.
      const isLetGo = warnings.some((text) => text.includes(`${imageId} is not deleted: it was not finished`));
      if (wasKilled || isLetGo || this.#lost.has(imageId)) this.#lost.add(imageId);
      else throw new Error(`${verb} has lost ${imageId} (${imageName}): ${[...failures, ...warnings].join(" | ")}`);
    }
    for (const image of made) {
      const twin = [...this.#lost].find(
        (id) =>
          id !== image.imageId &&
          this.#cloud.images().find(({ imageId }) => imageId === id)?.imageName === image.imageName,
      );
      if (twin) throw new Error(`${image.imageName} was created, although ${twin} is finished`);
    }
  }

  #idsInState(): Set<string> {
    const { resources, replaced } = this.world.engine;
    const states = [...resources.values(), ...replaced].map(({ outputs }) => outputs);
    return new Set(states.flatMap((outputs) => versionsOf(outputs).map(({ image }) => image.imageId)));
  }

  #expectNoneDoubled(): void {
    const names = this.#cloud
      .images()
      .filter(({ imageId, imageName }) => !this.#foreign.has(imageId) && /^(web|db)-\d+$/.test(imageName))
      .map(({ imageName }) => imageName);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice) throw new Error(`there are two images ${twice}`);
  }

  /** A label's image never changes, and a label that is gone does not come back. */
  #expectLabelsKept(name: string): void {
    const state = this.#stateOf(name);
    if (state === undefined) return void this.#known.delete(name);
    const known: Known = this.#known.get(name) ?? {
      images: new Map(),
      order: [],
      present: [],
      arrivals: [],
      gone: new Set(),
    };
    this.#known.set(name, known);
    const present = state.__versions.map(({ version }) => version);
    const added = present.filter((label) => !known.present.includes(label));
    known.arrivals = [...known.arrivals.filter((label) => !added.includes(label)), ...added];
    known.present = present;
    const usable = state.__versions.filter(wasUsable);
    for (const { version, image } of usable) {
      const before = known.images.get(version);
      if (before !== undefined && before !== image.imageId) {
        throw new Error(`${name}-${version} was ${before} and is ${image.imageId}`);
      }
      if (known.gone.has(version)) throw new Error(`${name}-${version} was gone, and is ${image.imageId}`);
      known.images.set(version, image.imageId);
      if (!known.order.includes(version)) known.order.push(version);
    }
    for (const label of known.images.keys()) {
      if (usable.some(({ version }) => version === label)) continue;
      known.gone.add(label);
      known.images.delete(label);
    }
  }

  /** Not more than `keep` usable versions without a reason, and not fewer; the oldest go. */
  #expectPruned(name: string, before: FamilyState | undefined, outcome: Outcome): void {
    const after = this.#stateOf(name);
    const { keep = DEFAULT_KEEP, version, currentVersion = version } = this.#program[name] ?? {};
    if (!before || !after) return;
    const usableBefore = before.__versions.filter(
      (each) => isFinished(each) && this.#usableBefore.has(each.image.imageId),
    );
    const exist = new Set(
      this.#cloud.images().flatMap(({ imageId, imageStatus }) => (imageStatus === "AVAILABLE" ? [imageId] : [])),
    );
    const usableAfter = after.__versions.filter((each) => isFinished(each) && exist.has(each.image.imageId));
    const labelsAfter = new Set(after.__versions.map((each) => each.version));
    const deleted = usableBefore.filter((each) => !labelsAfter.has(each.version));
    const created = usableAfter.filter(({ version: label }) => !usableBefore.some((each) => each.version === label));
    const most = Math.max(0, usableBefore.length + created.length - keep);
    if (deleted.length > most) throw new Error(`${name}: ${deleted.length} versions are pruned instead of ${most}`);
    const order = this.#known.get(name)?.arrivals ?? [];
    const oldest = [...usableBefore, ...created]
      .filter((each) => ![version, currentVersion].includes(each.version))
      .sort((a, b) => rank(order, a) - rank(order, b))
      .slice(0, most);
    const younger = deleted.find((each) => !oldest.some(({ version: label }) => label === each.version));
    if (younger) throw new Error(`${name}-${younger.version} is pruned, and is not among the oldest`);
    const isDue = created.some((each) => each.version === version) || (before.keep ?? DEFAULT_KEEP) > keep;
    const isRollback = before.currentVersion !== after.currentVersion && created.length === 0;
    if (outcome.failures.length > 0 || !isDue || isRollback) return;
    const used = new Set(this.#cloud.instances().map(({ imageId }) => imageId));
    const isPinned = (each: Version) => [version, currentVersion].includes(each.version);
    const unexplained = usableAfter.filter((each) => !isPinned(each) && !used.has(each.image.imageId));
    const pinned = usableAfter.filter(isPinned).length;
    const isToldWhy = outcome.warnings.some((text) => /no version (of family "\w+" )?is pruned/.test(text));
    // Versions in use are among the oldest, and younger ones are not pruned instead.
    if (unexplained.length + pinned > Math.max(keep, pinned) && !isToldWhy) {
      throw new Error(`${name} has ${usableAfter.length} usable versions and keeps ${keep}`);
    }
  }

  /** A new version becomes current in all its regions, and not before. */
  #expectCurrentToBeComplete(name: string, before: FamilyState | undefined): void {
    const { imageId, currentVersion } = this.#stateOf(name) ?? {};
    const isNew = !before?.__versions.some((each) => each.image.imageId === imageId && isUsable(each));
    const image = this.#cloud.images().find((each) => each.imageId === imageId);
    if (!isNew || before?.currentVersion === currentVersion || !image || this.#adopting.has(image.imageId)) return;
    const missing = this.#program[name]?.regions?.filter((region) => !image.regionIds?.includes(region)) ?? [];
    if (missing.length > 0) throw new Error(`${name}-${currentVersion} is current, and is not in ${String(missing)}`);
  }

  /** A program that only moves pointers makes no call. */
  #expectRollbacksToWriteNothing(before: Map<string, FamilyState>, actions: string[]): void {
    const isRollback = ([name, { version, currentVersion = version }]: [string, Families[string]]) => {
      const old = before.get(name);
      const kept = (label: string | undefined) =>
        old?.__versions.some((each) => each.version === label && isUsable(each));
      const isAdopting = Object.keys(this.#program[name]?.adoptVersions ?? {}).some((label) => !kept(label));
      return (
        old !== undefined &&
        old.currentVersion !== currentVersion &&
        kept(currentVersion) &&
        kept(version) &&
        !isAdopting
      );
    };
    const families = Object.entries(this.#program);
    if (families.length === 0 || !families.every(isRollback)) return;
    if (actions.length > 0) throw new Error(`a rollback calls ${actions.join(", ")}`);
  }

  /** At the end: `up` produces what the program declares, and `destroy` leaves no image of a family. */
  async comeToAnEnd(): Promise<void> {
    this.#cloud.setQuota(30);
    await this.world.account.clock.sleep(180_000); // now lists are up to date
    await this.#until("refresh");
    for (const name of Object.keys(this.#program)) {
      const { adoptVersions: _, ...program } = this.#program[name] ?? {};
      this.#program[name] = { ...program, version: String(++this.#labels + 100), currentVersion: undefined, keep: 2 };
    }
    await this.#until("up");
    await this.#until("refresh");
    await this.#until("up");
    for (const [name, { version }] of Object.entries(this.#program)) {
      const state = this.#stateOf(name);
      const image = this.#cloud.images().find(({ imageId }) => imageId === state?.imageId);
      if (image?.imageName !== `${name}-${version}` || image.imageStatus !== "AVAILABLE") {
        throw new Error(`${name} is ${image?.imageName} (${image?.imageStatus}) instead of ${version}`);
      }
    }
    await this.#until("destroy");
    const left = this.#cloud.images().filter(({ imageId }) => !this.#foreign.has(imageId) && !this.#lost.has(imageId));
    if (left.length > 0)
      throw new Error(`after the end there are still ${left.map(({ imageName }) => imageName).join(", ")}`);
  }

  async #until(verb: Verb): Promise<void> {
    const told: string[] = [];
    for (let tries = 0; tries < 4; tries++) {
      const { failures } = await this.#command(verb, undefined);
      if (failures.length === 0) return;
      told.push(...failures);
    }
    throw new Error(`${verb} does not come to an end: ${told.join(" | ")}`);
  }
}

const stateIn = (outputs: unknown): FamilyState => outputs as FamilyState;
const versionsOf = (outputs: unknown): Version[] => (outputs as FamilyState | undefined)?.__versions ?? [];

const isUsable = ({ image, isIncomplete }: Version): boolean =>
  image.imageStatus === "AVAILABLE" && image.__record?.workingName === undefined && !isIncomplete;
const isFinished = ({ image }: Version): boolean => image.__record?.workingName === undefined;
const wasUsable = ({ image }: Version): boolean =>
  image.__record?.wasAvailable === true && image.__record.workingName === undefined;

/** Position in the order of arrival; unknown labels come last. */
const rank = (order: string[], { version }: Version): number => {
  const at = order.indexOf(version);
  return at < 0 ? order.length : at;
};

function expectClear({ failures, warnings }: Outcome): void {
  const unclear = [...failures, ...warnings].find((text) =>
    /mistake in pulumi-zenlayer|\bundefined\b|\[object|\bNaN\b/.test(text),
  );
  if (unclear !== undefined) throw new Error(`an unclear message: ${unclear}`);
}
