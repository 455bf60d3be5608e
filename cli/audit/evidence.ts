import type { WorkingName } from "../../provider/customImage/workingName";
import type { AuditedImage } from "./audit";
import type { StackView } from "./stacks";

/** What a status says that passes by itself. */
const ACTIVITIES: Record<string, string> = {
  CREATING: "It is being created",
  SYNCING: "It is being copied to other regions",
  PROCESSING: "It is being changed",
  DELETING: "It is being deleted",
};

/** Why an image that the account has is classified as it is, in sentences without a period. */
export function evidenceFor(
  { ownership, conditions, owners, workingFor, imageStatus, usedBy }: Omit<AuditedImage, "evidence" | "remedies">,
  working: WorkingName | undefined,
  stack: StackView | undefined,
  stacks: StackView[],
): string[] {
  const evidence = owners.map(
    ({ stack, resource, borrowed }) =>
      `${borrowed ? "Adopted, or only read, by" : "In the state of"} stack ${stack} as ${resource}`,
  );
  if (working && owners.length === 0) {
    const whose = workingFor
      ? `${workingFor.resource ?? "a resource that is no longer there"} of stack ${workingFor.stack}`
      : "a resource of a stack that is not among those given";
    evidence.push(`Its name is the working name of an unfinished image, created for ${whose}`);
  }
  if (ownership === "in-progress" && stack?.locked === true) evidence.push("A run has locked the stack");
  const activity = ownership === "in-progress" && imageStatus !== undefined ? ACTIVITIES[imageStatus] : undefined;
  if (activity !== undefined) evidence.push(activity);
  if (ownership === "orphaned") {
    evidence.push(
      stack?.locked === "unknown"
        ? "Could not determine whether a run of the stack is in progress"
        : "No run of the stack is in progress, so no run will finish it",
    );
  }
  if (ownership === "unmanaged" && !working) evidence.push("No given stack has it in its state");
  const busy = stacks.filter(({ locked }) => locked === true).map(({ name }) => name);
  if (ownership === "unmanaged" && busy.length > 0) {
    evidence.push(`Stack ${busy.join(", ")} is being updated: the image may belong to that run`);
  }
  if (conditions.includes("failed")) evidence.push(`Its creation failed: it is ${imageStatus} and keeps a slot`);
  if (conditions.includes("stuck")) evidence.push(`It is still ${imageStatus} after its create timeout`);
  if (usedBy.length > 0)
    evidence.push(`Instances were created from it: ${usedBy.map(({ instanceId }) => instanceId).join(", ")}`);
  return evidence;
}
