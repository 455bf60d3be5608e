import type { EmulatedImage, Emulator } from "../../../emulator";
import { automaticName } from "../../../provider/customImage/names";
import { isWorkingName, whatHash } from "../../../provider/customImage/workingName";
import * as messages from "../../../provider/messages";
import type { Config } from "../../../provider/configuration/sources";
import { Account } from "../support/account";
import type { ModelEngine, Outcome, Program, Stored, UpOptions, Verbs } from "../support/modelEngine";
import { everydaySettings, type Wraps } from "../support/providerProcess";
import type { Command, Key, Life, Trouble } from "./commands";
import { Overlap, type Run } from "./overlap";
import { troubledPost } from "./trouble";
import { ownerOf, RunWatch } from "./watch";

/** A planted bug: what it replaces of the provider. */
export interface Planted {
  wraps?: Pick<Wraps, "post" | "api">;
  verbs?: Verbs;
}

/** The situation at a moment of a lifecycle: before each request of a command, and after each command. */
export interface LifeMoment {
  emulator: Emulator;
  engine: ModelEngine;
  /** Milliseconds since 1970. */
  now: number;
  /** A command is in progress, so its stack is locked. */
  isRunning: boolean;
}

/** Both processes of a command meet the same trouble. */
const processesOf = ({ provider, other }: ModelEngine) => ({
  cancel: () => [provider, other].forEach((each) => each?.cancel()),
  kill: () => [provider, other].forEach((each) => each?.kill()),
});

/** Logical name of one of the two resources. */
const nameOf = (resource: number): string => ["a", "b"][resource]!;

const SETTLE_MS = Number(everydaySettings.settleSeconds) * 1_000;
const ZONE = "HKG-A";
/** Two instances for each resource: a change from one to the other is a replacement. */
const sourceInstances = [
  ["i-1", "i-2"],
  ["i-3", "i-4"],
];

/**
 * Runs a lifecycle, and throws at the first violated guarantee.
 * @param observe is called at every moment, and sends no requests
 */
export async function liveRandomly(
  life: Life,
  planted: Planted = {},
  observe: (moment: LifeMoment) => void = () => undefined,
): Promise<void> {
  const { visibleAfterMs, listedAfterDeleteMs } = life.world;
  const instances = sourceInstances.flat().map((instanceId) => ({
    instanceId,
    zoneId: ZONE,
    instanceStatus: life.world.stopInstance ? ("RUNNING" as const) : ("STOPPED" as const),
  }));
  const account = await Account.open({ instances, visibleAfterMs, listedAfterDeleteMs, quota: 20 }, "memory");
  const lived = new RandomLife(life, account, planted, observe);
  for (const command of life.commands) await lived.obey(command);
  await lived.comeToAnEnd();
}

/** The end of the two messages that report an image that another run has now. */
const NOT_DELETED = messages.notDeletedContinuedElsewhere("img", "NAME").split("NAME")[1]!;
const CONTINUED_ELSEWHERE = messages.continuedElsewhere("img", "NAME").message.split("NAME")[1]!;

class RandomLife {
  readonly #life: Life;
  readonly #account: Account;
  readonly #planted: Planted;
  readonly #observe: (moment: LifeMoment) => void;
  #engine: ModelEngine;
  #watch: RunWatch;
  readonly #emulator: Emulator;
  #program: Program = {};
  #key: Key = "own";
  #trouble: Trouble | undefined;
  /** Images that are not in the state, because of a kill or an unknown outcome: the next `up` names them. */
  readonly #lost = new Set<string>();

  /** Instances that warnings have asked the user to start. */
  readonly #leftToUser = new Set<string>();

  #pace: Config = {};
  /** Two runs of the stack overlapped, or do now. */
  #hasOverlapped = false;
  #isOverlapping = false;

  constructor(life: Life, account: Account, planted: Planted, observe: (moment: LifeMoment) => void) {
    this.#life = life;
    this.#account = account;
    this.#planted = planted;
    this.#observe = observe;
    this.#emulator = account.emulator;
    this.#emulator.addAccount({ account: "foreign", accessKeyId: "AKFOREIGN", accessKeyPassword: "foreign-secret" });
    const { maxRequestsPerSecond } = life.world;
    if (maxRequestsPerSecond) this.#pace = { maxRequestsPerSecond: String(maxRequestsPerSecond) };
    [this.#engine, this.#watch] = this.#openEngine(() => this.#trouble);
  }

  /** An engine, and what its runs send. */
  #openEngine(trouble: () => Trouble | undefined): [ModelEngine, RunWatch] {
    const keys: Record<Key, Config> = {
      own: {},
      foreign: { accessKeyId: "AKFOREIGN", accessKeyPassword: "foreign-secret" },
      revoked: { accessKeyPassword: "no-longer" },
    };
    const account = this.#account;
    const planted = this.#planted;
    const engine: ModelEngine = account.engine({
      config: () => ({ ...account.config, ...this.#pace, ...keys[this.#key] }),
      verbs: planted.verbs,
      wraps: {
        memory: this.#emulator,
        api: planted.wraps?.api,
        post: (send) => {
          const observed: typeof send = (...call) => {
            // Not observed while two runs overlap.
            if (!this.#isOverlapping) this.#observe(this.#moment(true));
            return send(...call);
          };
          const troubled = troubledPost(watch.post(observed), trouble(), () => processesOf(engine), account.clock);
          return planted.wraps?.post?.(troubled) ?? troubled;
        },
      },
    });
    const isCanceled = () => engine.provider.context.signal.aborted;
    const watch = new RunWatch(
      this.#emulator,
      () => account.clock.now(),
      () => (this.#isOverlapping && this.#pace.maxRequestsPerSecond ? SETTLE_MS : 0),
      isCanceled,
      (instanceId) => this.#whatOf(instanceId),
    );
    return [engine, watch];
  }

  #moment(isRunning: boolean): LifeMoment {
    return { emulator: this.#emulator, engine: this.#engine, now: this.#account.clock.now(), isRunning };
  }

  /** What the program now declares for an instance. */
  #whatOf(instanceId: string): string | undefined {
    const [name, declared] = Object.entries(this.#program).find(([, each]) => each.instanceId === instanceId) ?? [];
    if (name === undefined) return undefined;
    const { imageName = automaticName({ project: "test", stack: "dev", name }, instanceId) } = declared ?? {};
    return whatHash(instanceId, String(imageName));
  }

  async obey(command: Command): Promise<void> {
    switch (command.do) {
      case "up":
        this.#declare(command.resource, command.variant);
        return this.#run("up", command.key, command.trouble, command.isReplaced ? [nameOf(command.resource)] : []);
      case "overlap":
        return this.#overlap(command);
      case "retry":
        return this.#run("up", command.key, command.trouble);
      case "refresh":
      case "destroy":
        return this.#run(command.do, command.key, command.trouble);
      case "continueImage":
        return this.#takeOver(command);
      case "quota":
        return this.#emulator.setQuota(undefined, this.#emulator.images().length + command.room);
      case "pass":
        return this.#account.clock.sleep(command.seconds * 1000);
      default:
        return this.#meddle(command.do, command.image);
    }
  }

  /** At the end: refresh and `up` produce what the program declares, and `destroy` leaves nothing. */
  async comeToAnEnd(): Promise<void> {
    this.#emulator.faults.clear();
    this.#emulator.setQuota(undefined, 20);
    this.#pace = {}; // a create with a timeout of five seconds would never succeed
    this.#removeLost((image) => !this.#isContinued(image));
    await this.#account.clock.sleep(180_000); // now lists are up to date, and absence counts
    await this.#until("refresh");
    this.#ownAll();
    await this.#until("up");
    await this.#until("refresh"); // changes made outside Pulumi show only now
    await this.#until("up");
    this.#expectDeclared();
    await this.#until("destroy");
    this.#removeLost();
    const left = this.#emulator.images().map(({ imageId }) => imageId);
    if (left.length > 0) throw new Error(`after the end there are still ${left.join(", ")}`);
    await this.#expectInstancesAsBefore();
  }

  async #until(verb: "up" | "refresh" | "destroy"): Promise<void> {
    const told: string[] = [];
    for (let tries = 0; tries < 4; tries++) {
      const { failures } = await this.#command(verb, "own", undefined);
      if (failures.length === 0) return;
      told.push(...failures);
    }
    throw new Error(`${verb} does not come to an end: ${told.join(" | ")}`);
  }

  #declare(resource: number, variant: number): void {
    const { sameName, stopInstance, createSeconds } = this.#life.world;
    const name = nameOf(resource);
    this.#program[name] = {
      instanceId: sourceInstances[resource]![variant % 2],
      imageDescription: ["one", "two", "three"][variant % 3],
      stopInstance,
      ...(sameName && { imageName: "same" }),
      ...(createSeconds && { __timeouts: { create: createSeconds } }),
      deleteBeforeReplace: variant === 5,
    };
  }

  /** Another resource, the heir, adopts the image of a resource that leaves the program. */
  async #takeOver(command: Extract<Command, { do: "continueImage" }>): Promise<void> {
    const { resource, isOthers, isWrong, key, trouble } = command;
    const name = nameOf(resource);
    const heir = `${name}-heir`;
    const stored = this.#engine.resources.get(name);
    if (!stored || this.#engine.resources.has(heir)) return;
    delete this.#program[name];
    this.#program[heir] = { adoptImageId: stored.id, isOthers, ...(isWrong && { imageName: "wrong" }) };
    const existed = this.#exists(stored.id);
    await this.#command("up", key, trouble, { continueOnError: true });
    const held = this.#engine.resources.get(heir);
    if (!held) delete this.#program[heir];
    else if (existed && !this.#exists(held.id)) throw new Error(`${heir} has adopted ${held.id}, which is deleted`);
  }

  /** A second run of the stack starts during the first one, and one of the two stacks continues after that. */
  async #overlap(command: Extract<Command, { do: "overlap" }>): Promise<void> {
    const { resource, variant, otherVariant, isFresh, laterMs, isSecondKept, trouble } = command;
    if (Object.keys(this.#program).some((name) => name.endsWith("-heir"))) return;
    this.#hasOverlapped = this.#isOverlapping = true;
    this.#declare(resource, variant);
    this.#key = "own";
    this.#trouble = trouble;
    const stored = () => [...this.#engine.resources.values(), ...this.#engine.replaced].map((each) => ({ ...each }));
    const before = stored();
    this.#watch.created.length = 0;
    const firstProgram = structuredClone(this.#program);
    const running = this.#engine.up(firstProgram);
    await this.#account.clock.sleep(laterMs);
    const [engine, watch] = this.#openEngine(() => undefined);
    if (!isFresh) this.#engine.copyStateTo(engine);
    const shared = isFresh ? [] : stored();
    if (otherVariant !== undefined) this.#declare(resource, otherVariant);
    const secondProgram = structuredClone(this.#program);
    const [firstOutcome, secondOutcome] = await Promise.all([running, engine.up(secondProgram)]);
    const isCalm = this.#pace.maxRequestsPerSecond === undefined && this.#life.world.createSeconds === undefined;
    const first: Run = {
      ...{ engine: this.#engine, watch: this.#watch, program: firstProgram, outcome: firstOutcome },
      isUnhindered: isCalm && !trouble,
    };
    const second: Run = { engine, watch, program: secondProgram, outcome: secondOutcome, isUnhindered: isCalm };
    for (const run of [first, second]) this.#expectSound(run);
    const overlap = new Overlap(this.#emulator, [first, second], before, shared);
    overlap.expectAsPromised();
    const [winner, loser] = isSecondKept ? [second, first] : [first, second];
    this.#trouble = undefined;
    await overlap.destroyOther(winner, loser);
    this.#expectSound(loser);
    this.#isOverlapping = false;
    ({ engine: this.#engine, watch: this.#watch, program: this.#program } = winner);
    const known = new Set([...this.#engine.resources.values(), ...this.#engine.replaced].map(({ id }) => id));
    for (const { imageId, imageName } of this.#emulator.images()) {
      if (known.has(imageId) || this.#lost.has(imageId)) continue;
      const wasKilled = trouble?.kind === "kill" && first.watch.created.some((each) => each.imageId === imageId);
      if (!wasKilled && !overlap.isNamed(imageId))
        throw new Error(`${imageId} (${imageName}) is in nobody's state after an overlap`);
      this.#lost.add(imageId);
    }
  }

  #exists(id: string): boolean {
    return this.#emulator.images().some(({ imageId }) => imageId === id);
  }

  /** At the end, heirs own what they have borrowed, if it still exists. */
  #ownAll(): void {
    for (const heir of Object.keys(this.#program).filter((name) => name.endsWith("-heir"))) {
      const isOthers = this.#engine.resources.get(heir)?.isOthers;
      if (this.#engine.resources.has(heir)) this.#program[heir] = { isOthers };
      else delete this.#program[heir];
    }
  }

  async #meddle(deed: Extract<Command, { image: number }>["do"], at: number): Promise<void> {
    const images = this.#emulator.images();
    const image = images[at % Math.max(1, images.length)];
    if (!image) return;
    const { imageId } = image;
    if (deed === "deleteOutside") this.#emulator.removeImage(imageId);
    // Users do not rename unfinished images.
    if (deed === "renameOutside" && !isWorkingName(image.imageName))
      this.#emulator.renameImage(imageId, "renamed-outside");
    if (deed === "describeOutside") this.#emulator.describeImage(imageId, "described outside");
    if (deed === "failOutside") this.#emulator.failImage(imageId);
    if (deed === "startOutside") await this.#startOutside(image.instanceId ?? "");
  }

  /** A user starts or stops the source instance, once that is possible. */
  async #startOutside(instanceId: string): Promise<void> {
    await this.#account.clock.sleep(30_000);
    const isOurs = this.#life.world.stopInstance; // otherwise nothing would stop it again
    if (isOurs && this.#emulator.instance(instanceId)?.instanceStatus === "STOPPED")
      this.#emulator.setInstanceStatus(instanceId, "RUNNING");
  }

  async #run(
    verb: "up" | "refresh" | "destroy",
    key: Key,
    trouble: Trouble | undefined,
    replace: string[] = [],
  ): Promise<void> {
    await this.#command(verb, key, trouble, { replace });
  }

  /** One command, and every guarantee after it. */
  async #command(
    verb: "up" | "refresh" | "destroy",
    key: Key,
    trouble: Trouble | undefined,
    options: UpOptions = {},
  ): Promise<Outcome> {
    this.#key = key;
    this.#trouble = trouble;
    if (trouble?.kind === "fault") {
      const { action, nth, fault, workDone, times } = trouble;
      // Wrong responses that no client can detect: a rejection of a call that was carried out, and a success of one that was not.
      const isSuccess = fault === "noId" && action !== "CreateImage";
      this.#emulator.faults.add({
        action,
        nth,
        kind: fault,
        workDone: isSuccess || (workDone && fault !== "429"),
        times,
        ms: 2_000,
        retryAfter: 2,
      });
    }
    const before = new Map(this.#engine.resources);
    const statesBefore = [...before.values(), ...this.#engine.replaced];
    const madeBefore = this.#emulator.history().length;
    const mayMake = verb === "up" ? this.#mayMake(before, options.replace) : new Set<string>();
    const outcome = await (verb === "up" ? this.#engine.up(this.#program, options) : this.#engine[verb]());
    this.#emulator.faults.clear();
    this.#observe(this.#moment(false));
    this.#expectSound({ engine: this.#engine, watch: this.#watch, outcome });
    const made = this.#emulator.history().slice(madeBefore);
    this.#expectNoneDoubled(made, mayMake);
    this.#takeTheWayOut(outcome, statesBefore);
    for (const { id, outputs } of before.values()) if (outputs.adoptImageId !== undefined) this.#lost.add(id);
    this.#expectNoneLost(
      verb,
      outcome,
      made.map(({ imageId }) => imageId),
    );
    return outcome;
  }

  /** Resources that this `up` has to create an image for: new ones, replaced ones, those whose image never became usable. */
  #mayMake(before: Map<string, Stored>, replaced: string[] = []): Set<string> {
    const due = Object.entries(this.#program).filter(([name, { instanceId, imageName, adoptImageId }]) => {
      if (adoptImageId !== undefined || name.endsWith("-heir")) return false;
      const stored = before.get(name);
      if (!stored || replaced.includes(name)) return true;
      const { outputs } = stored;
      const isDead = outputs.imageStatus === "UNAVAILABLE" && !outputs.__record?.wasAvailable;
      return isDead || outputs.instanceId !== instanceId || (imageName ?? outputs.__givenName) !== outputs.__givenName;
    });
    return new Set(due.map(([name]) => name));
  }

  /**
   * A run that is killed after it has renamed an image, and before the state is written, leaves a state that cannot
   * distinguish its own rename from another run's, like one whose rename got
   * no response. Messages say so, and to remove it from the state or to delete the image by hand.
   */
  #takeTheWayOut({ failures, warnings }: Outcome, before: Stored[]): void {
    const letGo = warnings.filter((text) => text.endsWith(NOT_DELETED));
    const taken = failures.filter((text) => text.endsWith(CONTINUED_ELSEWHERE));
    const idIn = (text: string) => /img-[\w-]+/.exec(text)![0];
    // An old state may release an image that a later create of the same resource has continued with.
    const isHeld = (id: string) => [...this.#engine.resources.values()].some((stored) => stored.id === id);
    const ids = [...letGo.map(idIn).filter((id) => this.#exists(id) && !isHeld(id)), ...taken.map(idIn)];
    const isUnsure = before.some(({ outputs }) => outputs.__record?.renameSent !== undefined);
    if (ids.length > 0 && !this.#hasKills && !this.#hasOverlapped && !isUnsure)
      throw new Error(`taken by another run, and there was none: ${ids.join(", ")}`);
    for (const id of ids) {
      this.#lost.add(id);
      for (const [name, stored] of this.#engine.resources) if (stored.id === id) this.#engine.resources.delete(name);
      this.#engine.replaced = this.#engine.replaced.filter((stored) => stored.id !== id);
    }
  }

  get #hasKills(): boolean {
    return this.#life.commands.some((command) => "trouble" in command && command.trouble?.kind === "kill");
  }

  /** What holds after every run, whatever runs at the same time. */
  #expectSound({ engine, watch, outcome }: Pick<Run, "engine" | "watch" | "outcome">): void {
    this.#expectClear(outcome);
    if (watch.mustNotBeSent.length > 0) throw new Error(`sent: ${watch.mustNotBeSent.join(", ")}`);
    for (const text of outcome.warnings)
      if (/Start it in the console/.test(text)) this.#leftToUser.add(/i-\d/.exec(text)![0]);
    for (const [name, { outputs, inputs }] of engine.resources)
      if ([outputs, inputs].some(({ imageName }) => imageName !== undefined && isWorkingName(imageName)))
        throw new Error(`the working name of ${name} is in its outputs: ${outputs.imageName}`);
  }

  #expectClear({ failures }: Outcome): void {
    const unclear = failures.find((text) => /mistake in pulumi-zenlayer|\bundefined\b|\[object|\bNaN\b/.test(text));
    if (unclear !== undefined) throw new Error(`an unclear message: ${unclear}`);
  }

  #expectNoneDoubled(made: { instanceId: string | null; imageId: string }[], mayMake: Set<string>): void {
    for (const [index, name] of ["a", "b"].entries()) {
      const own = made.filter(({ instanceId }) => sourceInstances[index]!.includes(instanceId ?? ""));
      if (own.length > (mayMake.has(name) ? 1 : 0)) {
        throw new Error(`${own.length} images were made for ${name}: ${own.map(({ imageId }) => imageId).join(", ")}`);
      }
    }
  }

  /** Every image that the API has created is in the state, or was reported. */
  #expectNoneLost(verb: string, { failures, warnings }: Outcome, made: string[]): void {
    const known = new Set([...this.#engine.resources.values(), ...this.#engine.replaced].map(({ id }) => id));
    const wasKilled = this.#trouble?.kind === "kill" && failures.some((text) => /killed/.test(text));
    const isUnsettled = failures.some((text) => /Could not determine whether image .* was created/.test(text));
    for (const { imageId, imageName, visibleAt } of this.#emulator.images()) {
      if (known.has(imageId)) continue;
      if (made.includes(imageId) && (wasKilled || isUnsettled)) {
        this.#lost.add(imageId);
        continue;
      }
      if (!this.#lost.has(imageId))
        throw new Error(`${verb} has lost ${imageId}: ${[...failures, ...warnings].join(" | ")}`);
      const again = this.#emulator
        .history()
        .findLast((image) => made.includes(image.imageId) && image.imageName === imageName);
      const isListed = again !== undefined && visibleAt <= this.#lastLookBefore(again.createdBy);
      const isNamed = [...warnings, ...failures].some((text) => text.includes(imageId));
      if (isListed && !isNamed) throw new Error(`${verb} passes ${imageId} by in silence`);
    }
  }

  /** When images were last listed before that call: no run can see what appears between the two. */
  #lastLookBefore(call: number | undefined): number {
    const looks = this.#emulator.calls().filter(({ n, action }) => n < (call ?? 0) && action === "DescribeImages");
    return looks.at(-1)?.at ?? -Infinity;
  }

  /** The remedy that the messages name, by hand. */
  #removeLost(isToGo: (image: EmulatedImage) => boolean = () => true): void {
    for (const image of this.#emulator.images())
      if (this.#lost.has(image.imageId) && isToGo(image)) this.#emulator.removeImage(image.imageId);
  }

  /** The only unfinished image of its resource: the next `up` continues with it, or names it. */
  #isContinued({ imageName }: EmulatedImage): boolean {
    if (!isWorkingName(imageName)) return false;
    const { owner } = ownerOf(imageName);
    const same = this.#emulator.images().filter((each) => isWorkingName(each.imageName));
    return same.filter((each) => ownerOf(each.imageName).owner === owner).length === 1;
  }

  #expectDeclared(): void {
    for (const [name, { instanceId, imageDescription, imageName }] of Object.entries(this.#program)) {
      const stored = this.#engine.resources.get(name);
      const image = this.#emulator.images().find(({ imageId }) => imageId === stored?.id);
      if (!stored || !image) throw new Error(`${name} is declared, and there is no image`);
      if (name.endsWith("-heir")) continue; // it is unchanged since its adoption
      const wanted = { instanceId, imageDescription, imageName: imageName ?? stored.inputs.__givenName };
      for (const [property, value] of Object.entries(wanted)) {
        const found = image[property as keyof typeof image];
        if (found !== value) throw new Error(`${name}: ${property} is ${String(found)} instead of ${String(value)}`);
      }
      const broke = image.imageStatus === "UNAVAILABLE" && stored.outputs.__record?.wasAvailable;
      if (image.imageStatus !== "AVAILABLE" && !broke) throw new Error(`${name} is ${image.imageStatus}`);
    }
  }

  /** An instance that we stopped runs again; instances that no record could name were reported. */
  async #expectInstancesAsBefore(): Promise<void> {
    if (!this.#life.world.stopInstance || this.#hasKills) return;
    await this.#account.clock.sleep(60_000);
    for (const { instanceId, instanceStatus } of this.#emulator.instances()) {
      if (instanceStatus !== "RUNNING" && !this.#leftToUser.has(instanceId))
        throw new Error(`${instanceId} is ${instanceStatus}`);
    }
  }
}
