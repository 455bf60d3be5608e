import { shorten } from "./parts";
import { UserError } from "./userError";

export function wrongArguments(lookup: string, reasons: string[]): UserError {
  return new UserError(`${lookup} cannot look: ${reasons.join(" ")}`);
}

export function idOrName(lookup = "getImage"): UserError {
  return new UserError(`${lookup} needs either imageId or imageName, and not both. Give one of them.`);
}

export function imageIdNeeded(lookup: string): UserError {
  return new UserError(`${lookup} needs imageId. Give the id of an image, for example "img-1" or "HKG-A/img-1".`);
}

export function zonesDiffer(lookup: string, imageId: string, zoneId: string): UserError {
  return new UserError(
    `${lookup}: imageId "${imageId}" names another zone than zoneId "${zoneId}". Give the zone once, or twice the same.`,
  );
}

export function notExactlyOne(
  wanted: { imageId?: string; imageName?: string; zoneId?: string },
  found: { imageId: string; zoneId: string }[],
): UserError {
  const what = wanted.imageId ? `id ${wanted.imageId}` : `name "${wanted.imageName ?? ""}"`;
  const where = wanted.zoneId ? `in zone ${wanted.zoneId}` : "in all zones";
  const which = found.length > 0 ? ` (${found.map(({ imageId, zoneId }) => `${zoneId}/${imageId}`).join(", ")})` : "";
  const way =
    found.length > 0
      ? "Look by imageId, or narrow it down with zoneId or imageType."
      : "Check it, the zone, and that the credentials belong to the account of the image.";
  return new UserError(`getImage found ${found.length} images of ${what} ${where}, expected 1${which}. ${way}`);
}

export function notExactlyOneZecImage(
  wanted: { imageId?: string; imageName?: string },
  found: { imageId: string }[],
): UserError {
  const what = wanted.imageId ? `id ${wanted.imageId}` : `name "${wanted.imageName ?? ""}"`;
  const which = found.length > 0 ? ` (${found.map(({ imageId }) => imageId).join(", ")})` : "";
  const way =
    found.length > 0
      ? "Look by imageId."
      : "Check it, and that the credentials belong to the account of the image. Images of virtual machines are found by getImage.";
  return new UserError(`getZecImage found ${found.length} images of ${what}, expected 1${which}. ${way}`);
}

export function providerNotKnown(): UserError {
  return new UserError(
    "A look-up with an explicit provider cannot be made in this preview: a resource that is not made yet gives one of the " +
      "provider's settings. Use the look-up's form that ends in Output, which waits for them.",
  );
}

export function mockFailed(token: string): UserError {
  return new UserError(
    `The mock of ${token} threw an error, of which Pulumi's mocks pass on the property \`details\` alone. ` +
      "Throw an error with `details` from the function `call` to see its text here.",
  );
}

export function badPattern(pattern: string, why: string): UserError {
  return new UserError(
    `namePattern "${shorten(pattern)}" is no regular expression: ${why}. Correct it, for example "^web-".`,
  );
}
