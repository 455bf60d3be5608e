// Preloaded into a host: a gRPC library that lets nobody listen in, as a later version may.
const { createRequire } = require("node:module");
const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
Object.freeze(sdk("@grpc/grpc-js").Server.prototype);
