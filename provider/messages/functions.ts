import { shorten } from "./parts";
import { UserError } from "./userError";

export function wrongArguments(called: string, reasons: string[]): UserError {
  return new UserError(`${called}: ${reasons.join(" ")}`);
}

/** @param given both of them or none */
export function idOrName(called: string, given: Wanted): UserError {
  return new UserError(
    given.imageId === undefined && given.imageName === undefined
      ? `${called} requires imageId or imageName. Set one of them.`
      : `${called} takes either imageId or imageName, not both. Omit one of them.`,
  );
}

export function imageIdRequired(called: "getImageUsers" | "getZecImageUsers"): UserError {
  const examples =
    called === "getImageUsers"
      ? ', for example "img-1" or "HKG-A/img-1"'
      : " of Elastic Compute, as the console shows it";
  return new UserError(`${called} requires imageId. Set it to the id of an image${examples}.`);
}

export function zonesDiffer(called: string, imageId: string, zoneId: string): UserError {
  return new UserError(
    `${called}: imageId "${imageId}" and zoneId "${zoneId}" name different zones. Omit zoneId, or correct one of them.`,
  );
}

/** What a function looks up, and where. */
interface Wanted {
  imageId?: string;
  imageName?: string;
}

export function notExactlyOne(
  wanted: Wanted & { zoneId?: string },
  found: { imageId: string; zoneId: string }[],
  called: "getImage" | "getImageUsers" = "getImage",
): UserError {
  const where = wanted.zoneId ? `zone ${wanted.zoneId}` : "all zones";
  const ids = found.map(({ imageId, zoneId }) => `${zoneId}/${imageId}`);
  const remedy =
    found.length > 0
      ? "Use imageId, or narrow the search with zoneId or imageType."
      : `Check the ${propertyOf(wanted)}, the zone, and that the credentials belong to the account of the image. For an ` +
        `image of Elastic Compute, use ${called.replace("get", "getZec")}.`;
  return new UserError(`${called} ${foundInstead(wanted, where, ids)} ${remedy}`);
}

export function notExactlyOneZecImage(
  wanted: Wanted,
  found: { imageId: string }[],
  called: "getZecImage" | "getZecImageUsers" = "getZecImage",
): UserError {
  const ids = found.map(({ imageId }) => imageId);
  const remedy =
    found.length > 0
      ? "Use imageId."
      : `Check the ${propertyOf(wanted)}, and that the credentials belong to the account of the image. For an image of a ` +
        `virtual machine (vm), use ${called.replace("Zec", "")}.`;
  return new UserError(`${called} ${foundInstead(wanted, "Elastic Compute", ids)} ${remedy}`);
}

const propertyOf = ({ imageId }: Wanted): string => (imageId ? "id" : "name");

function foundInstead({ imageId, imageName = "" }: Wanted, where: string, ids: string[]): string {
  const what = imageId ? `id ${imageId}` : `name "${imageName}"`;
  const which = ids.length > 0 ? ` (${ids.join(", ")})` : "";
  return `found ${ids.length} images with ${what} in ${where}, expected 1${which}.`;
}

export function providerNotKnown(): UserError {
  return new UserError(
    "A function with an explicit provider cannot be called in this preview: a setting of the provider depends on a resource " +
      "that does not exist yet. Use the function's form that ends in Output, which waits for the setting.",
  );
}

export function mockFailed(token: string): UserError {
  return new UserError(
    `The mock of ${token} threw an error. Of errors, Pulumi's mocks pass on the property \`details\` alone. ` +
      "Throw an error with `details` from the function `call` to see its text here.",
  );
}

export function badPattern(pattern: string, why: string): UserError {
  return new UserError(
    `namePattern "${shorten(pattern)}" is not a valid regular expression: ${why}. Correct it, for example "^web-".`,
  );
}
