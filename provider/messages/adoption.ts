import { sanitize } from "../zenlayer/sanitize";
import type { ImageInfo, Scope } from "../zenlayer/types";
import { sentence, listed, otherProduct } from "./parts";
import { UserError } from "./userError";

/** @param scope of the product in which the image was looked up; absent if it was there a moment ago */
export function noImageToAdopt(imageId: string, place: string, scope?: Scope): UserError {
  return new UserError(
    `There is no image ${imageId} in ${place} to adopt. ` +
      `Check adoptImageId, and that the credentials belong to the account of the image.${otherProduct("image", scope)}`,
  );
}

export const importAndAdopt = (name: string, type: string): string =>
  sanitize(
    `${type} "${name}" has both the option import and the input adoptImageId. They exclude each other: use one of them.`,
  );

export function adoptedFailed({ imageId, imageStatus }: ImageInfo): UserError {
  return new UserError(
    `Image ${imageId} cannot be adopted: it is ${imageStatus}. Delete it in the console, and omit adoptImageId to create a new one.`,
  );
}

/** An unfinished image that did not become usable. */
export function notAdopted(imageId: string, why: string): UserError {
  return new UserError(`Image ${imageId} was not adopted: ${sentence(why)}`);
}

export function borrowedDiffers(
  image: { imageId: string; imageName: string; imageDescription?: string },
  declared: { imageName?: string; imageDescription?: string },
  differing: ("imageName" | "imageDescription")[],
): UserError {
  const list = differing.map(
    (key) => `${key} is "${image[key] ?? ""}", but the program declares "${declared[key] ?? ""}"`,
  );
  return new UserError(
    `Image ${image.imageId} is borrowed (adoptImageId is set) and is not changed: ${list.join("; ")}. ` +
      "Declare the actual value, omit the input, or remove adoptImageId first to own the image.",
  );
}

/** A resource that adopts or imports an image, and how far it has come. */
interface TakeoverOf {
  imageId: string;
  /** Type and logical name, as {@link resourceNamed} gives them; absent where they are not known. */
  resource?: string;
  status: "wanted" | "held" | "failed" | "read";
  reason?: string;
  abandoned?: boolean;
}

const nameOf = (resource: string | undefined): string => resource ?? "another resource";
/** The input that makes the resource adopt an image. */
const inputOf = (resource: string | undefined): string =>
  /^\w*Family "/.test(resource ?? "") ? "adoptVersions" : "adoptImageId";

export function adoptedMeanwhile(imageId: string, by: string | undefined): string {
  return sanitize(
    `Image ${imageId} is not deleted, because ${nameOf(by)} has it in state. ` +
      "It is kept for that resource: nothing is left to do.",
  );
}

/** An image that would be in no state if it were dropped from this one. */
export function notTakenOver(takeover: TakeoverOf): UserError {
  return new UserError(`Image ${takeover.imageId} was not deleted and stays in state: ${openTakeover(takeover)}`);
}

function openTakeover({ resource, status, reason, abandoned }: TakeoverOf): string {
  const who = nameOf(resource);
  const input = inputOf(resource);
  if (abandoned) {
    return sanitize(
      `the provider process that handled ${who}, which adopts or imports it, exited early, so the outcome is unknown. ` +
        "Run `pulumi up` again.",
    );
  }
  switch (status) {
    case "failed":
      return sanitize(
        `${who} was to adopt it (${input} or import), and that failed: ${sentence(reason ?? "")} ` +
          `Correct that, or, to have the image deleted, remove ${input} or import there; then run \`pulumi up\` again.`,
      );
    case "read":
      return sanitize(
        `${who} reads it (get). To have the image deleted, remove that; to keep the image, use ${input} instead. ` +
          "Then run `pulumi up` again.",
      );
    default:
      return sanitize(`${who} is to adopt it (${input} or import), and has not done so yet. Run \`pulumi up\` again.`);
  }
}

/** Why an import cannot succeed, as another resource's message quotes it. */
export function importDiffers(properties: string[]): string {
  return sanitize(`the image differs from the program in ${listed(properties)}`);
}

export function takeoversUnreadable(imageId: string, file: string, why: string): UserError {
  return new UserError(
    `Image ${imageId} was not deleted and stays in state: could not determine from ${file} whether another provider ` +
      `of this run adopts it: ${sentence(why)} Correct that, or remove the file, and run the same command again.`,
  );
}

export function takeoverUnshared({ imageId, resource }: TakeoverOf, why: string): string {
  return sanitize(
    `Other providers of this run cannot see that ${nameOf(resource)} adopts image ${imageId}, because no file could ` +
      `be written: ${sentence(why)} If this run also removes a resource of another provider that owns the image, the image ` +
      "is deleted: cancel the run, and make the two changes in separate runs.",
  );
}

export function ownedFromNowOn(imageId: string): string {
  return sanitize(
    `image ${imageId}, adopted until now, becomes owned by this resource: a later \`pulumi destroy\` or replacement ` +
      "deletes it. instanceId is only recorded, and no new image is created. To create a new image and leave this one as " +
      "it is, run `pulumi up --replace <urn>` instead, or declare the new image under another name.",
  );
}

export function ownedTwice(imageId: string, owners: string[]): string {
  const names = listed(owners);
  return sanitize(
    `Image ${imageId} is owned by several resources: ${names}. Each of them may delete it. ` +
      "Keep adoptImageId on all but one, or remove the others from state with `pulumi state delete <urn>`.",
  );
}
