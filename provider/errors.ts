/**
 * Every message that a user can see, in one place so that they keep one tone: what happened, why or where, the
 * way out, then the API's code and request id in brackets. Each exported function is one message;
 * `docs/messages.md` shows all of them side by side.
 */

/** A mistake or mishap that the user can put right: shown as one message, without a stack. */
export class UserError extends Error {
  override readonly name: string = "UserError";

  constructor(message: string) {
    super(message);
    // The engine's host for dynamic providers prints `error.stack`; a user's mistake has none worth reading.
    this.stack = "";
  }
}

// ---- Settings, credentials and transport ----

// ---- The resource ----
