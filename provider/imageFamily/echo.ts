import type { FamilyInputs, FamilyState } from "./state";

type Echoed = "instanceId" | "keep" | "imageDescription" | "stopInstance" | "forceShutdown" | "adoptVersions";

/** Inputs that create and update echo into the outputs, since diff, read and delete see nothing else. */
export function echoInputs(inputs: Pick<FamilyInputs, Echoed | "__timeouts" | "__owner">): Partial<FamilyState> {
  const { instanceId, keep, imageDescription, stopInstance, forceShutdown, adoptVersions, __timeouts, __owner } =
    inputs;
  return { instanceId, keep, imageDescription, stopInstance, forceShutdown, adoptVersions, __timeouts, __owner };
}
