import { sanitize } from "../zenlayer/sanitize";

/** A mistake or mishap that the user can put right: shown as one message, without a stack. */
export class UserError extends Error {
  /** Empty: the host prints `name: message`, and the message is all that the user needs. */
  override readonly name: string = "";

  /** @param lines one line of the message each; line breaks inside come from what is quoted, and go */
  constructor(...lines: string[]) {
    super(lines.map(sanitize).join("\n"));
    // The engine's host for dynamic providers prints `error.stack`; a user's mistake has none worth reading.
    this.stack = "";
  }
}
