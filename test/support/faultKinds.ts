import { ZEC_FAULT_KINDS, type FaultKind } from "../../emulator";

/**
 * What the provider's client makes of a response with this fault. A new kind does not compile without its line.
 * - `fails`: an error, whatever the action
 * - `succeeds`: it reads the response as usual, at least where the action returns a list
 * - `custom`: the test that uses it gives the response
 */
const EFFECTS: Record<FaultKind, "fails" | "succeeds" | "custom"> = {
  delay: "succeeds",
  late: "succeeds",
  unavailable: "succeeds",
  "429": "fails",
  "500": "fails",
  "503": "fails",
  html502: "fails",
  cutBefore: "fails",
  cutAfter: "fails",
  cutShort: "fails",
  truncated: "fails",
  garbage: "fails",
  wrongType: "fails",
  noId: "succeeds",
  body: "custom",
  copyFails: "succeeds",
  copySlow: "succeeds",
  failedIds: "succeeds",
};

const kindsWhere = (isWanted: (kind: FaultKind) => boolean): FaultKind[] =>
  (Object.keys(EFFECTS) as FaultKind[]).filter(isWanted);

/** Kinds for Elastic Compute: every one that needs no response from the test. */
export const ZEC_FAULTS: readonly FaultKind[] = kindsWhere((kind) => EFFECTS[kind] !== "custom");

/** Kinds for `vm`. */
export const VM_FAULTS: readonly FaultKind[] = ZEC_FAULTS.filter((kind) => !Object.hasOwn(ZEC_FAULT_KINDS, kind));

/** Kinds that are an error for the client, however often it repeats the call. */
export const FAILING_FAULTS: readonly FaultKind[] = kindsWhere((kind) => EFFECTS[kind] === "fails");
