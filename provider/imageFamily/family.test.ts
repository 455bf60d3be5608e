import type { Fault } from "../../emulator";
import { FamilyAccount } from "../../test/reliability/families/familyAccount";

let world: FamilyAccount;

const base = { instanceId: "i-web" };
const at = (version: string, more = {}) => ({ web: { ...base, version, ...more } });

async function open(options: Parameters<typeof FamilyAccount.open>[0] = {}): Promise<void> {
  world = await FamilyAccount.open(options);
}
beforeEach(() => open());

async function grow(...labels: string[]): Promise<void> {
  for (const label of labels) await world.succeeds(at(label, { keep: 5 }));
  world.calls();
}
const fault = (rule: Partial<Fault> & Pick<Fault, "action">) =>
  world.emulator.faults.add({ kind: "500", times: 99, ...rule });
const denied = { kind: "body", status: 403, body: { code: "DENIED", message: "no", requestId: "r" } } as const;

describe("versions", () => {
  test("the first one", async () => {
    await world.succeeds(at("1"));
    const image = world.image("web-1");
    expect(world.outputs()).toMatchObject({
      imageId: image.imageId,
      imageName: "web-1",
      version: "1",
      currentVersion: "1",
      zoneId: "HKG-A",
      familyName: "web",
      versions: [{ version: "1", imageId: image.imageId, imageStatus: "AVAILABLE" }],
    });
    expect(world.outputs().previousVersion).toBeUndefined();
    expect(world.engine.resources.get("web")?.id).toBe("HKG-A/web");
  });

  test("an unchanged family calls nothing", async () => {
    await grow("1", "2");
    await world.succeeds(at("2", { keep: 5 }));
    expect(world.calls()).toEqual([]);
  });

  test("another label creates another image, and prunes the oldest beyond keep once that is usable", async () => {
    await grow("1", "2", "3");
    await world.succeeds(at("4"));
    expect(world.names()).toEqual(["web-2", "web-3", "web-4"]);
    expect(world.labels()).toEqual(["4", "3", "2"]);
    expect(world.writes()).toEqual(["CreateImage", "ModifyImagesAttributes", "DeleteImages"]);
    expect(world.outputs()).toMatchObject({ currentVersion: "4", previousVersion: "3" });
    expect(world.engine.provider.progress).toEqual(
      expect.arrayContaining(["creating web-4 from instance i-web", "pruning web-1"]),
    );
  });

  test("the order is that of creation, not that of names", async () => {
    await grow("z", "m", "a");
    await world.succeeds(at("k", { keep: 2 }));
    expect(world.labels()).toEqual(["k", "a"]);
  });

  test("a candidate is created beside the current version, and promoted without a write", async () => {
    await grow("1");
    await world.succeeds(at("2", { keep: 2, currentVersion: "1" }));
    expect(world.outputs()).toMatchObject({ currentVersion: "1", version: "2", imageName: "web-1" });
    world.calls();
    await world.succeeds(at("2", { keep: 2 }));
    expect(world.calls()).toEqual([]);
    expect(world.outputs()).toMatchObject({ currentVersion: "2", imageName: "web-2", previousVersion: "1" });
  });

  test("a rollback is one label, and calls nothing", async () => {
    await grow("1", "2", "3");
    await world.succeeds(at("1", { keep: 5 }));
    expect(world.calls()).toEqual([]);
    expect(world.outputs()).toMatchObject({ imageName: "web-1", currentVersion: "1", previousVersion: "3" });
    await world.succeeds(at("3", { keep: 5, currentVersion: "2" }));
    expect(world.calls()).toEqual([]);
    expect(world.outputs()).toMatchObject({ currentVersion: "2", previousVersion: "1" });
  });

  test("a rollback with a lower keep prunes with the next run", async () => {
    await grow("1", "2", "3");
    await world.succeeds(at("2", { keep: 1 }));
    expect(world.calls()).toEqual([]);
    await world.succeeds(at("2", { keep: 1 }));
    expect(world.names()).toEqual(["web-2"]);
  });

  test("a pruned label is not built again", async () => {
    await grow("1", "2");
    await world.succeeds(at("3", { keep: 1 }));
    world.calls();
    const { failures } = await world.up(at("1"));
    expect(failures).toEqual([expect.stringContaining('Version "1" of family "web" was pruned')]);
    expect(world.calls()).toEqual([]);
    await world.succeeds(at("3", { keep: 1 }));
  });

  test("the description belongs to the version that is created", async () => {
    await world.succeeds(at("1", { imageDescription: "first" }));
    world.calls();
    await world.succeeds(at("1", { imageDescription: "second" }));
    expect(world.calls()).toEqual([]);
    await world.succeeds(at("2", { imageDescription: "second" }));
    expect({ "web-1": world.image("web-1").imageDescription, "web-2": world.image("web-2").imageDescription }).toEqual({
      "web-1": "first",
      "web-2": "second",
    });
  });

  test("another instance creates nothing by itself, and the next version", async () => {
    await grow("1");
    world.emulator.addInstance({ instanceId: "i-next", zoneId: "HKG-A", instanceStatus: "STOPPED" });
    await world.succeeds(at("1", { keep: 5, instanceId: "i-next" }));
    expect(world.calls()).toEqual([]);
    await world.succeeds(at("2", { keep: 5, instanceId: "i-next" }));
    expect(
      world.emulator
        .calls()
        .filter(({ action }) => action === "CreateImage")
        .at(-1)?.params,
    ).toMatchObject({
      instanceId: "i-next",
    });
  });

  test("without an instance a family lives on, until a version is to be created", async () => {
    await grow("1");
    await world.succeeds({ web: { version: "1", keep: 5 } });
    const { failures } = await world.up({ web: { version: "2", keep: 5 } });
    expect(failures).toEqual([expect.stringContaining("There is no instance to create version")]);
  });

  test("an instance in another zone is refused before anything is touched", async () => {
    await grow("1");
    world.emulator.addInstance({ instanceId: "i-far", zoneId: "SIN-A", instanceStatus: "RUNNING" });
    const { failures } = await world.up(at("2", { instanceId: "i-far", stopInstance: true }));
    expect(failures).toEqual([expect.stringContaining("and instance i-far is in zone SIN-A")]);
    expect(world.writes()).toEqual([]);
  });

  test("a running instance is stopped and started again", async () => {
    world.emulator.setInstanceStatus("i-web", "RUNNING");
    await world.succeeds(at("1", { stopInstance: true }));
    expect(world.writes()).toEqual(["StopInstances", "CreateImage", "StartInstances", "ModifyImagesAttributes"]);
  });
});

describe("pruning", () => {
  test("a lowered keep prunes at once, a raised one does not", async () => {
    await grow("1", "2", "3");
    await world.succeeds(at("3", { keep: 2 }));
    expect(world.names()).toEqual(["web-2", "web-3"]);
    world.calls();
    await world.succeeds(at("3", { keep: 4 }));
    expect(world.calls()).toEqual([]);
  });

  test.each(["RUNNING", "RECYCLE"] as const)(
    "a version that an instance was created from stays (%s)",
    async (status) => {
      await grow("1", "2", "3");
      world.use("web-1", "i-user", status);
      const { warnings } = await world.succeeds(at("4", { keep: 3 }));
      expect(world.names()).toEqual(["web-1", "web-2", "web-3", "web-4"]);
      expect(warnings).toEqual([expect.stringMatching(/^web-1 \(img-\w+\) is kept, .*instance i-user/)]);
      world.calls();
      await world.succeeds(at("4", { keep: 3 }));
      expect(world.calls()).toEqual([]);
      world.emulator.removeInstance("i-user");
      await world.succeeds(at("5", { keep: 3 }));
      expect(world.names()).toEqual(["web-3", "web-4", "web-5"]);
    },
  );

  test.each([
    ["an error on its second page", { nth: 2, ...denied }],
    ["a refusal", denied],
    ["garbage", { kind: "garbage" as const }],
  ])("nothing is pruned if the list of instances is not whole: %s", async (_, rule) => {
    await grow("1", "2");
    for (let n = 0; n < 1005; n++)
      world.emulator.addInstance({ instanceId: `i-${n}`, zoneId: "HKG-A", imageId: "img-x" });
    // After the rename, instances are read for nothing but pruning.
    world.emulator.onCall = ({ action, phase }) => {
      if (action === "ModifyImagesAttributes" && phase === "after") fault({ action: "DescribeInstances", ...rule });
    };
    const { warnings } = await world.succeeds(at("3", { keep: 1 }));
    expect(world.names()).toEqual(["web-1", "web-2", "web-3"]);
    expect(warnings).toEqual([expect.stringContaining('no version of family "web" is pruned')]);
  });

  test("a delete that is refused is a partial failure, and tried again", async () => {
    await grow("1", "2");
    fault({ action: "DeleteImages", ...denied });
    const { failures } = await world.up(at("3", { keep: 2 }));
    expect(failures).toEqual([expect.stringMatching(/^Image img-\w+ was not deleted: .*DENIED/)]);
    expect(world.outputs()).toMatchObject({ currentVersion: "3", version: "3" });
    world.emulator.faults.clear();
    world.calls();
    await world.succeeds(at("3", { keep: 2 }));
    expect(world.names()).toEqual(["web-2", "web-3"]);
    expect(world.writes()).toEqual(["DeleteImages"]);
  });

  test("a version that was deleted outside Pulumi counts as pruned", async () => {
    await grow("1", "2");
    world.emulator.removeImage(world.image("web-1").imageId);
    await world.succeeds(at("3", { keep: 2 }));
    expect(world.labels()).toEqual(["3", "2"]);
    expect((await world.up(at("1"))).failures[0]).toContain("was pruned");
  });
});

describe("a full zone", () => {
  beforeEach(async () => {
    await grow("1", "2");
    for (const name of ["a", "b", "c"]) world.emulator.addImage({ zoneId: "HKG-A", imageName: name });
    world.emulator.setInstanceStatus("i-web", "RUNNING");
  });

  test("is refused before anything is touched, and what holds the slots is named", async () => {
    const { failures } = await world.up(at("3", { stopInstance: true, keep: 2 }));
    expect(failures).toEqual([
      'Zone HKG-A has 5 of 5 custom images and no free slot for "web-3" (versions of this family: web-1, web-2; others: ' +
        "a, b, c). Nothing is deleted before the new version is usable. Setting keep to 1, with the version unchanged, " +
        "deletes web-1 first. Or delete an image that is not needed, or ask Zenlayer support to raise the quota.",
    ]);
    expect(world.writes()).toEqual([]);
    expect(world.outputs()).toMatchObject({ currentVersion: "2", version: "2", keep: 5 });
  });

  test("the way out works", async () => {
    await world.succeeds(at("2", { keep: 1 }));
    await world.succeeds(at("3", { stopInstance: true, keep: 1 }));
    expect(world.names()).toEqual(["a", "b", "c", "web-3"]);
  });
});

describe("an image that fails", () => {
  const failing = async (version: string, more = {}) => {
    const stop = (world.emulator.onCall = ({ action, phase }) => {
      if (action !== "CreateImage" || phase !== "after") return;
      const [image] = world.emulator.images().filter(({ imageStatus }) => imageStatus === "CREATING");
      if (image) world.emulator.failImage(image.imageId);
    });
    const outcome = await world.up(at(version, more));
    if (world.emulator.onCall === stop) world.emulator.onCall = undefined;
    return outcome;
  };

  test("leaves the current version current and prunes nothing", async () => {
    await grow("1", "2");
    const { failures } = await failing("3", { keep: 1 });
    expect(failures).toHaveLength(1);
    expect(world.outputs()).toMatchObject({ currentVersion: "2", version: "2" });
    expect(world.names().filter((name) => !name.includes("-z1"))).toEqual(["web-1", "web-2"]);
    const { inputs } = world.engine.resources.get("web") as { inputs: { version?: string } };
    expect(inputs.version).toBe("2");
  });

  test("is deleted first, and its label created again", async () => {
    await grow("1", "2");
    await failing("3", { keep: 2 });
    world.calls();
    await world.succeeds(at("3", { keep: 2 }));
    expect(world.writes()).toEqual(["DeleteImages", "CreateImage", "ModifyImagesAttributes", "DeleteImages"]);
    expect(world.names()).toEqual(["web-2", "web-3"]);
  });

  test("is deleted if the program goes back", async () => {
    await grow("1", "2");
    await failing("3", { keep: 2 });
    await world.engine.refresh();
    await world.succeeds(at("2", { keep: 2 }));
    expect(world.names()).toEqual(["web-1", "web-2"]);
    expect(world.labels()).toEqual(["2", "1"]);
  });

  test("as the first version of a family, too", async () => {
    await failing("1");
    expect(world.outputs().currentVersion).toBeUndefined();
    await world.succeeds(at("1"));
    expect(world.names()).toEqual(["web-1"]);
  });
});

describe("drift", () => {
  test("of name and description is repaired by the next update, not by a rollback", async () => {
    await grow("1", "2");
    world.emulator.renameImage(world.image("web-1").imageId, "renamed");
    await world.engine.refresh();
    world.calls();
    await world.succeeds(at("1", { keep: 5 }));
    expect(world.writes()).toEqual([]);
    await world.succeeds(at("1", { keep: 5 }));
    expect(world.names()).toEqual(["web-1", "web-2"]);
  });

  test("a version that is gone is dropped with a warning, and its label is not used again", async () => {
    await grow("1", "2", "3");
    world.emulator.removeImage(world.image("web-3").imageId);
    const { warnings } = await world.engine.refresh();
    expect(warnings).toEqual([expect.stringContaining('version "3" of family "web"')]);
    expect(world.labels()).toEqual(["2", "1"]);
    expect((await world.up(at("3", { keep: 5 }))).failures[0]).toContain("deleted outside Pulumi");
    world.calls();
    await world.succeeds(at("2", { keep: 5 }));
    expect(world.calls()).toEqual([]);
    expect(world.outputs().imageName).toBe("web-2");
  });

  test("a family of which no version is left is dropped", async () => {
    await grow("1");
    world.emulator.removeImage(world.image("web-1").imageId);
    await world.engine.refresh();
    expect(world.engine.resources.has("web")).toBe(false);
    await world.succeeds(at("1"));
  });
});

describe("destroy", () => {
  test("deletes every version, the oldest first, the current one last, and names those in use before", async () => {
    await grow("1", "2", "3");
    await world.succeeds(at("3", { keep: 5, currentVersion: "1" }));
    world.use("web-2", "i-user");
    const ids = ["web-2", "web-3", "web-1"].map((name) => world.image(name).imageId);
    const { failures, warnings } = await world.engine.destroy();
    expect(failures).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("instance i-user")]);
    const deletes = world.emulator.calls().filter(({ action }) => action === "DeleteImages");
    expect(deletes.flatMap(({ params }) => params.imageIds)).toEqual(ids);
    expect(world.names()).toEqual([]);
  });

  test("continues after a failure: what is gone is done", async () => {
    await grow("1", "2");
    fault({ action: "DeleteImages", nth: 2, ...denied });
    const { failures } = await world.engine.destroy();
    expect(failures).toEqual([
      expect.stringMatching(/^Version "2" of family "web" was not deleted: .* Versions 2 are left/),
    ]);
    world.emulator.faults.clear();
    expect((await world.engine.destroy()).failures).toEqual([]);
    expect(world.names()).toEqual([]);
  });
});

describe("an interrupted run", () => {
  const kill = (action: string, phase: "before" | "after", nth = 1) => {
    let seen = 0;
    world.emulator.onCall = (event) => {
      if (event.action === action && event.phase === phase && ++seen === nth) world.engine.provider.kill();
    };
  };
  const recover = () => (world.emulator.onCall = undefined);

  test("that is killed while creating is continued", async () => {
    await grow("1");
    kill("CreateImage", "after");
    await world.up(at("2"));
    recover();
    world.calls();
    await world.succeeds(at("2"));
    expect(world.writes()).not.toContain("CreateImage");
    expect(world.names()).toEqual(["web-1", "web-2"]);
  });

  test("of another label is deleted once it is known to be dead", async () => {
    await grow("1");
    kill("CreateImage", "after");
    await world.up(at("2"));
    recover();
    const { warnings } = await world.succeeds(at("3"));
    expect(warnings.join()).toContain("was created for another version of this family");
    expect(world.names()).toEqual(["web-1", "web-3"]);
  });

  test("that had finished its image is never repeated: the image is named, and adopted", async () => {
    await grow("1", "2", "3");
    kill("DeleteImages", "after");
    await world.up(at("4", { keep: 2 }));
    recover();
    world.calls();
    const { failures } = await world.up(at("4", { keep: 2 }));
    const { imageId } = world.image("web-4");
    expect(failures).toEqual([expect.stringContaining(`adoptVersions: { "4": "${imageId}" }`)]);
    expect(world.writes()).toEqual([]);
    await world.succeeds(at("4", { keep: 2, adoptVersions: { 4: imageId } }));
    expect(world.outputs()).toMatchObject({ currentVersion: "4" });
    expect(world.writes()).not.toContain("CreateImage");
    expect(world.names()).toEqual(["web-3", "web-4"]);
  });

  test("that is canceled while creating keeps the version, and continues with it", async () => {
    await grow("1");
    let isCreating = false;
    world.emulator.onCall = ({ action, phase }) => {
      isCreating ||= action === "CreateImage";
      if (isCreating && action === "DescribeImages" && phase === "after") world.engine.provider.cancel();
    };
    const { failures } = await world.up(at("2"));
    recover();
    expect(failures).toHaveLength(1);
    expect(world.outputs()).toMatchObject({ currentVersion: "1", version: "1" });
    world.calls();
    await world.succeeds(at("2"));
    expect(world.writes()).toEqual(["ModifyImagesAttributes"]);
    expect(world.outputs()).toMatchObject({ currentVersion: "2" });
  });

  test("that is canceled once it has started the instance again records that: the next run leaves the instance alone", async () => {
    await open({ createImageMs: 20_000, startInstanceMs: 20_000 });
    const program = at("1", { instanceId: "i-db", stopInstance: true });
    const cancelAfter = (wanted: string) => {
      world.emulator.onCall = ({ action, phase }) => {
        if (action === wanted && phase === "after") world.engine.provider.cancel();
      };
    };
    cancelAfter("CreateImage");
    await world.up(program);
    expect(world.outputs().__versions[0]?.image.__record).toMatchObject({ stoppedInstance: "i-db" });
    cancelAfter("StartInstances");
    await world.up(program);
    recover();
    world.emulator.setInstanceStatus("i-db", "STOPPED"); // by its user
    world.calls();
    await world.succeeds(program);
    expect(world.writes()).toEqual(["ModifyImagesAttributes"]);
    expect(world.statusOf("i-db")).toBe("STOPPED");
  });
});

test("a version that was renamed outside has its name again, in state too, also where the same run prunes", async () => {
  await grow("1", "2", "3");
  world.emulator.renameImage(world.image("web-2").imageId, "renamed");
  await world.engine.refresh();
  await world.succeeds(at("3", { keep: 2 }));
  expect(world.names()).toEqual(["web-2", "web-3"]);
  expect(world.outputs().versions.map(({ imageName }) => imageName)).toEqual(["web-3", "web-2"]);
  world.calls();
  await world.succeeds(at("3", { keep: 2 }));
  expect(world.calls()).toEqual([]);
});

test("a version whose deletion was canceled cannot become current again, and is deleted by the next run", async () => {
  await grow("1", "2");
  world.emulator.onCall = ({ action, phase }) => {
    if (action === "DeleteImages" && phase === "after") world.engine.provider.cancel();
  };
  await world.up(at("3", { keep: 2 }));
  world.emulator.onCall = undefined;
  expect((await world.up(at("1", { keep: 2 }))).failures[0]).toContain("was pruned");
  await world.succeeds(at("3", { keep: 2 }));
  expect(world.labels()).toEqual(["3", "2"]);
});

describe("adoptVersions", () => {
  const add = (imageName: string, zoneId = "HKG-A") => world.emulator.addImage({ zoneId, imageName }).imageId;

  test("adopts images without creating or deleting any, under the family's names", async () => {
    const adoptVersions = { "2026-8": add("web-2026-8"), "2026-9": add("golden"), "2026-10": add("web-2026-10") };
    await world.succeeds({ web: { version: "2026-10", adoptVersions } });
    expect(world.writes()).toEqual(["ModifyImagesAttributes"]);
    expect(world.names()).toEqual(["web-2026-10", "web-2026-8", "web-2026-9"]);
    expect(world.labels()).toEqual(["2026-10", "2026-9", "2026-8"]);
    expect(world.outputs().currentVersion).toBe("2026-10");
    world.calls();
    await world.succeeds({ web: { version: "2026-10" } });
    expect(world.calls()).toEqual([]);
    await world.succeeds(at("2026-11"));
    expect(world.names()).toEqual(["web-2026-10", "web-2026-11", "web-2026-9"]);
  });

  test.each([
    ["there is none", () => ({ 9: "img-none" }), "There is no image img-none in zone HKG-A"],
    ["it is in another zone", () => ({ 9: `SIN-A/${add("x", "SIN-A")}` }), "is in zone SIN-A"],
  ])("refused, and everything else stays: %s", async (_, adoptVersions, reason) => {
    await grow("1");
    const { failures } = await world.up(at("1", { keep: 5, adoptVersions: adoptVersions() }));
    expect(failures).toEqual([expect.stringContaining(reason)]);
    expect(world.labels()).toEqual(["1"]);
    expect(world.writes()).toEqual([]);
  });
});
