import { createRequire } from "node:module";

/**
 * Resolves modules as `@pulumi/pulumi` does, so that the protocol classes and the gRPC library are the instances that
 * it uses.
 */
export const pulumiRequire = (): NodeJS.Require => createRequire(require.resolve("@pulumi/pulumi/package.json"));
