import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createEmulator, type Emulator } from "../../emulator";
import { blocksOf, guides, textsWith } from "./blocks";
import { checked, Place, unchecked } from "./place";

let place: Place;
afterEach(() => place.leave());

describe("in a new project", () => {
  let emulator: Emulator;
  afterEach(() => emulator.stop());

  test("each page block by block, then snippets and the emulator as an import", async () => {
    emulator = await emulatorForSnippets();
    place = await Place.project();
    expect(await follow("README.md")).toMatch(/imageId: "img-\w+"/);
    place.set(unchecked);
    for (const page of guides.slice(1)) await place.apart(() => follow(page));
    expect(readFileSync(join(place.folder, "Pulumi.dev.yaml"), "utf8")).toMatch(/accessKeyPassword:\s+secure:/);

    await runSnippets();
    await runScript();
  }, 600_000); // npm installs a hundred packages

  /** Follows the page in a project, block by block. Returns the output of the commands. */
  async function follow(page: string): Promise<string> {
    let output = "";
    for (const { remark = "", text } of blocksOf(page)) {
      if (remark.startsWith("file: ")) place.write(remark.slice("file: ".length), text);
      if (remark === "install") await place.install(text);
      if (remark === "run in the background: project") await place.start(text);
      if (remark === "run: project") output += await place.run(text);
    }
    return output;
  }

  async function runSnippets(): Promise<void> {
    const snippets = textsWith("snippet");
    snippets.forEach((text, n) => place.write(`snippets/snippet${n}.ts`, text));
    place.write(
      "snippets/index.ts",
      snippets.map((_, n) => `export * as snippet${n} from "./snippet${n}";`).join("\n"),
    );
    place.write("snippets/Pulumi.yaml", "name: snippets\nruntime: nodejs\n");
    place.write("snippets/tsconfig.json", textsWith("file: tsconfig.json").join(""));
    place.set({ ZENLAYER_ENDPOINT: emulator.url, ...checked });
    const settings = "--config zenlayer:pollIntervalSeconds=0.1 --config partner:accessKeyId=AKPARTNER";
    const folder = join(place.folder, "snippets");
    await place.run(
      "pulumi stack select --create dev && pulumi config set --secret partner:accessKeyPassword x",
      folder,
    );
    await place.run(`pulumi up --yes --skip-preview ${settings}`, folder);
    const made = emulator.calls().filter(({ action, done }) => action === "CreateImage" && done);
    const declared = snippets.join("").match(/new (CustomImage|ZecImage|(Zec)?ImageFamily)\(/g)?.length ?? 0;
    const adopted = 2;
    expect(made).toHaveLength(declared - adopted);
    expect(emulator.instance("i-db")?.instanceStatus).toBe("RUNNING");
  }

  async function runScript(): Promise<void> {
    const [text = ""] = textsWith("script");
    place.write("script/index.ts", text);
    place.write("script/tsconfig.json", textsWith("file: tsconfig.json").join(""));
    // The test above has checked the packages' own types, with the same options.
    await place.run("./node_modules/.bin/tsc -p script --skipLibCheck");
    expect(await place.run("node script/index.js")).toContain("AKDEMO");
  }
});

/** What the snippets need beside the emulator's default instances. */
async function emulatorForSnippets(): Promise<Emulator> {
  const emulator = createEmulator({
    quota: 20,
    images: [
      { zoneId: "SIN-A", imageName: "golden-2026-10", imageId: "img-legacy01" },
      { zoneId: "HKG-A", imageName: "web-2026-09", imageId: "img-a1b2c3d4" },
      { zoneId: "HKG-A", imageName: "web-2026-10b", imageId: "img-e5f6g7h8" },
    ],
    keys: [{ account: "partner", accessKeyId: "AKPARTNER", accessKeyPassword: "x" }],
  });
  await emulator.start();
  emulator.addInstance({ instanceId: "i-theirs", zoneId: "SIN-A", account: "partner" });
  return emulator;
}
