/** Errors of which Node.js is not to report that they were handled late. */
const silenced = new WeakSet<object>();

/**
 * Suppresses Node's `PromiseRejectionHandledWarning` for promises that are rejected with this error.
 * Pulumi reads what a program exports one value after another, so it may come to a failed function long after Node.js
 * has reported the promise as unhandled. That report makes Pulumi print the error and fail the program, as it does for
 * the functions of every provider and also if nothing ever uses the result: it is left alone. The warning that the
 * promise was handled after all is of no use to the user.
 */
export function silenceLateHandling<E extends Error>(error: E): E {
  silenced.add(error);
  if (!process.listeners("rejectionHandled").includes(onHandledLate)) process.on("rejectionHandled", onHandledLate);
  return error;
}

/** Node.js prints no warnings of its own once there is a listener, so those about other errors are printed here. */
function onHandledLate(promise: Promise<unknown>): void {
  promise.catch((error: unknown) => {
    const isSilenced = typeof error === "object" && error !== null && silenced.has(error);
    if (isSilenced || process.listenerCount("rejectionHandled") > 1) return;
    process.emitWarning("Promise rejection was handled asynchronously", "PromiseRejectionHandledWarning");
  });
}
