import * as pulumi from "@pulumi/pulumi";

/**
 * An error that Pulumi shows as its message alone. It has no trace: Pulumi would have it written although nobody sees
 * it, which takes Node.js 20 half a minute of reading source maps.
 */
export function mistake(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  error.stack = `${error.name}: ${message}`;
  return error;
}
