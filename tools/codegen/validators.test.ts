import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPackageSpec, root } from "./packageSpec";
import { generateValidators } from "./validators";

test("the generated validators are up to date: run `make codegen` if this fails", async () => {
  const [[path, text]] = [...(await generateValidators(readPackageSpec()))] as [[string, string]];
  expect({ path, text: readFileSync(join(root, path), "utf8") }).toEqual({ path, text });
});

test("a new rule changes the code, a new description does not", async () => {
  const spec = readPackageSpec();
  const textOf = async () => [...(await generateValidators(spec)).values()].join();
  const before = await textOf();
  const name = Object.values(spec.resources)[0]!.inputProperties.imageName!;
  name.description = "Another text.";
  await expect(textOf()).resolves.toBe(before);
  Object.assign(name, { maxLength: 25 });
  await expect(textOf()).resolves.not.toBe(before);
});

test("a rule that nothing would check is an error", async () => {
  const spec = readPackageSpec();
  Object.assign(spec.resources["zenlayer:index:ZecImage"]!.inputProperties.regions!, { maxItems: 3 });
  await expect(generateValidators(spec)).rejects.toThrow('nothing checks "maxItems"');
});

test("the code validates without imports", async () => {
  const text = [...(await generateValidators(readPackageSpec())).values()].join();
  const body = text.replace(/^export (\{[^}]*\});$/m, "return $1;");
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- such a function has no `require`
  const { CustomImage } = new Function(body)() as { CustomImage: (inputs: object) => boolean };
  expect([{ imageName: "web-1" }, { imageName: "" }, { imageNam: "web-1" }].map(CustomImage)).toEqual([
    true,
    false,
    false,
  ]);
});
