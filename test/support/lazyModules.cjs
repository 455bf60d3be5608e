// Loaded by `NODE_OPTIONS=--require`. Of the CPU time of a command, @pulumi/pulumi spends a third on modules that it loads
// in every program and every dynamic provider, and that it rarely uses. Here they load when they are first used.

const Module = require("node:module");

/** Modules, and what stands in for each until it is used. */
const SUBSTITUTES = {
  typescript: (loadNow) => lazily(loadNow),
  // Pulumi's import of it copies what does not say that it is an ES module, which would load it.
  "@npmcli/arborist": (loadNow) => lazily(loadNow, { __esModule: true }),
  "normalize-package-data": (loadNow) => lazily(loadNow),
  "./automation": (loadNow) => lazily(loadNow, { __esModule: true }),
  // Of tracing, which is off.
  "@opentelemetry/resources": (loadNow) => lazily(loadNow),
  "@opentelemetry/sdk-trace-base": (loadNow) => lazily(loadNow),
  "@opentelemetry/sdk-trace-node": (loadNow) => lazily(loadNow),
  "@opentelemetry/exporter-zipkin": (loadNow) => lazily(loadNow),
  "@opentelemetry/instrumentation": (loadNow) => lazily(loadNow),
  "@opentelemetry/instrumentation-grpc": (loadNow) => lazily(loadNow),
  // Reads the source maps of Pulumi's own files to keep a stack trace with every resource.
  "source-map-support/register": () => ({}),
};

const load = Module._load;
Module._load = function (request, parent, isMain) {
  const loadNow = () => load.call(this, request, parent, isMain);
  const substitute = parent?.filename?.includes("/@pulumi/pulumi/") && SUBSTITUTES[request];
  return substitute ? substitute(loadNow) : loadNow();
};

function lazily(loadNow, known = {}) {
  let loaded;
  const module = () => (loaded ??= loadNow());
  return new Proxy(function () {}, {
    get: (_, name) => (name === "__esModule" ? known.__esModule : module()[name]),
    apply: (_, self, args) => Reflect.apply(module(), self, args),
  });
}
