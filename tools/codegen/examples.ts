import { readFileSync } from "node:fs";
import { join } from "node:path";
import { memberName, root, type PackageSpec } from "./packageSpec";

const OPEN = "{{% examples %}}";
const CLOSE = "{{% /examples %}}";

/** A description without its examples: those are for readers of every language, prose is for each. */
export const prose = (description: string | undefined): string | undefined => description?.split(`\n\n${OPEN}`)[0];

/**
 * Fills in the examples of resources and functions from docs/examples, where they are written as pages to read and
 * to try. Each language's SDK then shows those of its own language.
 */
export function withExamples<T extends PackageSpec>(spec: T): T {
  const fill = <D extends { description?: string }>(members: Record<string, D>): Record<string, D> =>
    Object.fromEntries(
      Object.entries(members).map(([token, member]) => [token, { ...member, description: describe(token, member) }]),
    );
  return { ...spec, resources: fill(spec.resources), functions: fill(spec.functions) };
}

const describe = (token: string, { description }: { description?: string }): string =>
  `${prose(description) ?? ""}\n\n${OPEN}\n${readFileSync(examplesPath(token), "utf8").trim()}\n${CLOSE}`;

/** `zenlayer:index:CustomImage` -> docs/examples/customImage.md. */
function examplesPath(token: string): string {
  const name = memberName(token);
  return join(root, "docs", "examples", `${name.charAt(0).toLowerCase()}${name.slice(1)}.md`);
}
