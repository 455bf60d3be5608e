/**
 * Ends a wait whose outcome nobody needs any more. The reason keeps Node.js from creating an error with a stack trace, as it
 * does for every `abort()` without one: several for each request.
 */
export const endWait = (wait: AbortController): void => wait.abort("ended");
