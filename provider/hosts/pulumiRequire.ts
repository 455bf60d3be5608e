import { createRequire } from "node:module";

/**
 * Requires as `@pulumi/pulumi` itself does, so that its protocol classes and its gRPC library are the very instances
 * it uses, without depending on them a second time.
 */
export const pulumiRequire = (): NodeJS.Require => createRequire(require.resolve("@pulumi/pulumi/package.json"));
