import { existsSync } from "node:fs";
import { join } from "node:path";
import { bundled } from "../../provider/messages";
import { runError } from "./runError";

/** The module that the provider in the state loads, as seen from the package's own files. */
const DYNAMIC = join("provider", "hosts", "dynamic");

/**
 * Pulumi serializes the provider into the state, which is impossible from a bundle: there the one module that it names is a
 * function among others. Pulumi's own error for that is pages of the bundle's text.
 * @param folder of this file, as it runs
 * @throws pulumi.RunError if the package is part of a bundle
 */
export function rejectBundle(folder = __dirname): void {
  if (!existsSync(join(folder, "..", "..", DYNAMIC))) throw runError(bundled());
}
