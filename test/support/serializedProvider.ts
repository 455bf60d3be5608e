import { join } from "node:path";
import { run } from "../../tools/run";

/** Resources of the package, and inputs to declare one. */
const INPUTS = {
  CustomImage: { instanceId: "i-web" },
  ImageFamily: { instanceId: "i-web", version: "1" },
  ZecImage: { instanceId: "zec-web" },
  ZecImageFamily: { instanceId: "zec-web", version: "1" },
};

export type ResourceName = keyof typeof INPUTS;

/** A program that prints the serialized provider in the inputs of each resource, as JSON. */
const PROGRAM = `
  const pulumi = require("@pulumi/pulumi");
  const texts = {};
  pulumi.runtime.setMocks({
    newResource({ name, inputs }) {
      texts[name] = inputs.__provider;
      return { id: "img-1", state: inputs };
    },
    call: () => ({}),
  });
  process.on("exit", () => process.stdout.write(JSON.stringify(texts)));
  const zenlayer = require("pulumi-zenlayer");
  for (const [name, inputs] of Object.entries(${JSON.stringify(INPUTS)})) new zenlayer[name](name, inputs);
`;

const root = join(__dirname, "..", "..");
const texts = new Map<string, Promise<Record<ResourceName, string>>>();

/**
 * The serialized provider that Pulumi stores with every resource. Created from the built package in a process without Jest,
 * which changes the functions that it loads.
 * @param folder folder of the program; default: this repository
 */
export async function serializedProvider(folder = root, resource: ResourceName = "CustomImage"): Promise<string> {
  const inFolder = texts.get(folder) ?? serialize(folder);
  texts.set(folder, inFolder);
  return (await inFolder)[resource];
}

async function serialize(cwd: string): Promise<Record<ResourceName, string>> {
  const { code, stdout, output } = await run(process.execPath, ["-e", PROGRAM], { cwd });
  if (code !== 0) throw new Error(`The package could not be loaded; is it built? ${output}`);
  return JSON.parse(stdout) as Record<ResourceName, string>;
}
