import { createEmulator, type Emulator } from "../../emulator/index";
import { systemClock } from "../zenlayer/clock";
import { openSession, type Session } from "../session";
import { getZecImage, getZecImages, getZecImageUsers } from ".";

const [HK, SG, FRA] = ["asia-east-1", "asia-southeast-1", "europe-central-1"] as const;

let emulator: Emulator;
let session: Session;

beforeEach(async () => {
  emulator = createEmulator({ zec: { createImageMs: 0 } });
  const endpoint = await emulator.start();
  const { accessKeyId, accessKeyPassword } = emulator;
  const config = { endpoint, accessKeyId, accessKeyPassword, maxRequestsPerSecond: "1000" };
  session = openSession(config, { env: {}, homeDirectory: "/nowhere", clock: systemClock });
});

afterEach(() => emulator.stop());

const actions = () => emulator.calls().map(({ service, action }) => `${service} ${action}`);
const addImage = (imageName: string, more: object = {}): string =>
  emulator.zec.addImage({ imageName, sourceRegionId: HK, ...more }).imageId;
const addMany = (count: number): void => {
  for (let n = 0; n < count; n++) addImage(`web-${n}`);
};
/** The second page is refused. */
const rejectSecondPage = (action: string): void => {
  const body = '{"code":"DENIED","message":"no"}';
  emulator.faults.add({ action, nth: 2, kind: "body", status: 403, body });
};
/** An image of the list that is not as documented. */
const addUnreadable = (item: object): void => {
  const body = { requestId: "T", response: { requestId: "T", totalCount: 1, dataSet: [item] } };
  emulator.faults.add({ action: "DescribeCustomImages", kind: "body", body });
};

describe("getZecImage", () => {
  it("finds an image by id, with everything that the service tells of it", async () => {
    const tags = [
      { key: "role", value: "web" },
      { key: "env", value: "prod" },
    ];
    const imageId = addImage("web", { regionIds: [SG, HK], tags, resourceGroupId: "rg-team", minDiskSize: 40 });
    addImage("web");
    await expect(getZecImage(session, { imageId })).resolves.toMatchObject({
      imageId,
      imageName: "web",
      imageStatus: "AVAILABLE",
      regions: [HK, SG],
      tags: { env: "prod", role: "web" },
      resourceGroupId: "rg-team",
      minDiskSize: 40,
      nicNetworkTypes: expect.any(Array) as unknown,
    });
    expect(actions()).toEqual(["zec DescribeCustomImages"]);
    expect(emulator.calls()[0]?.params.imageIds).toEqual([imageId]);
  });

  it("finds the one image of an exact name, also where others contain the name", async () => {
    const imageId = addImage("web");
    addImage("web-2");
    addImage("Web");
    await expect(getZecImage(session, { imageName: "web" })).resolves.toMatchObject({ imageId });
  });

  it("names all of several images of a name", async () => {
    const ids = [addImage("web"), addImage("web")];
    const error = await getZecImage(session, { imageName: "web" }).catch((thrown: Error) => thrown.message);
    expect(error).toMatch(/found 2 images with name "?web"?/);
    for (const id of ids) expect(error).toContain(id);
  });

  it("says that none was found", async () => {
    await expect(getZecImage(session, { imageId: "image-none" })).rejects.toThrow(
      /^getZecImage found 0 images with id image-none/,
    );
    await expect(getZecImage(session, { imageName: "none" })).rejects.toThrow(/found 0 images with name "none"/);
  });

  it("shows an image whose copy has failed as usable where it is", async () => {
    const imageId = addImage("web", { regionIds: [HK] });
    emulator.zec.setImageStatus(imageId, "FAILED");
    await expect(getZecImage(session, { imageId })).resolves.toMatchObject({ imageStatus: "AVAILABLE" });
    emulator.zec.setRegions(imageId, []);
    await expect(getZecImage(session, { imageId })).resolves.toMatchObject({ imageStatus: "FAILED", regions: [] });
  });

  it("makes an image that cannot be read an error if it may be the one, and passes by any other", async () => {
    addUnreadable({ imageName: "web" });
    await expect(getZecImage(session, { imageName: "web" })).rejects.toThrow(/an image without a readable id/);
    addUnreadable({ imageId: "image-x", imageName: "other" });
    await expect(getZecImage(session, { imageName: "web" })).rejects.toThrow(/found 0 images/);
  });

  it.each([{}, { imageId: "image-1", imageName: "web" }])("wants an id or a name, not %j", async (args) => {
    await expect(getZecImage(session, args)).rejects.toThrow(
      "imageId" in args ? "takes either imageId or imageName, not both" : "requires imageId or imageName.",
    );
    expect(actions()).toEqual([]);
  });

  it("tells every mistake in its arguments", async () => {
    const wrong = { imageNam: "web", imageId: "" } as object;
    const error = await getZecImage(session, wrong).catch((thrown: Error) => thrown.message);
    expect(error).toContain('Did you mean "imageName"?');
    expect(error).toContain("imageId");
    expect(actions()).toEqual([]);
  });
});

describe("getZecImages", () => {
  const namesOf = async (args: Parameters<typeof getZecImages>[1]) =>
    (await getZecImages(session, args)).images.map(({ imageName }) => imageName);

  it("lists the account, ordered by name and id", async () => {
    const ids = [addImage("b"), addImage("a", { imageId: "image-2" }), addImage("a", { imageId: "image-1" })];
    const { images } = await getZecImages(session, {});
    expect(images.map(({ imageId }) => imageId)).toEqual(["image-1", "image-2", ids[0]]);
    expect(actions()).toEqual(["zec DescribeCustomImages"]);
  });

  it("is empty for an account without images", async () => {
    await expect(getZecImages(session, {})).resolves.toEqual({ images: [] });
  });

  it("turns every page, twice", async () => {
    addMany(1005);
    expect(await namesOf({ namePattern: "^web-\\d+$" })).toHaveLength(1005);
    expect(actions()).toEqual(Array.from({ length: 4 }, () => "zec DescribeCustomImages"));
  });

  it("makes a failed page an error, not a shorter list", async () => {
    addMany(1005);
    rejectSecondPage("DescribeCustomImages");
    await expect(getZecImages(session, {})).rejects.toThrow("DENIED");
  });

  it.each<[Parameters<typeof getZecImages>[1], string[]]>([
    [{ region: SG }, ["copied"]],
    [{ region: FRA }, []],
    [{ tags: { env: "prod" } }, ["tagged", "tagged-2"]],
    [{ tags: { env: "prod", role: "web" } }, ["tagged"]],
    [{ tags: { env: "test" } }, []],
    [{ tags: {} }, ["copied", "failed", "tagged", "tagged-2", "windows"]],
    [{ imageStatus: "UNAVAILABLE" }, ["failed"]],
    [{ osType: "windows" }, ["windows"]],
    [{ category: "Windows" }, ["windows"]],
    [{ imageName: "tagged" }, ["tagged"]],
    [{ imageName: "tag" }, []],
    [{ namePattern: "^tagged" }, ["tagged", "tagged-2"]],
    [{ namePattern: "^tagged", imageStatus: "UNAVAILABLE" }, []],
  ])("with %j finds %j", async (args, names) => {
    addImage("copied", { regionIds: [HK, SG] });
    emulator.zec.setImageStatus(addImage("failed", { regionIds: [] }), "UNAVAILABLE");
    const env = { key: "env", value: "prod" };
    addImage("tagged", { tags: [env, { key: "role", value: "web" }] });
    addImage("tagged-2", { tags: [env] });
    addImage("windows", { osType: "windows", category: "Windows" });
    expect(await namesOf(args)).toEqual(names);
  });

  it("finds an image by the status that it counts as, whatever the service calls it", async () => {
    const imageId = addImage("web", { regionIds: [HK] });
    emulator.zec.setImageStatus(imageId, "FAILED");
    expect(await namesOf({ imageStatus: "AVAILABLE" })).toEqual(["web"]);
    expect(await namesOf({ imageStatus: "FAILED" })).toEqual([]);
  });

  it("makes an image that cannot be read an error, never a shorter list", async () => {
    addUnreadable({ imageId: "image-x" });
    await expect(getZecImages(session, {})).rejects.toThrow(/image image-x: imageName/);
  });

  it("explains a pattern that is none, and tells every mistake in its arguments", async () => {
    await expect(getZecImages(session, { namePattern: "(" })).rejects.toThrow(
      'namePattern "(" is not a valid regular expression',
    );
    await expect(getZecImages(session, { regoin: SG } as object)).rejects.toThrow('Did you mean "region"?');
    expect(actions()).toEqual([]);
  });
});

describe("getZecImageUsers", () => {
  const add = (instanceId: string, zoneId: string, imageId: string, more = {}) =>
    emulator.zec.addInstance({ instanceId, instanceName: `name-${instanceId}`, zoneId, imageId, ...more });

  it("lists instances of any status and zone, the recycle bin included, and no others", async () => {
    const imageId = addImage("web");
    add("i-b", "asia-southeast-1a", imageId, { status: "RUNNING" });
    add("i-a", "asia-east-1a", imageId, { status: "RECYCLE" });
    add("i-c", "asia-east-1a", "image-other");
    await expect(getZecImageUsers(session, { imageId })).resolves.toEqual({
      instances: [
        { instanceId: "i-a", instanceName: "name-i-a", zoneId: "asia-east-1a", instanceStatus: "RECYCLE" },
        { instanceId: "i-b", instanceName: "name-i-b", zoneId: "asia-southeast-1a", instanceStatus: "RUNNING" },
      ],
    });
    expect(actions()).toEqual(["zec DescribeInstances"]);
  });

  it("says nothing of instances of vm", async () => {
    const imageId = addImage("web");
    emulator.addInstance({ instanceId: "i-vm", zoneId: "HKG-A", imageId });
    await expect(getZecImageUsers(session, { imageId })).resolves.toEqual({ instances: [] });
  });

  it("fails for an id that no image has, unless instances name it", async () => {
    add("i-a", "asia-east-1a", "image-deleted");
    expect((await getZecImageUsers(session, { imageId: "image-deleted" })).instances).toHaveLength(1);
    await expect(getZecImageUsers(session, { imageId: "image-none" })).rejects.toThrow(
      /^getZecImageUsers found 0 images with id image-none in Elastic Compute, .*\(vm\), use getImageUsers\.$/,
    );
  });

  it("lists none if the images cannot be read", async () => {
    const body = '{"code":"DENIED","message":"no"}';
    emulator.faults.add({ action: "DescribeCustomImages", kind: "body", status: 403, body });
    await expect(getZecImageUsers(session, { imageId: "image-none" })).resolves.toEqual({ instances: [] });
  });

  it("asks once for all who ask at the same time", async () => {
    const ids = Array.from({ length: 20 }, (_, n) => addImage(`web-${n}`));
    await Promise.all(ids.map((imageId) => getZecImageUsers(session, { imageId })));
    expect(actions()).toEqual(["zec DescribeInstances", "zec DescribeCustomImages"]);
  });

  it("turns every page, twice, since a list of several pages may change meanwhile", async () => {
    for (let n = 0; n < 1005; n++) add(`i-${n}`, "asia-east-1a", "image-web");
    const { instances } = await getZecImageUsers(session, { imageId: "image-web" });
    expect(instances).toHaveLength(1005);
    expect(actions()).toHaveLength(4);
  });

  it("makes a list that was not read whole an error, never a shorter list", async () => {
    for (let n = 0; n < 1005; n++) add(`i-${n}`, "asia-east-1a", "image-other");
    rejectSecondPage("DescribeInstances");
    await expect(getZecImageUsers(session, { imageId: "image-web" })).rejects.toThrow("DENIED");
  });

  it.each([null, "", 7])("makes an instance whose image is %j an error that names the instance", async (imageId) => {
    add("i-odd", "asia-east-1a", imageId as unknown as string);
    await expect(getZecImageUsers(session, { imageId: "image-web" })).rejects.toThrow("instance i-odd: imageId");
  });

  it("tells every mistake in its arguments, and calls nothing", async () => {
    await expect(getZecImageUsers(session, {})).rejects.toThrow("getZecImageUsers requires imageId");
    await expect(getZecImageUsers(session, { imageId: "" })).rejects.toThrow("It is required");
    await expect(getZecImageUsers(session, { image: "image-9" } as object)).rejects.toThrow("image");
    expect(actions()).toEqual([]);
  });
});
