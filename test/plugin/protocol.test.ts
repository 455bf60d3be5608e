import { setTimeout } from "node:timers/promises";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { version } from "../../package.json";
import schema from "../../schema.json";
import { FakeEngine } from "../support/fakeEngine";
import { PluginError, PluginClient, unwire, wire } from "../support/pluginClient";
import { Empty, messages } from "../support/protocol";

// The plugin without an engine: what its protocol has beside the verbs of an image's life.

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const URN = "urn:pulumi:dev::shop::my:group:Group$zenlayer:index:CustomImage::web";
const PROVIDER_URN = "urn:pulumi:dev::shop::pulumi:providers:zenlayer::default";

const plugins: PluginClient[] = [];
let emulator: Emulator;
let engine: FakeEngine | undefined;

afterEach(async () => {
  await Promise.all(plugins.splice(0).map((plugin) => plugin.stop()));
  engine?.stop();
  engine = undefined;
  await emulator?.stop();
});

/** A plugin that an engine started and configured for an emulator of its own. */
async function start(options: EmulatorOptions = {}, settings: Record<string, unknown> = {}): Promise<PluginClient> {
  emulator = createEmulator(options);
  await emulator.start();
  engine = await FakeEngine.start();
  const plugin = await open(engine.address);
  await configure(plugin, settings);
  return plugin;
}

async function open(engineAddress?: string): Promise<PluginClient> {
  const plugin = await PluginClient.serve(engineAddress);
  plugins.push(plugin);
  return plugin;
}

async function configure(plugin: PluginClient, settings: Record<string, unknown> = {}) {
  const { url: endpoint, accessKeyId, accessKeyPassword } = emulator;
  const request = new messages.ConfigureRequest();
  request.setArgs(wire({ endpoint, accessKeyId, accessKeyPassword, pollIntervalSeconds: "0.02", ...settings }));
  return plugin.call<InstanceType<typeof messages.ConfigureResponse>>("configure", request);
}

async function errorOf(work: Promise<unknown>): Promise<PluginError> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof PluginError) return outcome;
  throw new Error(`it did not fail: ${String(outcome)}`);
}

/** Resolves once so many calls of an action have done their work. */
const done = (action: string, count: number): Promise<void> =>
  new Promise((resolve) => {
    emulator.onCall = () => {
      if (emulator.calls().filter((call) => call.action === action && call.done).length >= count) resolve();
    };
  });

/** Log messages to the engine are separate from responses, and may arrive after them. */
async function told(about: RegExp, by = engine!) {
  for (;;) {
    const found = by.told.find(({ message }) => about.test(message));
    if (found) return found;
    await setTimeout(10);
  }
}

async function check(plugin: PluginClient, news: object, naming?: { mode: number; name: string }, olds = {}) {
  const request = new messages.CheckRequest();
  request.setUrn(URN);
  request.setOlds(wire(olds));
  request.setNews(wire(news));
  if (naming) {
    const options = new messages.CheckRequest.AutonamingOptions();
    options.setMode(naming.mode as 0);
    options.setProposedName(naming.name);
    request.setAutonaming(options);
  }
  const response = await plugin.call<InstanceType<typeof messages.CheckResponse>>("check", request);
  return { inputs: unwire(response.getInputs()), failures: response.getFailuresList().map((f) => f.toObject()) };
}

async function create(plugin: PluginClient, inputs: object, { preview = false, timeout = 0 } = {}) {
  const request = new messages.CreateRequest();
  request.setUrn(URN);
  // Added by check: the owner of the image.
  request.setProperties(wire({ __owner: "aaaabbbbcccc", ...inputs }));
  request.setPreview(preview);
  request.setTimeout(timeout);
  const response = await plugin.call<InstanceType<typeof messages.CreateResponse>>("create", request);
  return { id: response.getId(), outs: unwire(response.getProperties()) };
}

async function read(plugin: PluginClient, id: string, properties?: object) {
  const request = new messages.ReadRequest();
  request.setUrn(URN);
  request.setId(id);
  if (properties) request.setProperties(wire(properties));
  const response = await plugin.call<InstanceType<typeof messages.ReadResponse>>("read", request);
  return { id: response.getId(), outs: unwire(response.getProperties()), inputs: unwire(response.getInputs()) };
}

async function diff(plugin: PluginClient, olds: object, news: object) {
  const request = new messages.DiffRequest();
  request.setUrn(URN);
  request.setId("img-1");
  request.setOlds(wire(olds));
  request.setNews(wire(news));
  return explain(await plugin.call<InstanceType<typeof messages.DiffResponse>>("diff", request));
}

function explain(response: InstanceType<typeof messages.DiffResponse>) {
  const kinds = Object.entries(messages.PropertyDiff.Kind);
  const detailed: Record<string, string | undefined> = {};
  response.getDetaileddiffMap().forEach((property, name) => {
    detailed[name] = kinds.find(([, kind]) => kind === property.getKind())?.[0];
  });
  return {
    changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
    replaces: response.getReplacesList(),
    detailed,
    deleteFirst: response.getDeletebeforereplace(),
  };
}

describe("beginning", () => {
  test("says who it is and what it can do", async () => {
    const plugin = await open();
    const info = await plugin.call<{ getVersion(): string }>("getPluginInfo", new Empty());
    expect(info.getVersion()).toBe(version);
    const handshake = new messages.ProviderHandshakeRequest();
    const answer = await plugin.call<InstanceType<typeof messages.ProviderHandshakeResponse>>("handshake", handshake);
    expect(answer.toObject()).toEqual({
      ...{ acceptSecrets: false, acceptResources: false, acceptOutputs: false },
      supportsAutonamingConfiguration: true,
    });
    const got = await plugin.call<InstanceType<typeof messages.GetSchemaResponse>>(
      "getSchema",
      new messages.GetSchemaRequest(),
    );
    expect(JSON.parse(got.getSchema())).toEqual(schema);
  });

  test("reports at once that a call is not implemented", async () => {
    const plugin = await open();
    expect(await errorOf(plugin.call("construct", new messages.ConstructRequest()))).toMatchObject({ code: 12 });
  });

  test("serves one engine after the other when nobody started it", async () => {
    await start({ createImageMs: 1_000 });
    const attached = await open();
    for (const round of [1, 2]) {
      const visitor = await FakeEngine.start();
      const handshake = new messages.ProviderHandshakeRequest();
      handshake.setEngineAddress(visitor.address);
      await attached.call("handshake", handshake);
      await configure(attached);
      await create(attached, { instanceId: "i-web", imageName: `web-${round}` });
      await told(/has been CREATING/, visitor);
      await attached.call("cancel", new Empty());
      visitor.stop();
    }
    expect(emulator.images()).toHaveLength(2);
  });
});

describe("settings", () => {
  async function checkConfig(news: object, urn = PROVIDER_URN) {
    const plugin = await open();
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setNews(wire(news));
    const response = await plugin.call<InstanceType<typeof messages.CheckResponse>>("checkConfig", request);
    const failures = response.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`);
    return { inputs: unwire(response.getInputs()), failures };
  }

  test("every mistake at once, an unknown name with the nearest right one", async () => {
    const { failures } = await checkConfig({
      ...{ accesKeyId: "a", preflight: "maybe", maxRequestsPerSecond: "many", settleSeconds: "-1" },
      ...{ allowInsecureEndpoint: "yes", token: UNKNOWN, pollInterval: 5, requestTimeoutSeconds: 0.01 },
    });
    expect(failures.sort()).toEqual([
      expect.stringMatching(/^accesKeyId: there is no setting "accesKeyId". Did you mean "accessKeyId"\?/),
      expect.stringMatching(/^allowInsecureEndpoint: .*must be a boolean/),
      expect.stringMatching(/^maxRequestsPerSecond: .*must be a number/),
      expect.stringMatching(/^pollInterval: there is no setting "pollInterval". Did you mean "pollIntervalSeconds"\?/),
      expect.stringMatching(/^preflight: .*"warn", "error", "off"/),
      "requestTimeoutSeconds: requestTimeoutSeconds is 0.01; use a number from 0.1 to 3600.",
      "settleSeconds: settleSeconds is -1; use a number from 0 to 3600.",
    ]);
  });

  test("texts and typed values are both accepted, and come back as they were", async () => {
    const news = {
      ...{ version: "0.1.0", maxRequestsPerSecond: "5", settleSeconds: 3 },
      ...{ allowInsecureEndpoint: "true", endpoint: "https://example.com" },
    };
    expect(await checkConfig(news)).toEqual({ inputs: news, failures: [] });
  });

  test("in a project called zenlayer, the program's own configuration is left alone", async () => {
    const urn = PROVIDER_URN.replace("::shop::", "::zenlayer::");
    expect((await checkConfig({ color: "red", preflight: "warn" }, urn)).failures).toEqual([]);
    expect((await checkConfig({ color: "red", preflight: "maybe" }, urn)).failures).toHaveLength(1);
  });

  async function diffConfig(olds: object, news: object) {
    const plugin = await open();
    const request = new messages.DiffRequest();
    request.setUrn(PROVIDER_URN);
    request.setOldInputs(wire(olds));
    request.setNews(wire(news));
    return explain(await plugin.call<InstanceType<typeof messages.DiffResponse>>("diffConfig", request));
  }

  test("a rotated key and another endpoint are updates, never replacements", async () => {
    const olds = { accessKeyId: "a", accessKeyPassword: "b", version: "0.1.0" };
    expect(await diffConfig(olds, { token: "t", endpoint: "https://example.com", version: "0.2.0" })).toEqual({
      changes: true,
      replaces: [],
      detailed: { accessKeyId: "DELETE", accessKeyPassword: "DELETE", token: "ADD", endpoint: "ADD" },
      deleteFirst: false,
    });
    expect(await diffConfig(olds, olds)).toMatchObject({ changes: false, detailed: {} });
  });

  test("keys as the dynamic provider stored them are the same keys", async () => {
    const olds = { "zenlayer:accessKeyId": "a", "zenlayer:maxRequestsPerSecond": "5" };
    expect(await diffConfig(olds, { accessKeyId: "a", maxRequestsPerSecond: 5 })).toMatchObject({ changes: false });
  });

  test("secrets are unwrapped", async () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: "demo-token-9hTzB4Kc",
    };
    const plugin = await start({}, { accessKeyId: "", accessKeyPassword: "", token: secret });
    expect((await create(plugin, { instanceId: "i-web", imageName: "web" })).id).toMatch(/^img-/);
  });

  test("wrong credentials are reported when they are needed, with their source", async () => {
    const plugin = await start({}, { accessKeyPassword: "wrong" });
    const error = await errorOf(create(plugin, { instanceId: "i-web", imageName: "web" }));
    expect(error).toMatchObject({ code: 9, message: expect.stringContaining("zenlayer:accessKeyId") as string });
  });
});

describe("names", () => {
  const { PROPOSE, ENFORCE, DISABLE } = messages.CheckRequest.AutonamingOptions.Mode;
  const news = { instanceId: "i-web" };

  test("consist of project, stack, name and instance, as in the dynamic host", async () => {
    const { inputs } = await check(await open(), news);
    expect(inputs.imageName).toBe("web-8d17e1a");
  });

  test("are proposed, enforced or disabled by the engine", async () => {
    const plugin = await open();
    expect((await check(plugin, news, { mode: PROPOSE, name: "mine" })).inputs.imageName).toBe("mine");
    expect((await check(plugin, news, { mode: ENFORCE, name: "web" })).inputs.imageName).toBe("web");
    expect((await check(plugin, news, { mode: ENFORCE, name: "a b" })).failures).toEqual([
      { property: "imageName", reason: expect.stringContaining("pulumi:autonaming") as string },
    ]);
    expect((await check(plugin, news, { mode: DISABLE, name: "" })).failures).toEqual([
      { property: "imageName", reason: expect.stringContaining("pulumi:autonaming") as string },
    ]);
  });
});

test("hidden inputs of a program are ignored, and those of the dynamic host are no inputs", async () => {
  const plugin = await open();
  const olds = { __provider: "text", __timeouts: { create: 5 }, __givenName: "web-1", instanceId: "i-web" };
  const { inputs } = await check(
    plugin,
    { instanceId: "i-web", __preview: true, __timeouts: { create: 1 } },
    undefined,
    olds,
  );
  const __owner = expect.stringMatching(/^[a-z2-7]{12}$/) as string;
  expect(inputs).toEqual({ instanceId: "i-web", imageName: "web-1", __givenName: "web-1", __owner });
});

test("an owned image without any input remains an existing image", async () => {
  const plugin = await open();
  const { inputs, failures } = await check(plugin, {}, undefined, { adoptImageId: "img-1" });
  expect(failures).toEqual([]);
  expect((await check(plugin, {}, undefined, inputs)).failures).toEqual([]);
});

describe("diff", () => {
  const olds = {
    imageId: "img-1",
    imageName: "web",
    __givenName: "web",
    instanceId: "i-web",
    zoneId: "HKG-A",
    imageStatus: "AVAILABLE",
  };

  test("reports for each property what its change means", async () => {
    const plugin = await open();
    expect(await diff(plugin, olds, { imageName: "web", __givenName: "web" })).toEqual({
      ...{ changes: false, replaces: [], detailed: {}, deleteFirst: false },
    });
    expect(
      await diff(plugin, { ...olds, imageDescription: "old" }, { imageName: "other", instanceId: "i-db" }),
    ).toEqual({
      changes: true,
      replaces: expect.arrayContaining(["imageName", "instanceId"]) as string[],
      detailed: { imageName: "UPDATE_REPLACE", instanceId: "UPDATE_REPLACE", imageDescription: "DELETE" },
      deleteFirst: false,
    });
    expect((await diff(plugin, olds, { imageName: "web", imageDescription: "new" })).detailed).toEqual({
      imageDescription: "ADD",
    });
  });

  test("an image that never became usable is deleted first", async () => {
    const failed = { ...olds, imageStatus: "UNAVAILABLE" };
    expect(await diff(await open(), failed, { imageName: "web" })).toMatchObject({
      ...{ changes: true, replaces: ["imageStatus"], deleteFirst: true },
      detailed: { imageStatus: "UPDATE_REPLACE" },
    });
  });
});

describe("preview", () => {
  test("a create writes nothing, returns what is known, and leaves the rest unknown", async () => {
    const plugin = await start();
    const { id, outs } = await create(plugin, { instanceId: "i-web", imageName: "web" }, { preview: true });
    expect(id).toBe("");
    expect(outs).toMatchObject({ instanceId: "i-web", imageName: "web", imageId: UNKNOWN, zoneId: UNKNOWN });
    expect(emulator.calls().map(({ action }) => action)).not.toContain("CreateImage");
  });

  test("findings are warnings of their resource", async () => {
    const plugin = await start();
    await create(plugin, { instanceId: "i-db", imageName: "web" }, { preview: true });
    // They arrive before the verb ends: the engine may end the command right after it.
    expect(engine?.told.find(({ message }) => /^instance i-db .* is RUNNING/.test(message))).toMatchObject({
      severity: "WARNING",
      urn: URN,
    });
  });

  test("findings fail it where the setting says so", async () => {
    const plugin = await start({}, { preflight: "error" });
    const error = await errorOf(create(plugin, { instanceId: "i-none", imageName: "web" }, { preview: true }));
    expect(error.message).toMatch(/^There is no instance i-none/);
  });

  test("a replacement in a full zone only warns: the old image may be deleted first", async () => {
    const plugin = await start({ quota: 1 }, { preflight: "error" });
    const { id, outs } = await create(plugin, { instanceId: "i-web", imageName: "web" });
    const news = { instanceId: "i-web", imageName: "other" };
    const request = new messages.DiffRequest();
    request.setUrn(URN);
    request.setId(id);
    request.setOlds(wire(outs));
    request.setNews(wire(news));
    await plugin.call("diff", request);
    await create(plugin, news, { preview: true });
    expect(await told(/zone HKG-A holds 1 of 1/)).toMatchObject({ severity: "WARNING" });
  });

  test("an update writes nothing and keeps what it knows", async () => {
    const plugin = await start();
    const { id, outs } = await create(plugin, { instanceId: "i-web", imageName: "web" });
    const request = new messages.UpdateRequest();
    request.setUrn(URN);
    request.setId(id);
    request.setOlds(wire(outs));
    request.setNews(wire({ instanceId: "i-web", imageName: "web", imageDescription: "new" }));
    request.setPreview(true);
    emulator.clearCalls();
    const answer = await plugin.call<InstanceType<typeof messages.UpdateResponse>>("update", request);
    expect(unwire(answer.getProperties())).toEqual({ ...outs, imageDescription: "new" });
    expect(emulator.calls().map(({ action }) => action)).not.toContain("ModifyImagesAttributes");
  });
});

test("a status line names its resource", async () => {
  const plugin = await start({ createImageMs: 1_000 });
  await create(plugin, { instanceId: "i-web", imageName: "web" });
  expect(await told(/has been CREATING/)).toMatchObject({ severity: "INFO", ephemeral: true, urn: URN });
});

test("the timeout of a call ends the wait with the id saved", async () => {
  const plugin = await start({ createImageMs: 60_000 });
  const error = await errorOf(create(plugin, { instanceId: "i-web", imageName: "web" }, { timeout: 1.5 }));
  expect(error.initFailure?.getId()).toMatch(/^img-/);
  expect(error.initFailure?.getReasonsList()).toEqual([expect.stringContaining("customTimeouts.create")]);
  expect(unwire(error.initFailure?.getProperties())).toMatchObject({ imageStatus: "CREATING", instanceId: "i-web" });
});

test("a cancel ends every wait at once, each with its id, and may be repeated", async () => {
  const plugin = await start({ createImageMs: 60_000 });
  const bothAsked = done("CreateImage", 2);
  const creates = ["i-web", "i-worker"].map((instanceId) =>
    errorOf(create(plugin, { instanceId, imageName: instanceId })),
  );
  await bothAsked;
  await plugin.call("cancel", new Empty());
  await plugin.call("cancel", new Empty());
  const ids = (await Promise.all(creates)).map(({ initFailure }) => initFailure?.getId());
  const made = emulator.images().map(({ imageId }) => imageId);
  expect(ids.sort()).toEqual(made.sort());
});

describe("read", () => {
  test("an import needs only an id, of any zone, and returns the bare id", async () => {
    const plugin = await start();
    const { imageId } = emulator.addImage({ zoneId: "SIN-A", imageName: "old", imageDescription: "kept" });
    for (const id of [imageId, `SIN-A/${imageId}`]) {
      const found = await read(plugin, id);
      expect(found).toMatchObject({ id: imageId, outs: { zoneId: "SIN-A", imageStatus: "AVAILABLE" } });
      expect(found.inputs).toMatchObject({ imageName: "old", imageDescription: "kept" });
      const { inputs } = await check(plugin, { imageName: "old", imageDescription: "kept" }, undefined, found.inputs);
      expect(await diff(plugin, found.outs, inputs)).toMatchObject({ changes: false });
    }
  });

  test("an unknown id, another account's image and a public image are reported with one sentence each", async () => {
    const plugin = await start();
    emulator.addAccount({ account: "other", token: "other-token" });
    const { imageId } = emulator.addImage({ zoneId: "SIN-A", imageName: "theirs", account: "other" });
    const unknown = (await errorOf(read(plugin, "img-none"))).message;
    expect(unknown).toMatch(/^There is no image img-none in any zone/);
    expect((await errorOf(read(plugin, imageId))).message).toBe(unknown.replace("img-none", imageId));
    expect((await errorOf(read(plugin, "img-EVhEsCuXhCN0urZ7Vt77oOr6K"))).message).toMatch(/is a public image/);
  });

  test("unfinished work of an interrupted run is an init failure, with outputs and inputs", async () => {
    const plugin = await start({ createImageMs: 60_000 });
    const failed = await errorOf(create(plugin, { instanceId: "i-web", imageName: "web" }, { timeout: 1.5 }));
    const { initFailure } = await errorOf(
      read(plugin, failed.initFailure!.getId(), unwire(failed.initFailure!.getProperties())),
    );
    expect(initFailure!.getId()).toBe(failed.initFailure!.getId());
    expect(initFailure!.getReasonsList()).toEqual([expect.stringMatching(/CREATING.*pulumi up/)]);
    expect(unwire(initFailure!.getInputs())).toMatchObject({ imageName: "web" });
    expect(unwire(initFailure!.getProperties())).toMatchObject({ imageStatus: "CREATING" });
  });

  test("a deleted image has no id", async () => {
    const plugin = await start();
    const { id, outs } = await create(plugin, { instanceId: "i-web", imageName: "web" });
    emulator.removeImage(id);
    const next = await open(engine!.address);
    await configure(next);
    expect((await read(next, id, outs)).id).toBe("");
    expect(await told(/drops it from state/)).toMatchObject({ severity: "WARNING", urn: URN });
  });
});

describe("functions", () => {
  async function invoke(plugin: PluginClient, token: string, args: object) {
    const request = new messages.InvokeRequest();
    request.setTok(token);
    request.setArgs(wire(args));
    const response = await plugin.call<InstanceType<typeof messages.InvokeResponse>>("invoke", request);
    return unwire(response.getReturn());
  }

  test("look up images and quotas", async () => {
    const plugin = await start();
    const { imageId } = emulator.addImage({ zoneId: "HKG-A", imageName: "golden" });
    expect(await invoke(plugin, "zenlayer:index:getImage", { imageName: "golden" })).toMatchObject({ imageId });
    const { images } = await invoke(plugin, "zenlayer:index:getImages", { imageType: "CUSTOM_IMAGE" });
    expect(images).toEqual([expect.objectContaining({ imageId, zoneId: "HKG-A" })]);
    expect(await invoke(plugin, "zenlayer:index:getImageQuota", { zoneIds: ["HKG-A"] })).toEqual({
      zones: [{ zoneId: "HKG-A", count: 1, maxCount: 5, free: 4 }],
    });
    emulator.addInstance({ instanceId: "i-user", zoneId: "HKG-A", imageId });
    expect(await invoke(plugin, "zenlayer:index:getImageUsers", { imageId })).toEqual({
      instances: [expect.objectContaining({ instanceId: "i-user", zoneId: "HKG-A" })],
    });
  });

  test("a misspelled argument and an unknown function are reported", async () => {
    const plugin = await start();
    const misspelt = await errorOf(invoke(plugin, "zenlayer:index:getImage", { imageNam: "golden" }));
    expect(misspelt.message).toMatch(/getImage.*Did you mean "imageName"\?/);
    expect((await errorOf(invoke(plugin, "zenlayer:index:getDisk", {}))).message).toMatch(/no function.*getImage/);
  });
});

test("lists the images of an account by the ids that import takes", async () => {
  const plugin = await start();
  const seeds = [
    ["HKG-A", "a"],
    ["HKG-A", "b"],
    ["SIN-A", "c"],
  ] as const;
  const added = seeds.map(([zoneId, imageName]) => emulator.addImage({ zoneId, imageName }));
  const request = new messages.ListRequest();
  request.setToken("zenlayer:index:CustomImage");
  const listed = async () => {
    const results = (await plugin.list(request)).map((response) => response.getResult()!);
    return results.map((result) => ({ id: result.getId(), name: result.getName() }));
  };
  expect(await listed()).toEqual(
    added.map(({ zoneId, imageId, imageName: name }) => ({ id: `${zoneId}/${imageId}`, name })),
  );
  request.setLimit(1);
  expect(await listed()).toHaveLength(1);
  request.setLimit(0);
  request.setQuery(wire({ zoneId: "SIN-A" }));
  expect(await listed()).toEqual([expect.objectContaining({ name: "c" })]);
  request.setToken("zenlayer:index:Disk");
  await expect(listed()).rejects.toThrow(/no resource type zenlayer:index:Disk/);
});

describe("a name that every JavaScript object has", () => {
  const NAMES = Object.getOwnPropertyNames(Object.prototype);
  /** Keys that start with `__` are hidden and never reported. */
  const VISIBLE = NAMES.filter((name) => !name.startsWith("__"));

  test.each(NAMES)("%s is no function and no resource type", async (name) => {
    const plugin = await open();
    const invoke = new messages.InvokeRequest();
    invoke.setTok(name);
    expect((await errorOf(plugin.call("invoke", invoke))).message).toContain(`has no function ${name}. Use one of`);
    const list = new messages.ListRequest();
    list.setToken(name);
    await expect(plugin.list(list)).rejects.toThrow(`has no resource type ${name}.`);
    const check = new messages.CheckRequest();
    check.setUrn(`urn:pulumi:dev::shop::${name}::web`);
    check.setNews(wire({ instanceId: "i-web" }));
    expect((await errorOf(plugin.call("check", check))).message).toContain(`has no resource type ${name}.`);
  });

  test.each(VISIBLE)("%s is no input, argument or setting", async (name) => {
    const plugin = await start();
    for (const value of ["text", UNKNOWN]) {
      const { failures } = await check(plugin, { instanceId: "i-web", [name]: value });
      expect(failures).toEqual([
        { property: name, reason: expect.stringContaining(`there is no input "${name}"`) as string },
      ]);
    }
    const invoke = new messages.InvokeRequest();
    invoke.setTok("zenlayer:index:getImage");
    invoke.setArgs(wire({ [name]: "text" }));
    expect((await errorOf(plugin.call("invoke", invoke))).message).toContain(`"${name}"`);

    const checkConfig = async (urn: string) => {
      const request = new messages.CheckRequest();
      request.setUrn(urn);
      request.setNews(wire({ [name]: "true" }));
      return (await plugin.call<InstanceType<typeof messages.CheckResponse>>("checkConfig", request)).getFailuresList();
    };
    expect((await checkConfig(PROVIDER_URN)).map((failure) => failure.getProperty())).toEqual([name]);
    // In a project with the provider's name it belongs to the program.
    expect(await checkConfig(PROVIDER_URN.replace("::shop::", "::zenlayer::"))).toEqual([]);

    const diffConfig = async (olds: object, news: object) => {
      const request = new messages.DiffRequest();
      request.setUrn(PROVIDER_URN);
      request.setOldInputs(wire(olds));
      request.setNews(wire(news));
      return explain(await plugin.call<InstanceType<typeof messages.DiffResponse>>("diffConfig", request)).detailed;
    };
    expect(await diffConfig({}, { [name]: "text" })).toEqual({ [name]: "ADD" });
    expect(await diffConfig({ [name]: "text" }, {})).toEqual({ [name]: "DELETE" });
  });
});
