import * as pulumi from "@pulumi/pulumi";
import { timeoutSeconds } from "./duration";

/**
 * Types of the parents, as URNs hold them, so that equally named children of two components are distinct. A plain
 * promise: an output would make the image depend on its parent, and a component's children are part of it.
 */
const parentTypes = (parent: pulumi.Resource): Promise<string> =>
  new Promise((resolve) => {
    parent.urn.apply((urn) => {
      const types = urn.split("::")[2] ?? "";
      resolve(types === "pulumi:pulumi:Stack" ? "" : types.replace("pulumi:pulumi:Stack$", ""));
    });
  });

/** What Pulumi's host for dynamic providers does not pass on to the provider. Keys that start with `__` are not displayed. */
export function hiddenInputs(name: string, opts: pulumi.CustomResourceOptions): Record<string, unknown> {
  return {
    __logicalName: {
      project: pulumi.getProject(),
      stack: pulumi.getStack(),
      name,
      ...(opts.parent && { parents: parentTypes(opts.parent) }),
    },
    ...(pulumi.runtime.isDryRun() && { __preview: true }),
    ...(opts.deleteBeforeReplace && { __deleteBeforeReplace: true }),
    ...(opts.customTimeouts && { __timeouts: timeoutSeconds(opts.customTimeouts) }),
  };
}
