import type { AuditedImage, Remedy } from "./audit";
import type { StackView } from "./stacks";

/** A word for a shell, in quotes where it has to be. */
const shellWord = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** What to do about an image. @param stack the stack that its working name refers to */
export function remediesFor(
  image: Omit<AuditedImage, "evidence" | "remedies">,
  stack: StackView | undefined,
): Remedy[] {
  const { ownership, conditions, owners } = image;
  const [owner] = owners;
  switch (ownership) {
    case "owned-twice":
      return owners
        .filter(({ borrowed }) => !borrowed)
        .map(({ stack, resource, urn }) => ({
          text: `Let ${resource} of stack ${stack} go, so that the image is not deleted with it`,
          commands: [`pulumi state delete ${shellWord(urn)} --stack ${shellWord(stack)}`],
        }));
    case "managed":
      if (!conditions.includes("failed") && !conditions.includes("stuck")) return [];
      return [run("Finish or replace it", `pulumi up --stack ${shellWord(owner?.stack ?? "")}`)];
    case "missing":
      return [
        run(
          "Refresh the stack, which drops it from the state",
          `pulumi refresh --stack ${shellWord(owner?.stack ?? "")}`,
        ),
      ];
    case "in-progress":
      if (stack?.locked !== true) return [];
      return [
        run(
          "If no run of the stack is in progress, it was killed: remove its lock, then run the audit again",
          `pulumi cancel --yes --stack ${shellWord(stack.name)}`,
        ),
      ];
    case "orphaned":
      return orphaned(stack, conditions.includes("in-use"));
    case "unmanaged":
      return unmanaged(image, conditions.includes("failed"));
    case "borrowed":
      return [];
  }
}

const run = (text: string, ...commands: string[]): Remedy => ({ text, commands });

function orphaned(stack: StackView | undefined, isUsed: boolean): Remedy[] {
  if (!stack || stack.source === "export") {
    return [run("Run `pulumi up` of its stack, which continues with it, or give the stack with --stack to delete it")];
  }
  const name = shellWord(stack.name);
  const goOn = run("Finish it, if the program still declares it", `pulumi up --stack ${name}`);
  if (isUsed) return [goOn];
  return [
    goOn,
    run(
      "Or delete it",
      `pulumi-zenlayer audit --stack ${name} --plan plan.json`,
      "pulumi-zenlayer audit --apply plan.json",
    ),
  ];
}

function unmanaged(
  { imageId, product, zoneId }: Pick<AuditedImage, "imageId" | "product" | "zoneId">,
  isFailed: boolean,
): Remedy[] {
  if (isFailed) return [run("It cannot be used: delete it in the Zenlayer console if it is not needed")];
  const reference = zoneId === undefined ? imageId : `${zoneId}/${imageId}`;
  const type = product === "zec" ? "ZecImage" : "CustomImage";
  return [
    run(`Adopt it in a program, as a ${type}: adoptImageId: "${reference}"`),
    run("Or import it (with the plugin)", `pulumi import zenlayer:index:${type} imported ${shellWord(reference)}`),
    run("Or delete it in the Zenlayer console, if it is not needed"),
  ];
}

/** What to do about a full zone. */
export const remediesForZone = (zoneId: string): Remedy[] => [
  run(
    `Delete an image of zone ${zoneId}, or ask Zenlayer support for a higher quota: no more images can be created there`,
  ),
];
