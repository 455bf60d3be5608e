import { Server } from "node:http";
import type { AddressInfo } from "node:net";

import { Accounts } from "./accounts";
import { Api } from "./api";
import { CloudClock, systemClock } from "./clock";
import { DEMO_KEY } from "./defaults";
import { Faults } from "./faults/faults";
import { AllowedHosts } from "./hosts";
import { formatCall } from "./log";
import { CallRecord } from "./record";
import { readSeedFile } from "./seed";
import { handleRequest } from "./server";
import { Store } from "./store";
import type { Call, CallHook, EmulatorOptions, KeySeed } from "./types";
import { VmCloud } from "./vm/cloud";
import { DEFAULT_INSTANCES, DEFAULT_PUBLIC_IMAGES, DEFAULT_ZONES } from "./vm/defaults";
import type { EmulatedImage, EmulatedInstance, EmulatedZone } from "./vm/types";
import type { ImageSeed, InstanceSeed, InstanceStatus } from "./vm/types";
import { ZecCloud } from "./zec/cloud";
import { ZecControl } from "./zec/control";
import { completeZecOptions } from "./zec/options";

/**
 * A local Zenlayer API: an HTTP server, with methods for tests and demos to read the record of calls, to read and change
 * images and instances, and to inject faults. Changes made through these methods bypass the API and are not recorded as
 * calls.
 */
export class Emulator extends Server {
  /** Credentials of the demo account. */
  readonly accessKeyId = DEMO_KEY.accessKeyId;
  readonly accessKeyPassword = DEMO_KEY.accessKeyPassword;
  readonly token = DEMO_KEY.token;
  /** Injects faults into later calls. */
  readonly faults = new Faults();
  /**
   * Awaited for every call, before its action runs and again before the response is sent: the place to stop, kill or
   * interrupt something. If it throws, the connection is closed.
   */
  onCall: CallHook | undefined;

  /** The state of the service `zec`, with its tags and resource groups. */
  readonly zec: ZecControl;

  readonly #cloud: VmCloud;
  readonly #zecCloud: ZecCloud;
  readonly #accounts: Accounts;
  readonly #record: CallRecord;
  readonly #store: Store | undefined;
  #running = new AbortController();

  /** Throws if an option is invalid, or if the state file or seed file cannot be used. */
  constructor(given: EmulatorOptions = {}) {
    super({ keepAliveTimeout: 75_000 }); // longer than the pause between polls, so that no poll meets a closing connection
    const options = withDefaults(given);
    const clock = options.clock ?? systemClock;
    this.onCall = options.onCall;
    this.#accounts = new Accounts([DEMO_KEY, ...options.keys]);
    const cloudClock = new CloudClock(clock);
    this.#cloud = new VmCloud(options, cloudClock);
    this.#zecCloud = new ZecCloud(options.zec, cloudClock);
    this.zec = new ZecControl(this.#zecCloud, () => this.#save());
    this.#record = new CallRecord(options.recordedCalls);
    const hosts = new AllowedHosts(options.allowedHosts ?? []);
    // Last, since it locks the file.
    this.#store = options.stateFile === undefined ? undefined : new Store(options.stateFile);
    this.#restore(options);

    const api = new Api({
      clouds: { vm: this.#cloud, zec: this.#zecCloud },
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
      handleRequest(request, response, { api, hosts, signal: this.#running.signal, log }).catch((error: unknown) => {
        if (!this.#running.signal.aborted) options.log?.(`Connection closed: ${String(error)}`);
        response.destroy();
      });
    });
  }

  /**
   * Starts to listen on 127.0.0.1 and returns the URL. Rejects if the port is in use, or if another emulator has used
   * the state file since this one was stopped.
   * @param port 0 for any free port
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
   * Stops at once. Connections are closed, and actions that have not run yet do not run. Another emulator can use the
   * state file then. A stopped emulator can be started again.
   */
  async stop(): Promise<void> {
    this.#running.abort(new Error("The emulator was stopped."));
    await new Promise<void>((resolve) => {
      this.close(() => resolve()); // also called, with an error, if it was not listening
      this.closeAllConnections();
    });
    this.#store?.close();
  }

  /** `http://127.0.0.1:PORT`. Throws if the emulator is not listening. */
  get url(): string {
    const address = this.address() as AddressInfo | null;
    if (!address) throw new Error("The emulator is not listening; call start() first.");
    return `http://127.0.0.1:${address.port}`;
  }

  // ---- The record ----

  /** The last API calls, in order of arrival: at most 100,000, or the number in option `recordedCalls`. */
  calls(): Call[] {
    return this.#record.calls();
  }

  clearCalls(): void {
    this.#record.clear();
  }

  // ---- Images ----

  /** The custom images that exist now, of all accounts. */
  images(zoneId?: string): EmulatedImage[] {
    return copies(this.#cloud.images.existing()).filter((image) => zoneId === undefined || image.zoneId === zoneId);
  }

  /** All custom images, deleted ones included, in order of creation. */
  history(): EmulatedImage[] {
    return copies(this.#cloud.images.all());
  }

  addImage(seed: ImageSeed): EmulatedImage {
    return this.#change(() => ({ ...this.#cloud.addImage(seed) }));
  }

  renameImage(imageId: string, imageName: string): void {
    this.#change(() => (this.#image(imageId).imageName = imageName));
  }

  describeImage(imageId: string, imageDescription: string | null): void {
    this.#change(() => (this.#image(imageId).imageDescription = imageDescription));
  }

  /** Deletes an image in any status. If it is CREATING, its creation ends. */
  removeImage(imageId: string): void {
    this.#change(() => {
      const image = this.#image(imageId);
      this.#cloud.endCreation(image);
      this.#cloud.images.remove(image);
    });
  }

  /** Sets an image to UNAVAILABLE. If it is CREATING, its creation fails. */
  failImage(imageId: string): void {
    this.#change(() => {
      const image = this.#image(imageId);
      this.#cloud.endCreation(image);
      image.imageStatus = image.outcome = "UNAVAILABLE";
    });
  }

  /** Sets how many custom images an account can have in a zone, or in every zone. */
  setQuota(zoneId: string | undefined, count: number): void {
    this.#change(() => this.#cloud.setQuota(zoneId, count));
  }

  // ---- Zones and instances ----

  zones(): EmulatedZone[] {
    return copies([...this.#cloud.zones.values()]);
  }

  /** Returns the instance itself, not a copy, so changes take effect. Undefined for an unknown id. */
  instance(instanceId: string): EmulatedInstance | undefined {
    return this.#cloud.instances.get(instanceId);
  }

  instances(): EmulatedInstance[] {
    return this.#cloud.instances.all();
  }

  addInstance(seed: InstanceSeed): EmulatedInstance {
    return this.#change(() => this.#cloud.addInstance(seed));
  }

  /** Sets the status of an instance, which lasts until something changes it. */
  setInstanceStatus(instanceId: string, status: InstanceStatus): void {
    const instance = this.instance(instanceId);
    if (!instance) throw new Error(`There is no instance ${instanceId}.`);
    this.#change(() => this.#cloud.instances.setStatus(instance, status));
  }

  /** Deletes an instance. The images created from it stay. */
  removeInstance(instanceId: string): void {
    this.#change(() => this.#cloud.instances.remove(instanceId));
  }

  // ---- Accounts ----

  /** Adds an account with a key. It cannot see the images and instances of other accounts. */
  addAccount(seed: KeySeed & { account: string }): void {
    this.#accounts.add(seed);
  }

  /** Adds a key or token to an account, by default the demo account. */
  addKey(seed: KeySeed): void {
    this.#accounts.add(seed);
  }

  /** Revokes an access key, by its id, or a token. */
  removeKey(keyIdOrToken: string): void {
    this.#accounts.remove(keyIdOrToken);
  }

  // ---- Time ----

  /** Advances the clock of images and instances of all services. Signatures are still checked against the real clock. */
  advance(ms: number): void {
    this.#cloud.clock.advance(ms);
  }

  /** Pauses the clock of images and instances: nothing changes its status until `advance` or `resume`. */
  pause(): void {
    this.#cloud.clock.pause();
  }

  resume(): void {
    this.#cloud.clock.resume();
  }

  // ---- State ----

  #image(imageId: string): EmulatedImage {
    const image = this.#cloud.images.get(imageId);
    if (!image) throw new Error(`There is no image ${imageId}.`);
    return image;
  }

  #change<T>(change: () => T): T {
    const result = change();
    this.#save();
    return result;
  }

  #save(): void {
    const zec = this.#zecCloud.snapshot();
    this.#store?.save({ format: 1, lastCall: this.#record.last, ...this.#cloud.snapshot(), zec });
  }

  /** Loads the state file, or the seeds if there is none. */
  #restore(options: ReturnType<typeof withDefaults>): void {
    try {
      const snapshot = this.#store?.load();
      if (snapshot) this.#cloud.restore(snapshot);
      else {
        options.instances.forEach((seed) => this.#cloud.addInstance(seed));
        options.images.forEach((seed) => this.#cloud.addImage(seed));
      }
      if (snapshot?.zec) this.#zecCloud.restore(snapshot.zec);
      else {
        options.zec.instances.forEach((seed) => this.#zecCloud.addInstance(seed));
        options.zec.images.forEach((seed) => this.#zecCloud.addImage(seed));
      }
      this.#record.continueAfter(snapshot?.lastCall ?? 0);
    } catch (error) {
      this.#store?.close();
      throw error;
    }
  }
}

/** Options take precedence over the seed file, and the seed file over the defaults. */
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
    zec: completeZecOptions(given.zec ?? {}, seeds.zec ?? {}, given),
  };
}

const copies = <T extends object>(list: T[]): T[] => list.map((item) => ({ ...item }));
