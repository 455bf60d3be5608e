import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasGo } from "../../tools/codegen/sdks";
import { blocksOf } from "../readme/blocks";
import { succeeds, type EmulatedStack } from "../support/emulatedStack";
import { openExample, prepareGo, preparePython } from "./example";

// The programs with an explicit provider in docs/languages.md, in the projects of the examples, with two accounts.

const TOKEN = "partner-token";

let opened: EmulatedStack;
afterEach(() => opened?.cleanup());

test("YAML", async () => {
  opened = await openPartner("yaml");
  const file = join(opened.stack.folder, "Pulumi.yaml");
  const [head] = readFileSync(file, "utf8").split("\nconfig:"); // name and plugin
  writeFileSync(file, programIn("yaml").replace(/^name: .*\nruntime: .*$/m, head!));
  await usesThePartnersAccount(opened);
});

test("Python", async () => {
  opened = await openPartner("python");
  await preparePython(opened);
  writeFileSync(join(opened.stack.folder, "__main__.py"), programIn("python"));
  await usesThePartnersAccount(opened);
});

(hasGo() ? test : test.skip)("Go", async () => {
  opened = await openPartner("go");
  await prepareGo(opened);
  writeFileSync(join(opened.stack.folder, "main.go"), programIn("go"));
  await usesThePartnersAccount(opened);
});

function programIn(language: string): string {
  const programs = blocksOf("docs/languages.md").filter((block) => block.text.includes("partnerToken"));
  return programs.find((block) => block.language === language)!.text;
}

async function openPartner(language: string): Promise<EmulatedStack> {
  const example = await openExample(language);
  example.emulator.addKey({ account: "partner", token: TOKEN });
  example.emulator.addInstance({ instanceId: "i-theirs", zoneId: "SIN-A", account: "partner" });
  example.emulator.addImage({ zoneId: "SIN-A", imageName: "golden", imageId: "img-golden", account: "partner" });
  return example;
}

async function usesThePartnersAccount({ stack, emulator }: EmulatedStack): Promise<void> {
  await succeeds(stack.pulumi("config", "set", "--secret", "partnerToken", TOKEN));
  await succeeds(stack.up());
  expect(emulator.images().map(({ instanceId }) => instanceId)).toContain("i-theirs");
  expect(await stack.outputs()).toEqual({ goldenId: "img-golden" });
  await succeeds(stack.destroy());
}
