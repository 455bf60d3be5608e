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

/** A program that prints the serialized provider in the inputs of a resource. */
const programOf = (resource: ResourceName): string => `
  const pulumi = require("@pulumi/pulumi");
  pulumi.runtime.setMocks({
    newResource({ inputs }) {
      process.stdout.write(inputs.__provider);
      return { id: "img-1", state: inputs };
    },
    call: () => ({}),
  });
  const { ${resource}: Resource } = require("pulumi-zenlayer");
  new Resource("web", ${JSON.stringify(INPUTS[resource])});
`;

const root = join(__dirname, "..", "..");
const texts = new Map<string, Promise<string>>();

/**
 * The serialized provider that Pulumi stores with every resource. Created from the built package in a process without Jest,
 * which changes the functions that it loads.
 * @param folder folder of the program; default: this repository
 */
export function serializedProvider(folder = root, resource: ResourceName = "CustomImage"): Promise<string> {
  const key = `${resource} in ${folder}`;
  const text = texts.get(key) ?? serialize(folder, resource);
  texts.set(key, text);
  return text;
}

async function serialize(cwd: string, resource: ResourceName): Promise<string> {
  const { code, stdout, output } = await run(process.execPath, ["-e", programOf(resource)], { cwd });
  if (code !== 0) throw new Error(`The package could not be loaded; is it built? ${output}`);
  return stdout;
}
