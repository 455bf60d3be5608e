import { UserError } from "../../provider/messages";
import { readResource, type ResourceState } from "../stackState";

/** What a preview plans for one resource. */
export interface Step {
  op: string;
  urn: string;
  old?: ResourceState;
  new?: ResourceState;
  /** Names of the inputs because of which it is replaced. */
  replaceReasons: string[];
}

/** The output of `pulumi preview --json`. */
export interface Preview {
  steps: Step[];
  diagnostics: { severity: string; message: string }[];
}

/**
 * Reads the output of `pulumi preview --json`. The format is the same from Pulumi 3.216 to 3.259.
 * @param source where it was read from, for messages
 * @throws UserError for anything else
 */
export function readPreview(text: string, source: string): Preview {
  const found = parse(text, source);
  if (!Array.isArray(found.steps) && found.diagnostics === undefined) {
    throw notAPreview(source, "it has neither steps nor diagnostics");
  }
  return {
    steps: list(found.steps).flatMap(readStep),
    diagnostics: list(found.diagnostics).flatMap(({ severity, message }) =>
      typeof message === "string" ? [{ severity: String(severity), message }] : [],
    ),
  };
}

function parse(text: string, source: string): Record<string, unknown> {
  // What other programs of a pipeline print comes before.
  const start = text.search(/^\{/m);
  if (text.trim() === "") throw notAPreview(source, "it is empty");
  try {
    return JSON.parse(start < 0 ? text : text.slice(start)) as Record<string, unknown>;
  } catch {
    throw notAPreview(source, "it is not JSON");
  }
}

const notAPreview = (source: string, why: string): UserError =>
  new UserError(
    `Could not read the preview from ${source}: ${why}. Give it the output of \`pulumi preview --json --show-sames\`.`,
  );

function list(found: unknown): Record<string, unknown>[] {
  const entries: unknown[] = Array.isArray(found) ? found : [];
  return entries.filter((entry): entry is Record<string, unknown> => typeof entry === "object" && entry !== null);
}

function readStep({ op, urn, oldState, newState, replaceReasons }: Record<string, unknown>): Step[] {
  if (typeof op !== "string" || typeof urn !== "string") return [];
  const reasons = Array.isArray(replaceReasons) ? replaceReasons.map(String) : [];
  return [{ op, urn, old: readResource(oldState), new: readResource(newState), replaceReasons: reasons }];
}
