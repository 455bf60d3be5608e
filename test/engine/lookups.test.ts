import type { ImageSeed } from "../../emulator";
import { isLong } from "../reliability/support/long";
import { messagesIn, stackLine } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

const partnerKey = { accessKeyId: "AKPARTNER", accessKeyPassword: "partner-secret" };

const images = [
  { imageId: "img-golden", imageName: "golden-1", zoneId: "HKG-A" },
  { imageId: "img-twin-1", imageName: "twin", zoneId: "HKG-A" },
  { imageId: "img-twin-2", imageName: "twin", zoneId: "SIN-A" },
  { imageId: "img-theirs", imageName: "theirs", zoneId: "FRA-A", account: "partner" },
] satisfies ImageSeed[];

let place: EmulatedStack;

async function open(...lines: string[]): Promise<EmulatedStack> {
  place = await emulatedStack({
    program: program(...lines),
    emulator: { images, keys: [{ account: "partner", ...partnerKey }] },
  });
  return place;
}
afterEach(() => place.cleanup());

const userIds = "({ instances }) => instances.map(({ instanceId }) => instanceId)";
const idsOf = "({ images }) => images.map(({ imageId }) => imageId)";

const none = '{ imageName: "none" }';
const partner = `const partner = new zenlayer.Provider("partner", ${JSON.stringify(partnerKey)});`;
/** Another provider of that account. One of its settings is known only after an image was created. */
const late =
  "const late = new zenlayer.Provider('late', " +
  "{ accessKeyId: made.id.apply(() => 'AKPARTNER'), accessKeyPassword: 'partner-secret' });";
const theirsOf = (provider: string) => `({ imageType: "CUSTOM_IMAGE" }, { provider: ${provider} })`;

test("functions as promises and as outputs: preview shows what is known, up the rest", async () => {
  const lines = [
    image("made", { instanceId: "i-worker", imageName: "made" }),
    'const copy = zenlayer.CustomImage.get("copy", made.id);',
    'exports.byName = zenlayer.getImage({ zoneId: "HKG-A", imageName: "golden-1" }).then(({ imageId }) => imageId);',
    'exports.byId = zenlayer.getImageOutput({ imageId: "img-golden" }).imageName;',
    "exports.fresh = zenlayer.getImageOutput({ imageId: made.id, zoneId: made.zoneId }).imageName;",
    `exports.twins = zenlayer.getImages({ imageType: "CUSTOM_IMAGE", imageName: "twin" }).then(${idsOf});`,
    `exports.golden = zenlayer.getImagesOutput({ namePattern: "^golden-" }).apply(${idsOf});`,
    "exports.quota = zenlayer.getImageQuota({ zoneIds: ['HKG-A'] }).then(({ zones }) => zones);",
    "exports.freshQuota = zenlayer.getImageQuotaOutput({ zoneIds: [made.zoneId] }).zones;",
    `exports.users = zenlayer.getImageUsers({ imageId: "img-golden" }).then(${userIds});`,
    `exports.freshUsers = zenlayer.getImageUsersOutput({ imageId: made.id }).apply(${userIds});`,
    "exports.copied = copy.imageName;",
    // A rejection that the program handles.
    `exports.caught = zenlayer.getImage(${none}).then(({ imageId }) => imageId).catch(() => "none yet");`,
    // In the account of an explicit provider: the result is no secret.
    partner,
    `exports.promised = zenlayer.getImages${theirsOf("partner")}.then(${idsOf});`,
    `exports.later = zenlayer.getImagesOutput${theirsOf("partner")}.apply(${idsOf});`,
    'exports.read = zenlayer.CustomImage.get("read", "img-theirs", { provider: partner }).imageName;',
    late,
    `exports.latest = zenlayer.getImagesOutput${theirsOf("late")}.apply(${idsOf});`,
  ];
  const { stack, takeCalls } = await open(...lines);
  place.emulator.addInstance({ instanceId: "i-golden", zoneId: "HKG-A", imageId: "img-golden" });
  const known = {
    byName: "img-golden",
    byId: "golden-1",
    twins: ["img-twin-1", "img-twin-2"],
    golden: ["img-golden"],
    quota: [{ zoneId: "HKG-A", count: 2, maxCount: 5, free: 3 }],
    users: ["i-golden"],
    caught: "none yet",
    promised: ["img-theirs"],
    later: ["img-theirs"],
    read: "theirs",
  };

  const preview = await succeeds(stack.preview());
  expect(preview).toMatch(/byName +: "img-golden"/);
  expect(preview).toMatch(/byId +: "golden-1"/);
  expect(preview).toMatch(/caught +: "none yet"/);
  expect(preview).not.toMatch(/"made"/);
  expect(preview).not.toMatch(/error|Warning/);
  expect(takeCalls().filter((action) => !action.startsWith("Describe"))).toEqual([]);

  await succeeds(stack.up());
  expect(await stack.outputs()).toEqual({
    ...known,
    fresh: "made",
    freshUsers: [],
    freshQuota: [{ zoneId: "SIN-A", count: 2, maxCount: 5, free: 3 }],
    copied: "made",
    latest: ["img-theirs"],
  });
  await succeeds(stack.preview("--expect-no-changes"));
  takeCalls();
  await succeeds(stack.destroy());
  expect(takeCalls().filter((action) => action === "DeleteImages")).toHaveLength(1);

  // With a provider whose settings are not known yet, a promise cannot wait as an output does.
  const promised = `exports.promised = zenlayer.getImages${theirsOf("late")}.then(${idsOf});`;
  await stack.setProgram(program(lines[0]!, late, promised));
  const { code, output } = await stack.preview();
  expect(code).not.toBe(0);
  expect(messagesIn(output, "error")).toEqual([
    "A function with an explicit provider cannot be called in this preview: a setting of the provider depends on a " +
      "resource that does not exist yet. Use the function's form that ends in Output, which waits for the setting.",
  ]);
});

test.each([
  ["promise", "zenlayer.getImage"],
  ["output", "zenlayer.getImageOutput"],
])("an ambiguous name fails with one message: %s", async (_, getImage) => {
  const { stack } = await open(`exports.twin = ${getImage}({ imageName: "twin" });`);
  const { code, output } = await stack.preview();
  expect(code).not.toBe(0);
  expect(messagesIn(output, "error")).toEqual([
    'getImage found 2 images with name "twin" in all zones, expected 1 (HKG-A/img-twin-1, SIN-A/img-twin-2). ' +
      "Use imageId, or narrow the search with zoneId or imageType.",
  ]);
  expect(output).not.toMatch(stackLine);
});

const noneFound =
  'getImage found 0 images with name "none" in all zones, expected 1. Check the name, the zone, and that the credentials belong ' +
  "to the account of the image. For an image of Elastic Compute, use getZecImage.";

/** Pulumi reads what a program exports in order: everything after this is read when the functions have long failed. */
const slow = "exports.slow = new Promise((resolve) => setTimeout(resolve, 1000, 1));";

const readLate: [string, string][] = [
  ["a promise", `exports.failed = zenlayer.getImage(${none});`],
  ["a promise made of it", `exports.failed = zenlayer.getImage(${none}).then(({ imageId }) => imageId);`],
  ["an output", `exports.failed = zenlayer.getImageOutput(${none});`],
  ["a property of an output", `exports.failed = zenlayer.getImageOutput(${none}).imageId;`],
  ["an input of a resource", image("web").replace("{}", `{ instanceId: zenlayer.getImageOutput(${none}).imageId }`)],
];
const samples = ["a promise made of it", "a property of an output"];

test.each(readLate.filter(([title]) => isLong || samples.includes(title)))(
  "a rejection that Pulumi reads late fails the program with one message: %s",
  async (_, line) => {
    const { stack } = await open(slow, line);
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(messagesIn(output, "error")).toEqual([expect.stringContaining(noneFound)]);
    expect(output).not.toMatch(/Warning/);
  },
);

test("a failed function whose result feeds others ends at once, with one message: every function", async () => {
  const { stack } = await open(
    `const failed = zenlayer.getImageOutput(${none}).imageId;`,
    "zenlayer.getImageOutput({ imageId: failed });",
    "const { instances } = zenlayer.getImageUsersOutput({ imageId: failed });",
    "const { images } = zenlayer.getImagesOutput({ zoneId: instances[0].zoneId });",
    "zenlayer.getImageQuotaOutput({ zoneIds: [images[0].zoneId] });",
    "const zec = zenlayer.getZecImageOutput({ imageId: failed }).imageId;",
    "const users = zenlayer.getZecImageUsersOutput({ imageId: zec });",
    "exports.last = zenlayer.getZecImagesOutput({ regionId: users.instances[0].zoneId });",
  );
  const preview = stack.start("preview");
  const timer = setTimeout(() => preview.kill(), 30_000);
  const { code, output } = await preview.finished;
  clearTimeout(timer);
  expect(code).not.toBe(0);
  expect(messagesIn(output, "error")).toEqual([expect.stringContaining(noneFound)]);
});

test("wrong arguments fail before Pulumi reads anything, and with one message", async () => {
  const { stack } = await open('exports.failed = zenlayer.getImage({ imageNam: "golden-1" });');
  const { code, output } = await stack.preview();
  expect(code).not.toBe(0);
  expect(messagesIn(output, "error")).toEqual([expect.stringContaining('Did you mean "imageName"?')]);
  expect(output).not.toMatch(/Warning/);
});

// As with the functions of every provider: whoever calls a function wants to know that it failed.
test.each([
  ["promise", `zenlayer.getImage(${none});`],
  ["output", `zenlayer.getImageOutput(${none});`],
])("a rejection that nothing uses fails the program: %s", async (_, line) => {
  const { stack } = await open(line);
  const { code, output } = await stack.preview();
  expect(code).not.toBe(0);
  expect(messagesIn(output, "error")).toEqual([noneFound]);
});
