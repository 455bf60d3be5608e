/** What one check of the doctor found. */
export interface CheckResult {
  /** What was checked. Part of the JSON output: names stay. */
  name: string;
  /** `skipped`: something else has to be repaired first, or does not apply here. */
  status: "ok" | "warning" | "failure" | "skipped";
  /** What was found. */
  text: string;
  /** What to do about it; absent where `text` says so, or there is nothing to do. */
  remedy?: string;
}

export const ok = (name: string, text: string): CheckResult => ({ name, status: "ok", text });
export const skipped = (name: string, text: string): CheckResult => ({ name, status: "skipped", text });
export const warning = (name: string, text: string, remedy?: string): CheckResult => ({
  name,
  status: "warning",
  text,
  remedy,
});
export const failure = (name: string, text: string, remedy?: string): CheckResult => ({
  name,
  status: "failure",
  text,
  remedy,
});
