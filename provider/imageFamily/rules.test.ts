import fc from "fast-check";
import type { ImageState } from "../customImage";
import { compareLabels, forget, imageNameOf, labelIn } from "./labels";
import { hasWork, isPlan, plan, type Known, type Plan, type Refusal } from "./plan";
import { planPruning } from "./pruning";
import type { FamilyInputs, Version } from "./state";
import { inSequence, isUsable, movePointer, pointed, withVersion } from "./versions";

const image = (label: string, status = "AVAILABLE", record: ImageState["__record"] = { wasAvailable: true }) =>
  ({
    imageId: `img-${label}`,
    imageName: `web-${label}`,
    imageStatus: status,
    imageType: "CUSTOM_IMAGE",
    zoneId: "HKG-A",
    endpoint: "e",
    __record: record,
  }) satisfies ImageState;
const usable = (label: string, sequence: number): Version => ({ version: label, sequence, image: image(label) });
const failed = (label: string, sequence: number): Version => ({
  version: label,
  sequence,
  image: image(label, "UNAVAILABLE", {}),
});
const broken = (label: string, sequence: number): Version => ({
  version: label,
  sequence,
  image: image(label, "UNAVAILABLE"),
});
const creating = (label: string, sequence: number): Version => ({
  version: label,
  sequence,
  image: image(label, "CREATING", { workingName: "web-z1nabcd" }),
});
const labels = (versions: readonly Version[]) => versions.map(({ version }) => version);

describe("labels", () => {
  test("a version's image is named after family and label, and its label is read from that name alone", () => {
    expect(imageNameOf("web", "2026-10")).toBe("web-2026-10");
    expect(labelIn("web", "web-2026-10")).toBe("2026-10");
    for (const name of ["web", "web-", "web2-1", "web-图", "webb-1", "my-web-1"])
      expect(labelIn("web", name)).toBeUndefined();
  });

  test("numbers in labels count as numbers; the order is total", () => {
    expect(["10", "9", "2026-2", "2026-10", "a"].sort(compareLabels)).toEqual(["9", "10", "2026-2", "2026-10", "a"]);
    const label = fc.stringMatching(/^[A-Za-z0-9_-]{1,6}$/);
    fc.assert(
      fc.property(label, label, (a, b) => {
        expect(compareLabels(a, b) === 0).toBe(a === b);
        expect(Math.sign(compareLabels(a, b))).toBe(-Math.sign(compareLabels(b, a)) + 0);
      }),
    );
  });

  test("the last hundred labels that are gone are remembered, each once", () => {
    const many = Array.from({ length: 130 }, (_, n) => `v${n}`);
    const remembered = many.reduce<string[]>((known, label) => forget(known, label), []);
    expect(remembered).toEqual(many.slice(30));
    expect(forget(remembered, "v40").at(-1)).toBe("v40");
    expect(forget(remembered, "v40")).toHaveLength(100);
  });
});

describe("the pointer", () => {
  const versions = [usable("a", 1), usable("b", 2)];

  test("remembers what was current before, also back and forth", () => {
    const first = movePointer({}, "a");
    expect(first).toEqual({ currentVersion: "a", previousVersion: undefined });
    const second = movePointer(first, "b");
    expect(second).toEqual({ currentVersion: "b", previousVersion: "a" });
    expect(movePointer(second, "b")).toBe(second);
    expect(movePointer(second, "a")).toEqual({ currentVersion: "a", previousVersion: "b" });
  });

  test("outputs list versions newest first, and name no image that is gone", () => {
    const outs = pointed(versions, { currentVersion: "b", previousVersion: "a" });
    expect(outs).toMatchObject({ imageId: "img-b", imageName: "web-b", previousImageId: "img-a" });
    expect(outs.versions.map(({ version }) => version)).toEqual(["b", "a"]);
    expect(pointed([versions[0] as Version], { currentVersion: "b", previousVersion: "a" })).toMatchObject({
      imageId: undefined,
      currentVersion: undefined,
      previousVersion: "a",
    });
  });

  test("a version keeps its number, whatever becomes of its image; a new one gets the next", () => {
    const one = withVersion({ versions, nextSequence: 7 }, "a", { ...image("a"), imageStatus: "CREATING" });
    expect(one.versions.map(({ version, sequence }) => [version, sequence])).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
    const two = withVersion(one, "c", image("c"));
    expect({ sequence: two.versions.at(-1)?.sequence, nextSequence: two.nextSequence }).toEqual({
      sequence: 7,
      nextSequence: 8,
    });
  });
});

describe("pruning", () => {
  const three = [usable("a", 1), usable("b", 2), usable("c", 3)];
  const rules = { keep: 2, current: "c", declared: "c", isInUse: () => false };
  const outcome = (versions: Version[], more: Partial<Parameters<typeof planPruning>[1]> = {}) => {
    const { pruned, kept } = planPruning(versions, { ...rules, ...more });
    return [labels(pruned), kept.map(({ version, reason }) => `${version.version} ${reason}`)];
  };

  test.each<[string, Version[], Partial<typeof rules>, [string[], string[]]]>([
    ["the oldest go", three, {}, [["a"], []]],
    ["as many as it takes", three, { keep: 1 }, [["a", "b"], []]],
    ["none if there are not too many", three, { keep: 3 }, [[], []]],
    [
      "by number, not by name or by the order of the list",
      [usable("a", 9), usable("z", 1), usable("m", 5)],
      { current: "a", declared: "a" },
      [["z"], []],
    ],
    ["the current version stays, and takes one of the slots", three, { current: "a" }, [["b"], []]],
    ["the declared one, too", three, { current: "c", declared: "a" }, [["b"], []]],
    [
      "both are too many for keep: 1",
      [usable("a", 1), usable("b", 2)],
      { keep: 1, current: "a", declared: "b" },
      [[], ["a current"]],
    ],
    [
      "a failed one does not count",
      [usable("a", 1), usable("b", 2), failed("x", 3)],
      { current: "b", declared: "b" },
      [[], []],
    ],
    [
      "one that is being created does not count",
      [usable("a", 1), usable("b", 2), creating("x", 3)],
      { current: "b", declared: "x" },
      [[], []],
    ],
    ["one that broke goes, and does not count", [broken("a", 1), usable("b", 2), usable("c", 3)], {}, [["a"], []]],
    [
      "one that broke stays while it is current",
      [broken("a", 1), usable("b", 2), usable("c", 3)],
      { current: "a" },
      [[], []],
    ],
  ])("%s", (_, versions, more, expected) => {
    expect(outcome(versions, more)).toEqual(expected);
  });

  test("a version in use stays, and no newer one goes in its place", () => {
    const four = [...three, usable("d", 4)];
    const isInUse = (imageId: string) => imageId === "img-a";
    expect(outcome(four, { current: "d", declared: "d", isInUse })).toEqual([["b"], ["a inUse"]]);
  });

  test("whatever there is: never what is current, declared or in use, never more than needed, oldest first", () => {
    const kinds = [usable, usable, usable, failed, broken, creating];
    const family = fc
      .uniqueArray(
        fc.tuple(fc.constantFrom(..."abcdefgh"), fc.integer({ min: 1, max: 99 }), fc.integer({ min: 0, max: 5 })),
        {
          selector: ([label]) => label,
          minLength: 1,
        },
      )
      .map((parts) => parts.map(([label, , kind], at) => kinds[kind]?.(label, (at * 37) % 101) as Version));
    fc.assert(
      fc.property(
        family,
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom(..."abcdefgh"),
        fc.constantFrom(..."abcdefgh"),
        fc.uniqueArray(fc.constantFrom(..."abcdefgh")),
        (versions, keep, current, declared, used) => {
          const isInUse = (imageId: string) => used.includes(imageId.slice(4));
          const { pruned, kept } = planPruning(versions, { keep, current, declared, isInUse });
          for (const { version } of pruned) {
            expect([current, declared, ...used]).not.toContain(version);
            expect(kept.map((each) => each.version.version)).not.toContain(version);
          }
          const left = versions.filter((version) => isUsable(version) && !pruned.includes(version));
          const unexplained = left.filter((version) => !kept.some((each) => each.version === version));
          expect(unexplained.length).toBeLessThanOrEqual(keep);
          const usableOnes = versions.filter(isUsable).length;
          expect(left.length).toBeGreaterThanOrEqual(Math.min(keep, usableOnes));
          expect(inSequence(pruned)).toEqual(pruned);
        },
      ),
    );
  });
});

describe("what an update does", () => {
  const news: FamilyInputs = { familyName: "web", instanceId: "i-web", version: "c" };
  const known = (versions: Version[], more: Partial<Known> & { forgotten?: string[] } = {}): Known => {
    const { forgotten = [], ...rest } = more;
    return {
      __versions: versions,
      __record: { nextSequence: 10, forgotten },
      currentVersion: "c",
      zoneId: "HKG-A",
      ...rest,
    };
  };
  const three = [usable("a", 1), usable("b", 2), usable("c", 3)];
  const ready = (outcome: Plan | Refusal): Plan => {
    if (!isPlan(outcome)) throw new Error(JSON.stringify(outcome));
    return outcome;
  };

  test("a new family creates its first version", () => {
    expect(ready(plan(undefined, news))).toMatchObject({ create: true, target: "c", isRollback: false, adopt: [] });
  });

  test("an unchanged one has nothing to do", () => {
    const outcome = ready(plan(known(three), news));
    expect({ hasWork: hasWork(outcome), isRollback: outcome.isRollback, target: outcome.target }).toEqual({
      hasWork: false,
      isRollback: false,
      target: "c",
    });
  });

  test("a new label creates, and prunes afterwards", () => {
    expect(ready(plan(known(three), { ...news, version: "d" }))).toMatchObject({
      create: true,
      prune: true,
      target: "d",
    });
  });

  test("a pinned current version stays current while a candidate is created", () => {
    const outcome = ready(plan(known(three), { ...news, version: "d", currentVersion: "c" }));
    expect(outcome).toMatchObject({ create: true, target: "c", isRollback: false });
  });

  test.each([
    ["version", { version: "a" }],
    ["currentVersion", { currentVersion: "a" }],
  ])("a kept label in %s moves the pointer and does nothing else, whatever else there were to do", (_, change) => {
    const drifted = { ...usable("b", 2), image: { ...image("b"), imageName: "renamed" } };
    const olds = known([usable("a", 1), drifted, usable("c", 3), failed("x", 4), creating("y", 5)], { keep: 5 });
    const outcome = ready(plan(olds, { ...news, ...change, keep: 2 }));
    expect({ isRollback: outcome.isRollback, target: outcome.target, create: outcome.create }).toEqual({
      isRollback: true,
      target: "a",
      create: false,
    });
  });

  test("a lowered keep prunes, a raised one does not", () => {
    expect(ready(plan(known(three), { ...news, keep: 2 })).prune).toBe(true);
    expect(ready(plan(known(three, { keep: 2 }), { ...news, keep: 4 })).prune).toBe(false);
  });

  test("a failed version is deleted, and its label may be created again", () => {
    const olds = known([...three, failed("d", 4)]);
    expect(ready(plan(olds, { ...news, version: "d" }))).toMatchObject({ create: true, discard: [failed("d", 4)] });
    expect(ready(plan(olds, news))).toMatchObject({ create: false, discard: [failed("d", 4)] });
  });

  test("an unfinished version is finished, not created again", () => {
    const outcome = ready(plan(known([...three, creating("d", 4)]), { ...news, version: "d" }));
    expect(outcome).toMatchObject({ create: false, finish: [creating("d", 4)], prune: true, isRollback: false });
  });

  test("drift of name and description is repaired", () => {
    const renamed = { ...usable("a", 1), image: { ...image("a"), imageName: "other" } };
    const described = {
      ...usable("b", 2),
      imageDescription: "ours",
      image: { ...image("b"), imageDescription: "theirs" },
    };
    expect(ready(plan(known([renamed, described, usable("c", 3)]), news)).repair).toEqual([renamed, described]);
  });

  test.each<[string, Known, Partial<FamilyInputs>, Partial<Refusal>]>([
    [
      "a label that was pruned is not built again",
      known(three, { forgotten: ["d"] }),
      { version: "d" },
      { kind: "forgotten", property: "version" },
    ],
    [
      "nor made current",
      known(three, { forgotten: ["d"] }),
      { currentVersion: "d" },
      { kind: "forgotten", property: "currentVersion" },
    ],
    [
      "the declared version was deleted outside",
      known([usable("a", 1)], { forgotten: ["c"], currentVersion: undefined }),
      {},
      { kind: "forgotten" },
    ],
    [
      "there is no such version to make current",
      known(three),
      { currentVersion: "z" },
      { kind: "unknown", known: ["c", "b", "a"] } as Partial<Refusal>,
    ],
    [
      "a version that broke does not become current",
      known([broken("a", 1), usable("c", 3)]),
      { version: "a" },
      { kind: "unusable", property: "version" },
    ],
    [
      "nor a failed one that is not created again",
      known([failed("a", 1), usable("c", 3)]),
      { currentVersion: "a" },
      { kind: "unusable", property: "currentVersion" },
    ],
    ["a label is adopted with another image", known(three), { adoptVersions: { a: "img-z" } }, { kind: "otherImage" }],
    [
      "an image is adopted under a second label",
      known(three),
      { adoptVersions: { z: "HKG-A/img-a" } },
      { kind: "otherLabel" },
    ],
    [
      "there is no instance to create from",
      known(three),
      { version: "d", instanceId: undefined },
      { kind: "noInstance" },
    ],
  ])("refused: %s", (_, olds, change, expected) => {
    expect(plan(olds, { ...news, ...change })).toMatchObject(expected);
  });

  test("a current version that broke stays current", () => {
    const outcome = ready(plan(known([usable("a", 1), broken("c", 3)]), news));
    expect({ hasWork: hasWork(outcome), target: outcome.target }).toEqual({ hasWork: false, target: "c" });
  });

  test("after the current version is gone, a kept label becomes current without a write", () => {
    const olds = known([usable("a", 1)], { forgotten: ["c"], currentVersion: undefined });
    expect(ready(plan(olds, { ...news, version: "a" }))).toMatchObject({ isRollback: true, target: "a" });
  });

  describe("adoptVersions", () => {
    test("adopts images, the declared version last, the others in the order of their labels", () => {
      const adoptVersions = { "2026-10": "img-3", "2026-9": "img-2", a: "img-4", c: "img-1" };
      const outcome = ready(plan(undefined, { ...news, instanceId: undefined, adoptVersions }));
      expect(outcome.adopt.map(({ version }) => version)).toEqual(["2026-9", "2026-10", "a", "c"]);
      expect({ create: outcome.create, target: outcome.target }).toEqual({ create: false, target: "c" });
    });

    test("an entry that is done, or whose version was pruned since, changes nothing; so does its removal", () => {
      const olds = known(three, { forgotten: ["z"] });
      const outcome = ready(plan(olds, { ...news, adoptVersions: { a: "HKG-A/img-a", z: "img-z" } }));
      expect(hasWork(outcome)).toBe(false);
      expect(hasWork(ready(plan(olds, news)))).toBe(false);
    });

    test("an adopted version may become current at once", () => {
      const outcome = ready(plan(known(three), { ...news, currentVersion: "z", adoptVersions: { z: "img-z" } }));
      expect(outcome).toMatchObject({ target: "z", isRollback: false, create: false, prune: false });
    });
  });
});
