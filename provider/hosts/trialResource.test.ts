import { createEmulator, type Emulator } from "../../emulator";
import { PluginClient, unwire, wire } from "../../test/support/pluginClient";
import { messages } from "../../test/support/protocol";
import * as customImage from "../customImage";
import { resource, resourcesIn } from "../registry";
import { DynamicProcess } from "./dynamic/process";

// A new resource is a folder of rules and a line in the registry: here a copy of CustomImage under another token passes
// through both hosts, and nothing else knows its name.

const TOKEN = "zenlayer:index:TrialImage";
const URN = `urn:pulumi:dev::shop::${TOKEN}::web`;

type Properties = Record<string, unknown>;

/** The verbs as either host offers them. */
interface HostVerbs {
  check(olds: Properties, news: Properties): Promise<Properties>;
  preview(inputs: Properties): Promise<void>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  changed(id: string, olds: Properties, news: Properties): Promise<string[]>;
  update(id: string, olds: Properties, news: Properties): Promise<Properties>;
  exists(id: string, outs: Properties): Promise<boolean>;
  remove(id: string, outs: Properties): Promise<void>;
}

let emulator: Emulator;
let ran: string[];
let plugin: PluginClient | undefined;

beforeEach(async () => {
  ran = [];
  emulator = createEmulator();
  await emulator.start();
});
afterEach(async () => {
  await plugin?.stop();
  plugin = undefined;
  await emulator.stop();
});

/** The copy: it notes which of its verbs ran. */
const trial = resource({
  ...customImage,
  check: (...args) => (ran.push("check"), customImage.check(...(args as Parameters<typeof customImage.check>))),
  diff: (...args) => (ran.push("diff"), customImage.diff(...(args as Parameters<typeof customImage.diff>))),
  create: (...args) => (ran.push("create"), customImage.create(...(args as Parameters<typeof customImage.create>))),
  read: (...args) => (ran.push("read"), customImage.read(...(args as Parameters<typeof customImage.read>))),
  update: (...args) => (ran.push("update"), customImage.update(...(args as Parameters<typeof customImage.update>))),
  remove: (...args) => (ran.push("remove"), customImage.remove(...(args as Parameters<typeof customImage.remove>))),
});
const findResource = resourcesIn({ [TOKEN]: trial });

function settings(): Record<string, string> {
  const { url: endpoint, accessKeyId, accessKeyPassword } = emulator;
  return { endpoint, accessKeyId, accessKeyPassword, pollIntervalSeconds: "0.02", settleSeconds: "0" };
}

async function throughPlugin(): Promise<HostVerbs> {
  const client = await PluginClient.serve(undefined, findResource);
  plugin = client;
  await client.call("configure", new messages.ConfigureRequest().setArgs(wire(settings())));
  type Response<T extends { prototype: unknown }> = T["prototype"];
  return {
    async check(olds, news) {
      const request = new messages.CheckRequest().setUrn(URN).setOlds(wire(olds)).setNews(wire(news));
      const response = await client.call<Response<typeof messages.CheckResponse>>("check", request);
      expect(response.getFailuresList()).toEqual([]);
      return unwire(response.getInputs());
    },
    async preview(inputs) {
      const request = new messages.CreateRequest().setUrn(URN).setProperties(wire(inputs)).setPreview(true);
      await client.call("create", request);
    },
    async create(inputs) {
      const request = new messages.CreateRequest().setUrn(URN).setProperties(wire(inputs));
      const response = await client.call<Response<typeof messages.CreateResponse>>("create", request);
      return { id: response.getId(), outs: unwire(response.getProperties()) };
    },
    async changed(id, olds, news) {
      const request = new messages.DiffRequest().setUrn(URN).setId(id).setOlds(wire(olds)).setNews(wire(news));
      return (await client.call<Response<typeof messages.DiffResponse>>("diff", request)).getDiffsList();
    },
    async update(id, olds, news) {
      const request = new messages.UpdateRequest().setUrn(URN).setId(id).setOlds(wire(olds)).setNews(wire(news));
      return unwire((await client.call<Response<typeof messages.UpdateResponse>>("update", request)).getProperties());
    },
    async exists(id, outs) {
      const request = new messages.ReadRequest().setUrn(URN).setId(id).setProperties(wire(outs));
      return (await client.call<Response<typeof messages.ReadResponse>>("read", request)).getId() !== "";
    },
    async remove(id, outs) {
      await client.call("delete", new messages.DeleteRequest().setUrn(URN).setId(id).setProperties(wire(outs)));
    },
  };
}

async function throughDynamicHost(): Promise<HostVerbs> {
  const verbs = new DynamicProcess(undefined, findResource).verbsOf(TOKEN);
  const config = new Map(Object.entries(settings()).map(([name, value]) => [`zenlayer:${name}`, value]));
  verbs.configure({ config: { get: (key) => config.get(key) } });
  const __provider = "the serialized provider";
  const named = { __logicalName: { project: "shop", stack: "dev", name: "web" }, __provider };
  const check = async (olds: Properties, news: Properties): Promise<Properties> => {
    const { inputs, failures } = await verbs.check(olds, { ...news, ...named });
    expect(failures).toEqual([]);
    return { ...inputs, __provider };
  };
  return {
    check,
    async preview(inputs) {
      await check({}, { instanceId: inputs.instanceId, __preview: true });
    },
    create: async (inputs) => {
      const { id, outs } = await verbs.create(inputs);
      return { id, outs: { ...outs, __provider } };
    },
    async changed(id, olds, news) {
      return (await verbs.diff(id, olds, news)).changes ? ["imageDescription"] : [];
    },
    update: async (id, olds, news) => ({ ...(await verbs.update(id, olds, news)).outs, __provider }),
    exists: async (id, outs) => (await verbs.read(id, outs)).id !== undefined,
    remove: (id, outs) => verbs.delete(id, outs),
  };
}

test.each([
  { host: "the plugin", open: throughPlugin },
  { host: "the dynamic host", open: throughDynamicHost },
])("a copy of CustomImage under another token lives through $host", async ({ open }) => {
  const verbs = await open();
  const given = { instanceId: "i-web" };
  const inputs = await verbs.check({}, given);
  await verbs.preview(inputs);
  const { id, outs } = await verbs.create(inputs);
  expect(emulator.images()).toMatchObject([{ imageId: id, imageStatus: "AVAILABLE" }]);
  expect(await verbs.changed(id, outs, inputs)).toEqual([]);

  const described = await verbs.check(inputs, { ...given, imageDescription: "a trial" });
  expect(await verbs.changed(id, outs, described)).toEqual(["imageDescription"]);
  const updated = await verbs.update(id, outs, described);
  expect(emulator.images()).toMatchObject([{ imageDescription: "a trial" }]);
  expect(await verbs.exists(id, updated)).toBe(true);
  await verbs.remove(id, updated);
  expect(emulator.images()).toEqual([]);
  expect(new Set(ran)).toEqual(new Set(["check", "create", "diff", "update", "read", "remove"]));
});

test("a host that has only the copy knows no other resource", async () => {
  expect(() => new DynamicProcess(undefined, findResource).verbsOf("zenlayer:index:CustomImage")).toThrow(
    `pulumi-zenlayer has no resource type zenlayer:index:CustomImage. Use one of ${TOKEN}`,
  );
  plugin = await PluginClient.serve(undefined, findResource);
  const request = new messages.CheckRequest().setUrn(URN.replace("TrialImage", "CustomImage")).setNews(wire({}));
  await expect(plugin.call("check", request)).rejects.toThrow("has no resource type zenlayer:index:CustomImage");
});
