import { messagesIn } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

let place: EmulatedStack;
afterEach(() => place.cleanup());

const family = (args: object, options = "{}") =>
  program(
    `const web = new zenlayer.ImageFamily("web", ${JSON.stringify(args)}, ${options});`,
    "exports.imageId = web.imageId;",
    "exports.current = web.currentVersion;",
    "exports.labels = web.versions.apply((versions) => versions.map(({ version }) => version));",
  );
const at = (version: string, more = {}) => family({ instanceId: "i-web", version, keep: 2, ...more });

async function open(text: string): Promise<EmulatedStack> {
  return (place = await emulatedStack({ program: text }));
}
const outputs = async () =>
  (await place.stack.state()).resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
const names = () =>
  place.emulator
    .images()
    .map(({ imageName }) => imageName)
    .sort();
const up = async (text: string) => {
  await place.stack.setProgram(text);
  return succeeds(place.stack.up());
};
const writes = () => place.takeCalls().filter((action) => !action.startsWith("Describe"));

test("a lifecycle: versions, preview, rollback, refresh, pruning, destroy", async () => {
  const { stack } = await open(at("1"));
  expect(await succeeds(stack.preview())).toContain(
    'ImageFamily "web": creates web-1 from instance i-web; web-1 becomes current; uses 0, then 1 of 5 slots in zone HKG-A.',
  );
  await succeeds(stack.up());
  expect(await succeeds(stack.preview("--expect-no-changes"))).toBeTruthy();
  await up(at("2"));
  await place.stack.setProgram(at("3"));
  const preview = await succeeds(stack.preview());
  expect(preview).toContain(
    'ImageFamily "web": creates web-3 from instance i-web; web-3 becomes current in place of web-2; deletes web-1; ' +
      "uses 2, then 3, then 2 of 5 slots in zone HKG-A.",
  );
  expect(names()).toEqual(["web-1", "web-2"]);
  const created = await up(at("3"));
  expect(created).toContain("pruning web-1");
  expect(names()).toEqual(["web-2", "web-3"]);
  expect(await outputs()).toMatchObject({ current: "3", labels: ["3", "2"] });

  place.takeCalls();
  await place.stack.setProgram(at("2"));
  expect(await succeeds(stack.preview())).toContain('version "2" of family "web" becomes current in place of "3"');
  await up(at("2"));
  expect(place.takeCalls()).toEqual([]);
  expect(await outputs()).toMatchObject({ current: "2", labels: ["3", "2"] });

  await succeeds(stack.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes"));
  expect(place.takeCalls()).toEqual(["DescribeImages"]);

  await stack.setProgram(at("1"));
  const { code, output } = await stack.preview();
  expect(code).not.toBe(0);
  expect(messagesIn(output, "error").join()).toContain('Version "1" of family "web" was pruned');
  expect(output).not.toMatch(/\n +at /);

  await succeeds(stack.destroy());
  expect(writes()).toEqual(["DeleteImages", "DeleteImages"]);
  expect(names()).toEqual([]);
});

test("an image per release becomes a family without anything being created or deleted", async () => {
  const release = (label: string) => image(`web${label}`, { instanceId: "i-web", imageName: `web-2026-0${label}` });
  const { stack, emulator } = await open(program(release("8"), release("9")));
  await succeeds(stack.up());
  const ids = Object.fromEntries(emulator.images().map(({ imageName, imageId }) => [imageName.slice(4), imageId]));
  writes();
  const output = await up(at("2026-09", { adoptVersions: ids }));
  expect(output).toMatch(/is not deleted, because ImageFamily "web" has it in state/);
  expect(writes()).toEqual([]);
  expect(names()).toEqual(["web-2026-08", "web-2026-09"]);
  await up(at("2026-10"));
  expect(names()).toEqual(["web-2026-09", "web-2026-10"]);
  await succeeds(stack.destroy());
  expect(names()).toEqual([]);
});

test("a failed creation is kept, shown, and continued; a replacement never creates a second family of the images", async () => {
  const { stack, emulator } = await open(at("1"));
  await succeeds(stack.up());
  await stack.setProgram(at("2"));
  emulator.faults.add({ action: "CreateImage", kind: "unavailable" });
  const failed = await stack.up();
  expect(failed.code).not.toBe(0);
  expect(await outputs()).toMatchObject({ current: "1" });
  await succeeds(stack.up());
  expect(names()).toEqual(["web-1", "web-2"]);

  const urn = "urn:pulumi:dev::test::pulumi-nodejs:dynamic/zenlayer:ImageFamily::web";
  const replaced = await stack.up("--replace", urn);
  expect(replaced.code).not.toBe(0);
  expect(replaced.output).toContain("already has an image named");
  expect(names()).toEqual(["web-1", "web-2"]);
});
