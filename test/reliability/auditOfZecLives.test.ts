import fc from "fast-check";

import { livesOf as familyLivesOf } from "./families/commands";
import { liveRandomly as liveFamilies } from "./families/liveRandomly";
import type { LifeMoment } from "./random/liveRandomly";
import { AuditObserver } from "./support/auditTruth";
import { AUDITED_FAMILY_LIVES, isLong, LIVES } from "./support/long";
import { print } from "./support/table";
import { auditOf, momentOf, momentOfFamilies, truthOf, type OtherHolder } from "./zec/auditMoments";
import { liveRandomly, livesOf } from "./zec/liveRandomly";
import type { ZecLife } from "./zec/zecLife";

/** The same lifecycles in each `make test`, other ones in each long run. */
const seed = isLong ? undefined : 17;

/** A change of an image outside Pulumi between two commands. It is undone before the lifecycle continues. */
const EVENTS = ["hang creating", "hang copying", "fail", "delete", "use", "create", "adopt", "own"] as const;
type Event = (typeof EVENTS)[number];

/** Changes the image of a lifecycle, audits it, and undoes the change. */
async function happen(life: ZecLife, event: Event, look: (others?: OtherHolder[]) => void): Promise<void> {
  const { zec } = life.account.emulator;
  const { clock } = life.account;
  const own = life.images.find(({ imageId }) => imageId === life.stored?.id);
  if (own === undefined) return;
  const { imageId } = own;
  const byHand = (): string => zec.addImage({ sourceRegionId: "asia-east-1", imageName: "by-hand" }).imageId;
  switch (event) {
    case "hang creating":
    case "hang copying": {
      const status = event === "hang creating" ? "CREATING" : "SYNCING";
      const name = own.imageName;
      const working = life.stored?.outs.__record?.workingName ?? `web-z1n${"a".repeat(32)}`;
      if (status === "SYNCING") zec.renameImage(imageId, working);
      zec.setImageStatus(imageId, status);
      look();
      await clock.advance(2 * 3_600_000);
      look();
      zec.setImageStatus(imageId, "AVAILABLE");
      zec.renameImage(imageId, name);
      return;
    }
    case "fail":
      zec.setImageStatus(imageId, "UNAVAILABLE");
      look();
      return zec.setImageStatus(imageId, "AVAILABLE");
    case "delete":
      zec.removeImage(imageId);
      return look();
    case "use":
      zec.addInstance({ instanceId: "zec-front", zoneId: "asia-east-1a", imageId });
      look();
      return zec.removeInstance("zec-front");
    case "create": {
      const id = byHand();
      look();
      zec.setImageStatus(id, "DELETING");
      look();
      return zec.removeImage(id);
    }
    case "adopt": {
      const id = byHand();
      look([{ imageId: id, isAdopted: true }]);
      look([
        { imageId, isAdopted: true },
        { imageId: id, isAdopted: false },
      ]);
      return zec.removeImage(id);
    }
    case "own":
      return look([{ imageId, isAdopted: false }]);
  }
}

test("at every moment of random lives of images of Elastic Compute, audit says of every image what is true", async () => {
  const observer = new AuditObserver();
  const events = fc.array(fc.constantFrom(...EVENTS), { minLength: 2, maxLength: 2 });
  // Shorter lifecycles than elsewhere: all classes of audit occur in the first two commands.
  const property = fc.asyncProperty(livesOf(2), events, async (steps, happenings) => {
    // An error thrown in the middle of a call would become part of the lifecycle.
    const errors: unknown[] = [];
    const look = (life: ZecLife, isRunning: boolean, others: OtherHolder[] = []): void => {
      try {
        const moment = momentOf(life, isRunning, others);
        observer.compare(truthOf(moment), auditOf(moment));
      } catch (error) {
        errors.push(error);
      }
    };
    await liveRandomly(steps, {
      begin: (life) => (life.observe = ({ isRunning }) => look(life, isRunning)),
      // What a killed run leaves is orphaned once its creation has ended.
      afterKill: async (life) => {
        await life.account.clock.advance(10 * 60_000);
        look(life, false);
      },
      afterStep: (life, at) => happen(life, happenings[at]!, (others) => look(life, false, others)),
    });
    if (errors.length > 0) throw errors[0];
  });
  await fc.assert(property, { numRuns: LIVES, seed, endOnFailure: true });
  print(`Audits of ${LIVES} random lives of images of Elastic Compute: ${JSON.stringify(observer.seen)}.`);
  observer.expectSeenAllBut();
}, 3_600_000);

test("and of every image of families", async () => {
  const observer = new AuditObserver();
  const observe = (observed: LifeMoment): void => {
    const moment = momentOfFamilies(observed);
    observer.compare(truthOf(moment), auditOf(moment));
  };
  const property = fc.asyncProperty(familyLivesOf("zec"), (life) => liveFamilies(life, {}, observe, "zec"));
  await fc.assert(property, { numRuns: AUDITED_FAMILY_LIVES, seed, endOnFailure: true });
  print(
    `Audits of ${AUDITED_FAMILY_LIVES} random lives of families of Elastic Compute: ${JSON.stringify(observer.seen)}.`,
  );
  // One family, which adopts nothing, and no creation that hangs.
  observer.expectSeenAllBut("owned-twice", "borrowed", "stuck");
}, 3_600_000);
