import { readFileSync } from "node:fs";
import { join } from "node:path";
import { memberName, root, type PackageSpec } from "./packageSpec";

const OPEN = "{{% examples %}}";
const CLOSE = "{{% /examples %}}";

/** A description without its examples, which are in all languages. */
export const withoutExamples = (description: string | undefined): string | undefined =>
  description?.split(`\n\n${OPEN}`)[0];

/**
 * Inserts the pages in docs/examples into the descriptions of resources and functions. Each SDK then shows the examples
 * in its own language.
 */
export function withExamples<T extends PackageSpec>(spec: T): T {
  const describeMembers = <D extends { description?: string }>(members: Record<string, D>): Record<string, D> =>
    Object.fromEntries(
      Object.entries(members).map(([token, member]) => [
        token,
        { ...member, description: descriptionOf(token, member) },
      ]),
    );
  return { ...spec, resources: describeMembers(spec.resources), functions: describeMembers(spec.functions) };
}

const descriptionOf = (token: string, { description }: { description?: string }): string =>
  `${withoutExamples(description) ?? ""}\n\n${OPEN}\n${readFileSync(examplesPath(token), "utf8").trim()}\n${CLOSE}`;

/** `zenlayer:index:CustomImage` -> docs/examples/customImage.md. */
function examplesPath(token: string): string {
  const name = memberName(token);
  return join(root, "docs", "examples", `${name.charAt(0).toLowerCase()}${name.slice(1)}.md`);
}
