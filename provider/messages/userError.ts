import { sanitize } from "../zenlayer/sanitize";

/** An error that the user can correct: shown as one message, without a stack. */
export class UserError extends Error {
  /** Empty: the host prints `name: message`, and the message is all that the user needs. */
  override readonly name: string = "";

  /** @param lines one line of the message each; line breaks inside come from what is quoted, and go */
  constructor(...lines: string[]) {
    super(lines.map(sanitize).join("\n"));
    // Pulumi's host for dynamic providers prints `error.stack`, which does not help the user here.
    this.stack = "";
  }
}
