// Preloaded into a host: a gRPC library that cannot be hooked into, as a later version may be.
const { createRequire } = require("node:module");
const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
Object.freeze(sdk("@grpc/grpc-js").Server.prototype);
