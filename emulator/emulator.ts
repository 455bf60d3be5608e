import { Server } from "node:http";
import type { AddressInfo } from "node:net";

import { Accounts } from "./accounts";
import { Api } from "./api";
import { systemClock, WorldClock } from "./clock";
import { DEFAULT_INSTANCES, DEFAULT_PUBLIC_IMAGES, DEFAULT_ZONES, DEMO_KEY } from "./defaults";
import { Faults } from "./faults";
import { AllowedHosts } from "./hosts";
import { formatCall } from "./log";
import { CallRecord } from "./record";
import { readSeedFile } from "./seed";
import { serve } from "./server";
import { Store } from "./store";
import type { Call, CallHook, EmulatedImage, EmulatedInstance, EmulatedZone, EmulatorOptions } from "./types";
import type { ImageSeed, InstanceSeed, InstanceStatus, KeySeed } from "./types";
import { World } from "./world";

/**
 * A local Zenlayer API: a plain HTTP server, and beside it what a test or a demo needs: the record of calls, the
 * images and instances themselves, and faults to order. Whatever is changed through these methods happens behind
 * the API's back and is not recorded as a call.
 */
export class Emulator extends Server {
  /** Credentials of the demo account. */
  readonly accessKeyId = DEMO_KEY.accessKeyId;
  readonly accessKeyPassword = DEMO_KEY.accessKeyPassword;
  readonly token = DEMO_KEY.token;
  /** Faults to order for calls to come. */
  readonly faults = new Faults();
  /**
   * Awaited before the work of every call, and again after it and before the answer: the place to stop, kill or
   * interrupt something. If it throws, the connection is cut there.
   */
  onCall: CallHook | undefined;

  readonly #world: World;
  readonly #accounts: Accounts;
  readonly #record: CallRecord;
  readonly #store: Store | undefined;
  #running = new AbortController();

  /** Throws when a state file or seed file cannot be used. */
  constructor(given: EmulatorOptions = {}) {
    super({ keepAliveTimeout: 75_000 }); // longer than clients pause between polls: nobody meets a closing connection
    const options = withDefaults(given);
    const clock = options.clock ?? systemClock;
    this.onCall = options.onCall;
    this.#accounts = new Accounts([DEMO_KEY, ...options.keys]);
    this.#world = new World(options, new WorldClock(clock));
    this.#record = new CallRecord(options.recordedCalls);
    const hosts = new AllowedHosts(options.allowedHosts ?? []);
    // Last, since it locks the file.
    this.#store = options.stateFile === undefined ? undefined : new Store(options.stateFile);
    this.#restore(options);

    const api = new Api({
      world: this.#world,
      accounts: this.#accounts,
      record: this.#record,
      faults: this.faults,
      clock,
      save: () => this.#save(),
      hook: () => this.onCall,
      options,
    });
    const log = (call: Call): void => options.log?.(formatCall(call));
    this.on("request", (request, response) => {
      serve(request, response, { api, hosts, signal: this.#running.signal, log }).catch((error: unknown) => {
        if (!this.#running.signal.aborted) options.log?.(`Connection cut: ${String(error)}`);
        response.destroy();
      });
    });
  }

  /**
   * Starts listening on 127.0.0.1 (port 0: any free one) and returns the URL. Rejects when the port is taken, or when
   * another emulator has taken the state file since this one was stopped.
   */
  async start(port = 0): Promise<string> {
    this.#store?.reopen();
    this.#running = new AbortController();
    return new Promise((resolve, reject) => {
      this.once("error", reject);
      this.listen(port, "127.0.0.1", () => {
        this.off("error", reject);
        resolve(this.url);
      });
    });
  }

  /**
   * Stops at once: calls under way are cut, nothing more is done for them, and the state file is free for another
   * emulator. May be started again.
   */
  async stop(): Promise<void> {
    this.#running.abort(new Error("The emulator was stopped."));
    await new Promise<void>((resolve) => {
      this.close(() => resolve()); // also called, with an error, when it was not listening
      this.closeAllConnections();
    });
    this.#store?.close();
  }

  /** `http://127.0.0.1:PORT`. Throws while the emulator is not listening. */
  get url(): string {
    const address = this.address() as AddressInfo | null;
    if (!address) throw new Error("The emulator is not listening; call start() first.");
    return `http://127.0.0.1:${address.port}`;
  }

  // ---- The record ----

  /** The API calls so far, in the order of arrival: the last 100,000, or as many as `recordedCalls` says. */
  calls(): Call[] {
    return this.#record.calls();
  }

  clearCalls(): void {
    this.#record.clear();
  }

  // ---- Images ----

  /** The custom images that exist now, of all accounts. */
  images(zoneId?: string): EmulatedImage[] {
    return copies(this.#world.images.live()).filter((image) => zoneId === undefined || image.zoneId === zoneId);
  }

  /** Every custom image ever made, deleted ones included. */
  history(): EmulatedImage[] {
    return copies(this.#world.images.ever());
  }

  addImage(seed: ImageSeed): EmulatedImage {
    return this.#change(() => ({ ...this.#world.addImage(seed) }));
  }

  renameImage(imageId: string, imageName: string): void {
    this.#change(() => (this.#image(imageId).imageName = imageName));
  }

  describeImage(imageId: string, imageDescription: string | null): void {
    this.#change(() => (this.#image(imageId).imageDescription = imageDescription));
  }

  /** Deletes an image, in whatever state it is; one that is being made stops being made. */
  removeImage(imageId: string): void {
    this.#change(() => {
      const image = this.#image(imageId);
      this.#world.endMaking(image);
      this.#world.images.remove(image);
    });
  }

  /** Makes an image UNAVAILABLE; one that is being made fails now. */
  failImage(imageId: string): void {
    this.#change(() => {
      const image = this.#image(imageId);
      this.#world.endMaking(image);
      image.imageStatus = image.outcome = "UNAVAILABLE";
    });
  }

  /** Sets how many custom images an account may hold: in one zone, or in every zone. */
  setQuota(zoneId: string | undefined, count: number): void {
    this.#change(() => this.#world.setQuota(zoneId, count));
  }

  // ---- Zones and instances ----

  zones(): EmulatedZone[] {
    return copies([...this.#world.zones.values()]);
  }

  /** The instance itself, not a copy: what is set in it counts. Undefined for an unknown id. */
  instance(instanceId: string): EmulatedInstance | undefined {
    return this.#world.instances.get(instanceId);
  }

  instances(): EmulatedInstance[] {
    return this.#world.instances.all();
  }

  addInstance(seed: InstanceSeed): EmulatedInstance {
    return this.#change(() => this.#world.addInstance(seed));
  }

  /** Gives an instance a status that lasts until somebody changes it. */
  setInstanceStatus(instanceId: string, status: InstanceStatus): void {
    const instance = this.instance(instanceId);
    if (!instance) throw new Error(`No instance ${instanceId}.`);
    this.#change(() => this.#world.instances.set(instance, status));
  }

  /** Removes an instance; the images made from it stay. */
  removeInstance(instanceId: string): void {
    this.#change(() => this.#world.instances.remove(instanceId));
  }

  // ---- Accounts ----

  /** Adds an account with a key: it sees nothing of the others' images and instances. */
  addAccount(seed: KeySeed & { account: string }): void {
    this.#accounts.add(seed);
  }

  /** Adds a key or token to an account, by default the demo account. */
  addKey(seed: KeySeed): void {
    this.#accounts.add(seed);
  }

  /** Revokes a key (by its id) or a token (by itself). */
  removeKey(keyIdOrToken: string): void {
    this.#accounts.remove(keyIdOrToken);
  }

  // ---- Time ----

  /** Lets `ms` milliseconds pass for images and instances. Signatures are still checked by the true clock. */
  advance(ms: number): void {
    this.#world.clock.advance(ms);
  }

  /** Stops the time of images and instances: whatever is being made stays so, until `advance` or `resume`. */
  pause(): void {
    this.#world.clock.pause();
  }

  resume(): void {
    this.#world.clock.resume();
  }

  // ---- State ----

  #image(imageId: string): EmulatedImage {
    const image = this.#world.images.get(imageId);
    if (!image) throw new Error(`No image ${imageId}.`);
    return image;
  }

  #change<T>(change: () => T): T {
    const result = change();
    this.#save();
    return result;
  }

  #save(): void {
    this.#store?.save({ format: 1, lastCall: this.#record.last, ...this.#world.snapshot() });
  }

  /** Fills the world from the state file, else from the seeds. */
  #restore(options: ReturnType<typeof withDefaults>): void {
    try {
      const snapshot = this.#store?.load();
      if (snapshot) this.#world.restore(snapshot);
      else {
        options.instances.forEach((seed) => this.#world.addInstance(seed));
        options.images.forEach((seed) => this.#world.addImage(seed));
      }
      this.#record.continueAfter(snapshot?.lastCall ?? 0);
    } catch (error) {
      this.#store?.close();
      throw error;
    }
  }
}

/** An option wins over the seed file, and that over what is built in. */
function withDefaults(given: EmulatorOptions) {
  const seeds = given.seedFile === undefined ? {} : readSeedFile(given.seedFile, given.zones);
  const zones = given.zones ?? seeds.zones ?? DEFAULT_ZONES;
  const builtIn = DEFAULT_INSTANCES.filter((instance) => zones.some(({ zoneId }) => zoneId === instance.zoneId));
  return {
    ...given,
    zones,
    instances: given.instances ?? seeds.instances ?? builtIn,
    publicImages: given.publicImages ?? seeds.publicImages ?? DEFAULT_PUBLIC_IMAGES,
    images: given.images ?? seeds.images ?? [],
    keys: [...(seeds.keys ?? []), ...(given.keys ?? [])],
  };
}

const copies = <T extends object>(list: T[]): T[] => list.map((item) => ({ ...item }));
