import type { LogicalName } from "../../customImage";

/** What the name that the engine gives a resource says about it. */
export interface Urn extends LogicalName {
  type: string;
}

/** Takes `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME` apart. The name may itself hold `::`. */
export function parseUrn(urn: string): Urn {
  const [stack = "", project = "", types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  const chain = types.split("$").filter((type) => type !== "pulumi:pulumi:Stack");
  const parents = chain.slice(0, -1).join("$");
  return { stack, project, type: chain.at(-1) ?? "", name: name.join("::"), ...(parents && { parents }) };
}
