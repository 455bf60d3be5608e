import type { LogicalName } from "../../customImage";

/** The parts of a URN. */
export interface Urn extends LogicalName {
  type: string;
}

/** Parses `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`. The name may itself contain `::`. */
export function parseUrn(urn: string): Urn {
  const [stack = "", project = "", types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  const chain = types.split("$").filter((type) => type !== "pulumi:pulumi:Stack");
  const parents = chain.slice(0, -1).join("$");
  return { stack, project, type: chain.at(-1) ?? "", name: name.join("::"), ...(parents && { parents }) };
}
