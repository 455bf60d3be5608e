import * as pulumi from "@pulumi/pulumi";

/**
 * An error that Pulumi prints as its message alone. It has no stack: Pulumi would format one that is not shown, and
 * Node.js 20 spends half a minute on its source maps. After the program's end Pulumi prints the stack, so that is the
 * message too.
 */
export function runError(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  error.stack = message;
  return error;
}
