import { createEmulator, type Emulator } from "../../emulator/index";
import { systemClock } from "../zenlayer/clock";
import { openSession, type Session } from "../session";
import { getImage, getImageQuota, getImages, getImageUsers } from ".";

let emulator: Emulator;
let session: Session;

beforeEach(async () => {
  emulator = createEmulator({ createImageMs: 0 });
  const endpoint = await emulator.start();
  const { accessKeyId, accessKeyPassword } = emulator;
  const config = { endpoint, accessKeyId, accessKeyPassword, maxRequestsPerSecond: "1000" };
  session = openSession(config, { env: {}, homeDirectory: "/nowhere", clock: systemClock });
});

afterEach(() => emulator.stop());

const actions = () => emulator.calls().map(({ action }) => action);

describe("getImage", () => {
  it("finds an image by id in whichever zone it is", async () => {
    const { imageId } = emulator.addImage({ zoneId: "SIN-A", imageName: "web" });
    await expect(getImage(session, { imageId })).resolves.toMatchObject({ imageId, zoneId: "SIN-A", imageName: "web" });
  });

  it("refuses an id that names another zone than zoneId, and reports the zone of the id", async () => {
    await expect(getImage(session, { imageId: "SIN-A/img-9", zoneId: "HKG-A" })).rejects.toThrow(
      'imageId "SIN-A/img-9" and zoneId "HKG-A" name different zones',
    );
    await expect(getImage(session, { imageId: "SIN-A/img-9" })).rejects.toThrow(
      "with id img-9 in zone SIN-A, expected 1",
    );
  });

  it("searches one zone where the id names it", async () => {
    const { imageId } = emulator.addImage({ zoneId: "SIN-A", imageName: "web" });
    await getImage(session, { imageId: `SIN-A/${imageId}` });
    expect(actions()).toEqual(["DescribeImages"]);
  });

  it("finds the one image of an exact name, also where others contain the name", async () => {
    const { imageId } = emulator.addImage({ zoneId: "HKG-A", imageName: "web" });
    emulator.addImage({ zoneId: "HKG-A", imageName: "web-2" });
    await expect(getImage(session, { imageName: "web" })).resolves.toMatchObject({ imageId });
  });

  it("finds an image by id although another zone cannot be searched; a name might be there, too", async () => {
    const { imageId } = emulator.addImage({ zoneId: "SIN-A", imageName: "web" });
    const describeImages: Session["api"]["describeImages"] = (zoneId, ...more) =>
      zoneId === "SIN-A" ? session.api.describeImages(zoneId, ...more) : Promise.reject(new Error("denied"));
    const api = Object.assign(Object.create(session.api) as Session["api"], { describeImages });
    const limited = { ...session, api };
    await expect(getImage(limited, { imageId })).resolves.toMatchObject({ imageId, zoneId: "SIN-A" });
    await expect(getImage(limited, { imageName: "web" })).rejects.toThrow("denied");
    await expect(getImage(limited, { imageId: "img-none" })).rejects.toThrow("denied");
  });

  describe("where another zone cannot be searched", () => {
    function searchOnly(only: string, searched = only): Session {
      const describeImages: Session["api"]["describeImages"] = (zoneId, ...more) =>
        zoneId === only ? session.api.describeImages(searched, ...more) : Promise.reject(new Error("denied"));
      return { ...session, api: Object.assign(Object.create(session.api) as Session["api"], { describeImages }) };
    }

    it("does not give a public image, which is in every zone, as that of one zone", async () => {
      const { images } = await getImages(session, { imageType: "PUBLIC_IMAGE" });
      const [{ imageId } = { imageId: "" }] = images;
      await expect(getImage(session, { imageId })).rejects.toThrow("expected 1");
      await expect(getImage(searchOnly("SIN-A"), { imageId })).rejects.toThrow("denied");
    });

    it("gives no zone that does not list the image: the service may ignore the zone of a request with ids", async () => {
      const { imageId } = emulator.addImage({ zoneId: "SIN-A", imageName: "web" });
      await expect(getImage(searchOnly("HKG-A", "SIN-A"), { imageId })).rejects.toThrow("denied");
    });
  });

  it("names all of several images of a name", async () => {
    const ids = ["HKG-A", "HKG-A", "SIN-A"].map((zoneId) => emulator.addImage({ zoneId, imageName: "web" }).imageId);
    const error = await getImage(session, { imageName: "web" }).catch((thrown: Error) => thrown.message);
    expect(error).toContain('found 3 images with name "web" in all zones, expected 1');
    for (const id of ids) expect(error).toContain(id);
  });

  it("narrows a name down by zone and type", async () => {
    emulator.addImage({ zoneId: "HKG-A", imageName: "web" });
    const { imageId } = emulator.addImage({ zoneId: "SIN-A", imageName: "web" });
    const found = await getImage(session, { imageName: "web", zoneId: "SIN-A", imageType: "CUSTOM_IMAGE" });
    expect(found.imageId).toBe(imageId);
  });

  it("says that none was found, and what to check", async () => {
    await expect(getImage(session, { imageId: "img-none" })).rejects.toThrow(
      "getImage found 0 images with id img-none in all zones, expected 1. Check the id",
    );
  });

  it.each([{}, { imageId: "img-1", imageName: "web" }])("wants an id or a name, not %j", async (args) => {
    await expect(getImage(session, args)).rejects.toThrow(
      "imageId" in args
        ? "getImage takes either imageId or imageName, not both. Omit one of them."
        : "getImage requires imageId or imageName. Set one of them.",
    );
    expect(actions()).toEqual([]);
  });

  it("reports all mistakes in its arguments", async () => {
    const wrong = { imageNam: "web", imageType: "MINE" } as object;
    const error = await getImage(session, wrong).catch((thrown: Error) => thrown.message);
    expect(error).toContain('Did you mean "imageName"?');
    expect(error).toContain('imageType is "MINE"; use one of "CUSTOM_IMAGE", "PUBLIC_IMAGE"');
  });
});

describe("getImages", () => {
  it("lists all zones, ordered by zone, name and id", async () => {
    emulator.addImage({ zoneId: "SIN-A", imageName: "a" });
    emulator.addImage({ zoneId: "HKG-A", imageName: "b" });
    emulator.addImage({ zoneId: "HKG-A", imageName: "a" });
    const { images } = await getImages(session, { imageType: "CUSTOM_IMAGE" });
    expect(images.map(({ zoneId, imageName }) => `${zoneId}/${imageName}`)).toEqual(["HKG-A/a", "HKG-A/b", "SIN-A/a"]);
  });

  it("turns every page, twice", async () => {
    for (let n = 0; n < 1005; n++) emulator.addImage({ zoneId: "HKG-A", imageName: `web-${n}` });
    const { images } = await getImages(session, { zoneId: "HKG-A", namePattern: "^web-\\d+$" });
    expect(images).toHaveLength(1005);
    expect(actions()).toEqual(Array.from({ length: 4 }, () => "DescribeImages"));
  });

  it("makes a failed page an error, not a shorter list", async () => {
    for (let n = 0; n < 1005; n++) emulator.addImage({ zoneId: "HKG-A", imageName: `web-${n}` });
    emulator.faults.add({
      action: "DescribeImages",
      nth: 2,
      kind: "body",
      status: 403,
      body: '{"code":"DENIED","message":"no"}',
    });
    await expect(getImages(session, { zoneId: "HKG-A" })).rejects.toThrow("DENIED");
  });

  it("applies every filter", async () => {
    emulator.addImage({ zoneId: "HKG-A", imageName: "web-1" });
    emulator.addImage({ zoneId: "HKG-A", imageName: "web-2", imageStatus: "UNAVAILABLE" });
    emulator.addImage({ zoneId: "HKG-A", imageName: "db-1" });
    const only = { imageType: "CUSTOM_IMAGE", imageStatus: "AVAILABLE", namePattern: "^web" } as const;
    const { images } = await getImages(session, only);
    expect(images.map(({ imageName }) => imageName)).toEqual(["web-1"]);
    await expect(getImages(session, { ...only, imageName: "db-1" })).resolves.toEqual({ images: [] });
  });

  it("explains a pattern that is none", async () => {
    await expect(getImages(session, { namePattern: "(" })).rejects.toThrow(
      'namePattern "(" is not a valid regular expression',
    );
  });
});

describe("getImageQuota", () => {
  it("returns the slots of every zone that supports images", async () => {
    emulator.addImage({ zoneId: "HKG-A", imageName: "web" });
    const { zones } = await getImageQuota(session, {});
    expect(zones).toContainEqual({ zoneId: "HKG-A", count: 1, maxCount: 5, free: 4 });
    expect(zones.map(({ zoneId }) => zoneId)).not.toContain("SIN-E");
  });

  it("returns no slots for a zone without image support", async () => {
    const { zones } = await getImageQuota(session, { zoneIds: ["SIN-E", "HKG-A"] });
    expect(zones).toEqual([
      { zoneId: "HKG-A", count: 0, maxCount: 5, free: 5 },
      { zoneId: "SIN-E", count: 0, maxCount: 0, free: 0 },
    ]);
  });
});

describe("getImageUsers", () => {
  const add = (instanceId: string, zoneId: string, imageId: string, more = {}) =>
    emulator.addInstance({ instanceId, instanceName: `name-${instanceId}`, zoneId, imageId, ...more });

  it("lists instances of any status, the recycle bin included, and no others", async () => {
    const { imageId } = emulator.addImage({ zoneId: "HKG-A", imageName: "web" });
    add("i-b", "HKG-A", imageId, { instanceStatus: "RUNNING" });
    add("i-a", "HKG-A", imageId, { instanceStatus: "RECYCLE" });
    add("i-c", "HKG-A", "img-other");
    await expect(getImageUsers(session, { imageId })).resolves.toEqual({
      instances: [
        { instanceId: "i-a", instanceName: "name-i-a", zoneId: "HKG-A", instanceStatus: "RECYCLE" },
        { instanceId: "i-b", instanceName: "name-i-b", zoneId: "HKG-A", instanceStatus: "RUNNING" },
      ],
    });
    expect(actions()).toEqual(["DescribeInstances"]);
  });

  it("is empty for an image that nothing was created from, public ones included", async () => {
    const { imageId } = emulator.addImage({ zoneId: "HKG-A", imageName: "web" });
    const { images } = await getImages(session, { imageType: "PUBLIC_IMAGE" });
    const zones = emulator.instances().map(({ zoneId }) => zoneId);
    const unused = images.find(({ zoneId }) => !zones.includes(zoneId));
    const none = { instances: [] };
    await expect(getImageUsers(session, { imageId })).resolves.toEqual(none);
    await expect(getImageUsers(session, { imageId: `HKG-A/${imageId}` })).resolves.toEqual(none);
    await expect(getImageUsers(session, { imageId: unused!.imageId, zoneId: unused!.zoneId })).resolves.toEqual(none);
  });

  it("fails for an id that no image has, as getImage does", async () => {
    await expect(getImageUsers(session, { imageId: "img-none" })).rejects.toThrow(
      "getImageUsers found 0 images with id img-none in all zones, expected 1. Check the id",
    );
    emulator.addImage({ zoneId: "HKG-A", imageName: "web", imageId: "img-web" });
    await expect(getImageUsers(session, { imageId: "SIN-A/img-web" })).rejects.toThrow("img-web in zone SIN-A");
  });

  it("lists the instances of an image that was deleted, and none if the zones cannot be searched", async () => {
    add("i-h", "HKG-A", "img-deleted");
    expect((await getImageUsers(session, { imageId: "img-deleted" })).instances).toHaveLength(1);
    emulator.faults.add({
      action: "DescribeImages",
      kind: "body",
      status: 403,
      body: '{"code":"DENIED","message":"no"}',
    });
    await expect(getImageUsers(session, { imageId: "img-none" })).resolves.toEqual({ instances: [] });
  });

  it("searches the zone that zoneId or the id names, all zones in one list otherwise", async () => {
    add("i-s", "SIN-A", "img-public");
    add("i-h", "HKG-A", "img-public");
    const ids = async (args: { imageId: string; zoneId?: string }) =>
      (await getImageUsers(session, args)).instances.map(({ instanceId }) => instanceId);
    expect(await ids({ imageId: "img-public" })).toEqual(["i-h", "i-s"]);
    expect(await ids({ imageId: "SIN-A/img-public" })).toEqual(["i-s"]);
    expect(await ids({ imageId: "img-public", zoneId: "HKG-A" })).toEqual(["i-h"]);
    expect(emulator.calls().map(({ params }) => params.zoneId)).toEqual([undefined, "SIN-A", "HKG-A"]);
  });

  it("sends one request of each kind for simultaneous callers", async () => {
    for (let n = 0; n < 5; n++) emulator.addImage({ zoneId: "HKG-A", imageName: `web-${n}`, imageId: `img-${n}` });
    await Promise.all(Array.from({ length: 20 }, (_, n) => getImageUsers(session, { imageId: `HKG-A/img-${n % 5}` })));
    expect(actions()).toEqual(["DescribeInstances", "DescribeImages"]);
  });

  it("turns every page, twice, since a list of several pages may change meanwhile", async () => {
    for (let n = 0; n < 1005; n++) add(`i-${n}`, "HKG-A", "img-web");
    const { instances } = await getImageUsers(session, { imageId: "HKG-A/img-web" });
    expect(instances).toHaveLength(1005);
    expect(actions()).toHaveLength(4);
  });

  it("makes a list that was not read whole an error, never a shorter list", async () => {
    for (let n = 0; n < 1005; n++) add(`i-${n}`, "HKG-A", "img-other");
    emulator.faults.add({
      action: "DescribeInstances",
      nth: 2,
      kind: "body",
      status: 403,
      body: '{"code":"DENIED","message":"no"}',
    });
    await expect(getImageUsers(session, { imageId: "HKG-A/img-web" })).rejects.toThrow("DENIED");
  });

  it.each([null, "", 7])("makes an instance whose image is %j an error that names the instance", async (imageId) => {
    add("i-odd", "HKG-A", imageId as unknown as string);
    await expect(getImageUsers(session, { imageId: "HKG-A/img-web" })).rejects.toThrow("instance i-odd: imageId");
  });

  it("reports all mistakes in its arguments, and calls nothing", async () => {
    await expect(getImageUsers(session, {})).rejects.toThrow("getImageUsers requires imageId");
    await expect(getImageUsers(session, { imageId: "" })).rejects.toThrow(
      "getImageUsers: imageId is empty. It is required: set a value.",
    );
    await expect(getImageUsers(session, { imageId: "SIN-A/img-9", zoneId: "HKG-A" })).rejects.toThrow(
      'getImageUsers: imageId "SIN-A/img-9" and zoneId "HKG-A" name different zones',
    );
    await expect(getImageUsers(session, { image: "img-9" } as object)).rejects.toThrow("image");
    expect(actions()).toEqual([]);
  });
});
