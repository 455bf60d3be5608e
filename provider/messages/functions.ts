import { shorten } from "./parts";
import { UserError } from "./userError";

export function wrongArguments(called: string, reasons: string[]): UserError {
  return new UserError(`${called}: ${reasons.join(" ")}`);
}

export function idOrName(called = "getImage"): UserError {
  return new UserError(`${called} requires either imageId or imageName, not both. Set one of them.`);
}

export function imageIdRequired(called: string): UserError {
  return new UserError(
    `${called} requires imageId. Set it to the id of an image, for example "img-1" or "HKG-A/img-1".`,
  );
}

export function zonesDiffer(called: string, imageId: string, zoneId: string): UserError {
  return new UserError(
    `${called}: imageId "${imageId}" and zoneId "${zoneId}" name different zones. Omit zoneId, or correct one of them.`,
  );
}

export function notExactlyOne(
  wanted: { imageId?: string; imageName?: string; zoneId?: string },
  found: { imageId: string; zoneId: string }[],
): UserError {
  const what = wanted.imageId ? `id ${wanted.imageId}` : `name "${wanted.imageName ?? ""}"`;
  const where = wanted.zoneId ? `in zone ${wanted.zoneId}` : "in all zones";
  const which = found.length > 0 ? ` (${found.map(({ imageId, zoneId }) => `${zoneId}/${imageId}`).join(", ")})` : "";
  const remedy =
    found.length > 0
      ? "Use imageId, or narrow the search with zoneId or imageType."
      : "Check it, the zone, and that the credentials belong to the account of the image.";
  return new UserError(`getImage found ${found.length} images with ${what} ${where}, expected 1${which}. ${remedy}`);
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
