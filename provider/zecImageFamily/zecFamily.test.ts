import type { Fault } from "../../emulator";
import { FamilyAccount } from "../../test/reliability/families/familyAccount";
import { LONGEST_NAME } from "../../test/support/limits";
import { preflight, preflightUpdate } from ".";

const HK = "asia-east-1";
const SG = "asia-southeast-1";
const FRA = "europe-central-1";

let world: FamilyAccount;
beforeEach(async () => {
  const zec = { copyImageMs: 20_000, deleteCopyMs: 3_000, deleteImageMs: 3_000 };
  world = await FamilyAccount.open({ zec }, { product: "zec" });
});

const base = { instanceId: "zec-web" };
const at = (version: string, more = {}) => ({ web: { ...base, version, ...more } });

async function grow(more: object, ...labels: string[]): Promise<void> {
  for (const label of labels) await world.succeeds(at(label, { keep: 5, ...more }));
  world.calls();
}
const fault = (rule: Partial<Fault> & Pick<Fault, "action">) =>
  world.emulator.faults.add({ kind: "500", times: 99, ...rule });
const denied = { kind: "body", status: 403, body: { code: "DENIED", message: "no", requestId: "r" } } as const;
const regionsOf = (imageName: string) => world.zecImage(imageName).regionIds.slice().sort();
const tagsOf = (imageName: string) =>
  Object.fromEntries(world.zecImage(imageName).tags.map(({ key, value }) => [key, value]));

describe("versions", () => {
  test("the first one, in the regions and with the tags and group that the program declares", async () => {
    const declared = { regions: [HK, SG], tags: { role: "web" }, resourceGroupId: "rg-team" };
    await world.succeeds(at("2026.10", declared));
    const { imageId } = world.zecImage("web-2026.10");
    expect(world.outputs()).toMatchObject({
      ...declared,
      imageId,
      imageName: "web-2026.10",
      version: "2026.10",
      currentVersion: "2026.10",
      familyName: "web",
      versions: [{ version: "2026.10", imageId, imageStatus: "AVAILABLE", regions: [HK, SG] }],
    });
    expect(world.outputs()).not.toHaveProperty("zoneId");
    expect(world.engine.resources.get("web")?.id).toBe("web");
    expect(regionsOf("web-2026.10")).toEqual([HK, SG]);
    world.calls();
    await world.succeeds(at("2026.10", declared));
    expect(world.calls()).toEqual([]);
  });

  test("another label creates another image, and prunes the oldest beyond keep, with all copies, once that is usable", async () => {
    const declared = { keep: 2, regions: [HK, SG] };
    await grow(declared, "1", "2");
    await world.succeeds(at("3", declared));
    expect(world.names()).toEqual(["web-2", "web-3"]);
    expect(world.writes()).toEqual(["CreateImage", "CopyImage", "ModifyImagesAttributes", "DeleteImages"]);
    expect(world.outputs()).toMatchObject({ currentVersion: "3", previousVersion: "2" });
  });

  test("a rollback is one label, and calls nothing", async () => {
    await grow({ regions: [HK, SG] }, "1", "2");
    await world.succeeds(at("1", { keep: 5, regions: [HK, SG] }));
    expect(world.calls()).toEqual([]);
    expect(world.outputs()).toMatchObject({ imageName: "web-1", currentVersion: "1", previousVersion: "2" });
  });

  test("versions may be created in different regions", async () => {
    world.emulator.zec.addInstance({ instanceId: "zec-fra", zoneId: "europe-central-1a", status: "STOPPED" });
    await grow({}, "1");
    await world.succeeds(at("2", { keep: 5, instanceId: "zec-fra" }));
    expect({ "web-1": regionsOf("web-1"), "web-2": regionsOf("web-2") }).toEqual({ "web-1": [HK], "web-2": [FRA] });
    expect(world.outputs().regions).toEqual([FRA]);
  });

  test("names may be as long as the service allows, and labels end with a letter or digit", async () => {
    const label = "x".repeat(LONGEST_NAME.zec - "web-".length);
    await world.succeeds(at(label));
    expect((await world.up(at(`${label}x`))).failures).toEqual([
      expect.stringContaining(`may have ${LONGEST_NAME.zec}`),
    ]);
    expect((await world.up(at("1-"))).failures).toEqual([expect.stringContaining("is not a label")]);
    const { failures } = await world.up(at("1", { familyName: "-web" }));
    expect(failures).toEqual([expect.stringMatching(/^familyName "-web" .*, beginning with a letter or digit\.$/)]);
  });

  test.each([
    ["a label", `z1n${"a2".repeat(8)}`],
    ["the end of a label", `9-z1s${"a2".repeat(16)}`],
  ])("%s that makes the image's name a working name is refused", async (_, label) => {
    const { failures } = await world.up(at(label));
    expect(failures).toEqual([
      expect.stringMatching(/would be named "web-.*reserved for images that are being created/),
    ]);
    expect(world.names()).toEqual([]);
    await world.succeeds(at(`${label}-1`));
    expect(world.names()).toEqual([`web-${label}-1`]);
  });

  test("a full account is reported in the service's words, and the current version stays", async () => {
    await grow({}, "1");
    world.emulator.zec.setQuota(1);
    const { failures } = await world.up(at("2"));
    expect(failures).toEqual([expect.stringContaining("the account has reached its quota of custom images")]);
    expect(world.outputs()).toMatchObject({ currentVersion: "1", version: "1" });
  });
});

describe("regions, tags and group", () => {
  test("hold for every version that is kept, in place", async () => {
    await grow({ regions: [HK] }, "1", "2");
    await world.succeeds(at("2", { keep: 5, regions: [HK, SG], tags: { role: "web" }, resourceGroupId: "rg-team" }));
    for (const name of ["web-1", "web-2"]) {
      expect(regionsOf(name)).toEqual([HK, SG]);
      expect(tagsOf(name)).toEqual({ role: "web" });
      expect(world.zecImage(name).resourceGroupId).toBe("rg-team");
    }
    expect(world.writes().sort()).toEqual(
      ["AddResourceResourceGroup", "CopyImage", "ModifyResourceTags"].flatMap((action) => [action, action]),
    );
    expect(world.outputs().versions.map(({ regions }) => regions)).toEqual([
      [HK, SG],
      [HK, SG],
    ]);
  });

  test("are changed for several versions at the same time, and what fails is reported in the order of the versions", async () => {
    const labels = ["1", "2", "3", "4"];
    await grow({ regions: [HK] }, ...labels);
    let [copying, most] = [0, 0];
    world.emulator.onCall = ({ action, phase }) => {
      if (action === "CopyImage" && phase === "after") copying++;
      most = Math.max(most, world.emulator.zec.images().filter(({ imageStatus }) => imageStatus === "SYNCING").length);
    };
    fault({ action: "CopyImage", kind: "copyFails", regionId: SG, nth: 1, times: 2 });
    const { failures } = await world.up(at("4", { keep: 5, regions: [HK, SG] }));
    expect({ copying, most }).toEqual({ copying: 4, most: 4 });
    const failed = failures.flatMap((text) => text.match(/image-\w+/g) ?? []);
    const ids = world.emulator.zec.images().map(({ imageId }) => imageId);
    expect(failed).toEqual(ids.filter((id) => failed.includes(id)));
    expect(failed).toHaveLength(2);
    world.emulator.onCall = undefined;
    world.emulator.faults.clear();
    await world.succeeds(at("4", { keep: 5, regions: [HK, SG] }));
    for (const label of labels) expect(regionsOf(`web-${label}`)).toEqual([HK, SG]);
  });

  test.each([{ tags: { role: "web" } }, { resourceGroupId: "rg-team" }, { regions: [HK, SG] }])(
    "are known as they are now, also where the same run prunes: %j",
    async (declared) => {
      await grow({}, "1", "2", "3");
      await world.succeeds(at("3", { keep: 2, ...declared }));
      expect(world.labels()).toEqual(["3", "2"]);
      expect(world.outputs()).toMatchObject(declared);
      for (const { image } of world.outputs().__versions) expect(image).toMatchObject(declared);
      world.calls();
      await world.succeeds(at("3", { keep: 2, ...declared }));
      expect(world.calls()).toEqual([]);
    },
  );

  test("that the program does not declare are left as they are", async () => {
    await grow({ regions: [HK, SG], tags: { role: "web" } }, "1");
    await world.succeeds(at("1", { keep: 5 }));
    expect(world.writes()).toEqual([]);
    expect(regionsOf("web-1")).toEqual([HK, SG]);
    expect(tagsOf("web-1")).toEqual({ role: "web" });
  });

  test("that somebody else has changed are repaired by the next update, not by a rollback", async () => {
    const declared = { keep: 5, regions: [HK, SG], tags: { role: "web" } };
    await grow(declared, "1", "2");
    const { imageId } = world.zecImage("web-1");
    world.emulator.zec.setRegions(imageId, [HK]);
    world.emulator.zec.setLabels(imageId, { tags: [{ key: "role", value: "other" }] });
    await world.engine.refresh();
    world.calls();
    await world.succeeds(at("1", declared));
    expect(world.writes()).toEqual([]);
    await world.succeeds(at("1", declared));
    expect(regionsOf("web-1")).toEqual([HK, SG]);
    expect(tagsOf("web-1")).toEqual({ role: "web" });
  });

  test("a region that fails is named, keeps no other version from its copy, and is tried again", async () => {
    await grow({ regions: [HK] }, "1", "2");
    fault({ action: "CopyImage", ...denied, times: 1 });
    const { failures } = await world.up(at("2", { keep: 5, regions: [HK, SG] }));
    expect(failures).toEqual([expect.stringMatching(/asia-southeast-1.*DENIED/)]);
    expect({ "web-1": regionsOf("web-1"), "web-2": regionsOf("web-2") }).toEqual({ "web-1": [HK], "web-2": [HK, SG] });
    await world.succeeds(at("2", { keep: 5, regions: [HK, SG] }));
    expect(regionsOf("web-1")).toEqual([HK, SG]);
  });

  test("a copy that fails leaves a new version unfinished, and the old one current; the next run goes on", async () => {
    const declared = { keep: 1, regions: [HK, SG] };
    await grow(declared, "1");
    fault({ action: "CopyImage", ...denied });
    for (let run = 0; run < 2; run++) {
      const { failures } = await world.up(at("2", declared));
      expect(failures).toEqual([expect.stringMatching(/asia-southeast-1.*DENIED/)]);
      expect(world.outputs()).toMatchObject({ currentVersion: "1", version: "1" });
    }
    expect(world.names()).toContain("web-1");
    world.emulator.faults.clear();
    world.calls();
    await world.succeeds(at("2", declared));
    expect(world.writes()).not.toContain("CreateImage");
    expect(world.names()).toEqual(["web-2"]);
    expect(world.outputs()).toMatchObject({ currentVersion: "2", regions: [HK, SG] });
  });

  test("a set without the source region changes nothing, unless it says so", async () => {
    await grow({ regions: [HK, SG] }, "1");
    const { failures } = await world.up(at("1", { keep: 5, regions: [SG] }));
    expect(failures).toEqual([expect.stringContaining(`-${HK}`)]);
    expect(world.writes()).toEqual([]);
    await world.succeeds(at("1", { keep: 5, regions: [SG, `-${HK}`] }));
    expect(regionsOf("web-1")).toEqual([SG]);
    world.calls();
    await world.succeeds(at("1", { keep: 5, regions: [SG, `-${HK}`] }));
    expect(world.calls()).toEqual([]);
  });
});

describe("pruning", () => {
  test("a version that an instance of any region was created from stays", async () => {
    await grow({ regions: [HK, SG] }, "1", "2", "3");
    const { imageId } = world.zecImage("web-1");
    world.emulator.zec.addInstance({ instanceId: "zec-sg", zoneId: "asia-southeast-1a", status: "RECYCLE", imageId });
    const { warnings } = await world.succeeds(at("4", { keep: 2, regions: [HK, SG] }));
    expect(world.names()).toEqual(["web-1", "web-3", "web-4"]);
    expect(warnings).toEqual([expect.stringMatching(/^web-1 \(.*\) is kept, .*instance zec-sg/)]);
  });

  test("nothing is pruned if the list of instances cannot be read", async () => {
    await grow({}, "1", "2");
    world.emulator.onCall = ({ action, phase }) => {
      if (action === "ModifyImagesAttributes" && phase === "after") fault({ action: "DescribeInstances", ...denied });
    };
    const { warnings } = await world.succeeds(at("3", { keep: 1 }));
    expect(world.names()).toEqual(["web-1", "web-2", "web-3"]);
    expect(warnings).toEqual([expect.stringContaining('no version of family "web" is pruned')]);
  });

  test("a version that is being copied counts as usable, and is not the reason to keep an older one", async () => {
    await grow({}, "1", "2", "3");
    world.emulator.zec.setImageStatus(world.zecImage("web-3").imageId, "SYNCING");
    await world.engine.refresh();
    await world.succeeds(at("3", { keep: 2 }));
    expect(world.names()).toEqual(["web-2", "web-3"]);
  });

  test("a delete that is refused is a partial failure, and tried again", async () => {
    await grow({}, "1", "2");
    fault({ action: "DeleteImages", ...denied });
    expect((await world.up(at("3", { keep: 2 }))).failures).toEqual([
      expect.stringMatching(/was not deleted: .*DENIED/),
    ]);
    world.emulator.faults.clear();
    await world.succeeds(at("3", { keep: 2 }));
    expect(world.names()).toEqual(["web-2", "web-3"]);
  });
});

describe("a run that was killed", () => {
  const killAfter = (killed: string) => {
    world.emulator.onCall = ({ action, phase }) => {
      if (action === killed && phase === "after") world.engine.provider.kill();
    };
  };
  const recover = () => (world.emulator.onCall = undefined);
  const declared = { regions: [HK, SG] };

  test.each(["CreateImage", "CopyImage"])("after %s: the next run continues it", async (action) => {
    await grow(declared, "1");
    killAfter(action);
    await world.up(at("2", declared));
    recover();
    world.calls();
    await world.succeeds(at("2", declared));
    expect(world.writes()).not.toContain("CreateImage");
    expect(world.names()).toEqual(["web-1", "web-2"]);
    expect(regionsOf("web-2")).toEqual([HK, SG]);
  });

  test.each([
    ["CopyImage", "the copy is removed", [HK], [HK, SG]],
    ["DeleteImageCopy", "the copy is added again", [HK, SG], [HK]],
  ])(
    "after %s, for regions that the program takes back: %s once a refresh has shown it",
    async (action, _, regions, changed) => {
      await grow({ regions }, "1");
      killAfter(action);
      await world.up(at("1", { regions: changed }));
      recover();
      await world.engine.refresh();
      await world.succeeds(at("1", { regions }));
      await world.account.clock.sleep(60_000);
      expect(regionsOf("web-1")).toEqual(regions);
    },
  );

  test("after CreateImage, for another label: its image is deleted once the run has certainly ended", async () => {
    await grow({}, "1");
    killAfter("CreateImage");
    await world.up(at("2"));
    recover();
    const { warnings } = await world.succeeds(at("3"));
    expect(warnings.join()).toContain("was created for another version of this family");
    expect(world.names()).toEqual(["web-1", "web-3"]);
  });

  test("after DeleteImages: the next run continues it, also while the image is still listed", async () => {
    await grow(declared, "1", "2", "3");
    killAfter("DeleteImages");
    await world.up(at("3", { keep: 1, ...declared }));
    recover();
    expect(world.images().map(({ imageStatus }) => imageStatus)).toContain("DELETING");
    await world.succeeds(at("3", { keep: 1, ...declared }));
    expect(world.names()).toEqual(["web-3"]);
    expect(world.labels()).toEqual(["3"]);
    world.calls();
    await world.succeeds(at("3", { keep: 1, ...declared }));
    expect(world.calls()).toEqual([]);
  });

  test.each([
    ["waits for it", true, {}],
    ["needs no second run where versions are changed, too", true, { tags: { role: "web" } }],
    ["needs no second run where regions are changed, and no refresh was made", false, { regions: [HK, FRA] }],
    ["needs no second run where tags are changed, and no refresh was made", false, { tags: { role: "web" } }],
  ])("after DeleteImages: the next run %s", async (_, isRefreshed, more) => {
    await grow(declared, "1", "2", "3");
    killAfter("DeleteImages");
    await world.up(at("3", { keep: 2, ...declared }));
    recover();
    if (isRefreshed) {
      await world.engine.refresh();
      expect(world.outputs().versions.at(-1)).toMatchObject({ version: "1", imageStatus: "DELETING" });
    }
    await world.succeeds(at("3", { keep: 2, ...declared, ...more }));
    expect(world.names()).toEqual(["web-2", "web-3"]);
    expect(world.labels()).toEqual(["3", "2"]);
    world.calls();
    await world.succeeds(at("3", { keep: 2, ...declared, ...more }));
    expect(world.calls()).toEqual([]);
  });

  test("a current version that is deleted outside is missed, also if a refresh has seen it DELETING", async () => {
    await grow({}, "1", "2");
    const { imageId } = world.zecImage("web-2");
    world.emulator.zec.setImageStatus(imageId, "DELETING");
    await world.engine.refresh();
    world.emulator.zec.removeImage(imageId);
    const { failures } = await world.up(at("2", { keep: 1 }));
    expect(failures).toEqual([expect.stringMatching(/no longer in the account.*Run `pulumi refresh`/)]);
    expect(world.names()).toEqual(["web-1"]);
  });

  test("after its image was finished: the creation is not repeated; the image is named, and can be adopted", async () => {
    await grow({}, "1", "2", "3");
    killAfter("DeleteImages");
    await world.up(at("4", { keep: 2 }));
    recover();
    world.calls();
    const { failures } = await world.up(at("4", { keep: 2 }));
    const { imageId } = world.zecImage("web-4");
    expect(failures).toEqual([expect.stringMatching(/^The account already has an image named "web-4"/)]);
    expect(failures[0]).toContain(`adoptVersions: { "4": "${imageId}" }`);
    expect(world.writes()).toEqual([]);
    await world.succeeds(at("4", { keep: 2, adoptVersions: { 4: imageId } }));
    expect(world.writes()).not.toContain("CreateImage");
    expect(world.names()).toEqual(["web-3", "web-4"]);
  });
});

test("a version that state has as failed, and that is usable by now, is finished and not deleted", async () => {
  await grow({}, "1");
  fault({ action: "CreateImage", kind: "unavailable", times: 1 });
  expect((await world.up(at("2"))).failures).toEqual([expect.stringContaining("is FAILED")]);
  const { imageId } = world.emulator.zec.images().at(-1)!;
  world.emulator.zec.setImageStatus(imageId, "AVAILABLE");
  world.emulator.zec.setRegions(imageId, [HK]);
  world.emulator.zec.addInstance({ instanceId: "zec-user", zoneId: "asia-east-1a", status: "RUNNING", imageId });
  world.calls();
  await world.succeeds(at("2"));
  expect(world.zecImage("web-2").imageId).toBe(imageId);
  expect(world.writes()).toEqual(["ModifyImagesAttributes"]);
  expect(world.outputs()).toMatchObject({ currentVersion: "2", imageId });
});

test("a stranger's image that begins like a version, and one with another owner's working name, are not touched", async () => {
  for (const imageName of ["web-0", "web-2-z1naaaaaaaabbbbbbbbccccccccdddddddd"])
    world.emulator.zec.addImage({ sourceRegionId: HK, imageName });
  await grow({}, "1");
  await world.succeeds(at("2", { keep: 1 }));
  expect((await world.engine.destroy()).failures).toEqual([]);
  expect(world.names()).toEqual(["web-0", "web-2-z1naaaaaaaabbbbbbbbccccccccdddddddd"]);
});

test("images that are taken in get the family's name, and the declared regions, tags and group", async () => {
  const { imageId } = world.emulator.zec.addImage({ sourceRegionId: HK, imageName: "golden" });
  await world.succeeds({
    web: { version: "9", adoptVersions: { 9: imageId }, regions: [HK, SG], tags: { role: "web" } },
  });
  expect(world.zecImage("web-9").imageId).toBe(imageId);
  expect({ regions: regionsOf("web-9"), tags: tagsOf("web-9") }).toEqual({
    regions: [HK, SG],
    tags: { role: "web" },
  });
  expect(world.writes()).not.toContain("CreateImage");
});

test("destroy deletes every version in all regions, the current one last, and names those in use before", async () => {
  await grow({ regions: [HK, SG] }, "1", "2");
  world.use("web-1", "zec-user");
  const ids = ["web-1", "web-2"].map((name) => world.zecImage(name).imageId);
  const { failures, warnings } = await world.engine.destroy();
  expect(failures).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining("instance zec-user")]);
  const deletes = world.emulator.calls().filter(({ action }) => action === "DeleteImages");
  expect(deletes.flatMap(({ params }) => params.imageIds)).toEqual(ids);
  expect(world.names()).toEqual([]);
});

test("a version that is gone is dropped with a warning; the others are refreshed by one list", async () => {
  await grow({}, "1", "2", "3");
  world.emulator.zec.removeImage(world.zecImage("web-3").imageId);
  const { warnings } = await world.engine.refresh();
  expect(warnings).toEqual([expect.stringContaining('version "3" of family "web"')]);
  expect(world.labels()).toEqual(["2", "1"]);
});

describe("a preview", () => {
  const news = (version: string, more = {}) => ({ ...base, version, keep: 5, familyName: "web", ...more });
  const previewUpdate = (inputs: object) =>
    preflightUpdate(world.engine.provider.context, world.outputs(), inputs as ReturnType<typeof news>);
  const informed = () => world.engine.provider.informed;
  const warnings = () => world.engine.provider.warnings;

  test("says which versions are changed, what is created, and reads nothing for a family that stays as it is", async () => {
    await grow({ regions: [HK] }, "1", "2");
    expect(await previewUpdate(news("2", { regions: [HK, SG], tags: { role: "web" } }))).toEqual([]);
    expect(informed()).toEqual(["changes regions, tags of web-1, web-2."]);
    world.calls();
    expect(await previewUpdate(news("2", { regions: [HK] }))).toEqual([]);
    expect(world.calls()).toEqual([]);
    await previewUpdate(news("3", { regions: [HK], keep: 2 }));
    expect(informed().at(-1)).toBe(
      "creates web-3 from instance zec-web; web-3 becomes current in place of web-2; deletes web-1.",
    );
    expect(world.writes()).toEqual([]);
  });

  test("refuses a set without the source region of a version that is kept", async () => {
    await grow({ regions: [HK, SG] }, "1");
    const failures = await previewUpdate(news("1", { regions: [SG] }));
    expect(failures).toEqual([
      { property: "regions", reason: expect.stringContaining(`or "-${HK}" to remove it`) as string },
    ]);
  });

  test("warns of an unknown region, and of an instance that runs", async () => {
    await grow({}, "1");
    world.emulator.zec.setInstanceStatus("zec-web", "RUNNING");
    const { context } = world.engine.provider;
    await preflight(context, news("1", { regions: [HK, "mars-1"], familyName: "other", __owner: "a".repeat(16) }), {});
    expect(warnings().join()).toMatch(/zec-web .* is RUNNING/);
    expect(warnings().join()).toContain("mars-1");
  });
});
