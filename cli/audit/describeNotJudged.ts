import type { Audit, NotJudgedImage } from "./audit";

/** What images were last seen with, and what to do instead. */
const TEXTS: Record<NotJudgedImage["because"], { seen: string; remedy: string }> = {
  "another-access-key": {
    seen: "with another access key, which may belong to another account",
    remedy: "Audit the stack with that key",
  },
  "another-endpoint": { seen: "at another endpoint", remedy: "Audit the stack at that endpoint" },
};

/** The images that an audit does not judge: a paragraph for each stack and reason. */
export function describeNotJudged({ notJudged }: Audit): string[] {
  const stacks = [...new Set(notJudged.flatMap(({ owners }) => owners.map(({ stack }) => stack)))];
  return stacks.flatMap((stack) =>
    (Object.keys(TEXTS) as NotJudgedImage["because"][]).flatMap((because) => {
      const ofStack = notJudged.filter(
        (image) => image.because === because && image.owners.some((owner) => owner.stack === stack),
      );
      if (ofStack.length === 0) return [];
      const [images, were, are] = ofStack.length === 1 ? ["image", "was", "is"] : ["images", "were", "are"];
      const { seen, remedy } = TEXTS[because];
      const names = ofStack.map(({ imageId, imageName }) => (imageName ? `${imageId} (${imageName})` : imageId));
      return [
        `${ofStack.length} ${images} of stack ${stack} ${were} last seen ${seen}, and ${are} not judged. ${remedy}: ` +
          `${names.join(", ")}`,
      ];
    }),
  );
}
