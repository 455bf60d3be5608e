import { TestAccount, type TestContext } from "../../test/support/provider";
import { adopt } from "./adopt";
import { findImage } from "./findImage";
import { read } from "./read";

let account: TestAccount;
let ctx: TestContext;
let imageId: string;

beforeEach(() => {
  account = new TestAccount();
  ctx = account.process();
  ({ imageId } = account.emulator.addImage({ zoneId: "SIN-A", imageName: "web" }));
});

/** The service answers for whatever zone as soon as ids are given. */
function ignoreZones(): void {
  const { api } = ctx.session();
  const describe = api.describeImages.bind(api);
  jest
    .spyOn(api, "describeImages")
    .mockImplementation((zoneId, filter, signal) => describe(filter?.imageIds ? "SIN-A" : zoneId, filter, signal));
}

const find = (zoneId?: string) => account.run(findImage(ctx.session(), { imageId, zoneId }));

describe.each([
  ["heeds the zone", () => undefined],
  ["ignores the zone where ids are given", ignoreZones],
])("a service that %s", (_, arrange) => {
  beforeEach(arrange);

  test("the zone that lists the image is recorded, wherever the search begins", async () => {
    expect((await find())?.zoneId).toBe("SIN-A");
    expect((await find("SIN-A"))?.zoneId).toBe("SIN-A");
    expect((await account.run(read(ctx, imageId, {})))?.outs.zoneId).toBe("SIN-A");
    expect((await account.run(adopt(ctx, ctx.session(), { adoptImageId: imageId }))).outs.zoneId).toBe("SIN-A");
  });

  test("the wrong zone is an error", async () => {
    const wrong = `HKG-A/${imageId}`;
    await expect(account.run(read(ctx, wrong, {}))).rejects.toThrow(
      /zone HKG-A does not list it|no image img-\w+ in zone/,
    );
    const adoption = adopt(ctx, ctx.session(), { adoptImageId: wrong });
    await expect(account.run(adoption)).rejects.toThrow(/zone HKG-A does not list it|no image img-\w+ in zone/);
  });
});

test("a public image is the same in every zone, and on no list of custom ones", async () => {
  imageId = "img-EVhEsCuXhCN0urZ7Vt77oOr6K";
  expect((await find("HKG-A"))?.image.imageType).toBe("PUBLIC_IMAGE");
});

test("a list that is older than the image is read again", async () => {
  await account.run(ctx.session().images.list("SIN-A"));
  ({ imageId } = account.emulator.addImage({ zoneId: "SIN-A", imageName: "new" }));
  expect((await find())?.image.imageName).toBe("new");
});

test("many searches at once share their calls", async () => {
  const others = Array.from({ length: 4 }, (_, n) =>
    account.emulator.addImage({ zoneId: "SIN-A", imageName: `web${n}` }),
  );
  account.calls();
  await account.run(
    Promise.all(others.map((image) => findImage(ctx.session(), { zoneId: "SIN-A", imageId: image.imageId }))),
  );
  expect(account.calls()).toEqual(["DescribeImages", "DescribeImages"]);
});
