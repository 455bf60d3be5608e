import { join } from "node:path";
import { run } from "../../tools/run";

/** A program that prints the serialized provider in the inputs of an image. */
const PROGRAM = `
  const pulumi = require("@pulumi/pulumi");
  pulumi.runtime.setMocks({
    newResource({ inputs }) {
      process.stdout.write(inputs.__provider);
      return { id: "img-1", state: inputs };
    },
    call: () => ({}),
  });
  const { CustomImage } = require("pulumi-zenlayer");
  new CustomImage("web", { instanceId: "i-web" });
`;

const root = join(__dirname, "..", "..");
const texts = new Map<string, Promise<string>>();

/**
 * The serialized provider that Pulumi stores with every image. Created from the built package in a process without Jest,
 * which changes the functions that it loads.
 * @param folder folder of the program; default: this repository
 */
export function serializedProvider(folder = root): Promise<string> {
  const text = texts.get(folder) ?? serialize(folder);
  texts.set(folder, text);
  return text;
}

async function serialize(cwd: string): Promise<string> {
  const { code, stdout, output } = await run(process.execPath, ["-e", PROGRAM], { cwd });
  if (code !== 0) throw new Error(`The package could not be loaded; is it built? ${output}`);
  return stdout;
}
