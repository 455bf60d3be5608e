// Loaded by `NODE_OPTIONS=--require`. Of the CPU time of a command, @pulumi/pulumi spends a third on modules that it loads
// in every program and every dynamic provider, and that it rarely uses. Here they load when they are first used.

const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const { constants, Script } = require("node:vm");

/** Modules, and what stands in for each until it is used. */
const SUBSTITUTES = {
  typescript: (load) => lazily(() => withCachedCode(load)),
  // Pulumi's import of it copies what does not say that it is an ES module, which would load it.
  "@npmcli/arborist": (load) => lazily(load, { __esModule: true }),
  "normalize-package-data": (load) => lazily(load),
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

/** Loads a module of one file. Another process has kept its compiled code, or this one keeps it when it exits. */
function withCachedCode(loadNow) {
  const compile = Module.prototype._compile;
  Module.prototype._compile = function (content, filename) {
    Module.prototype._compile = compile;
    const run = compileWithCache(content, filename).runInThisContext();
    run.call(this.exports, this.exports, Module.createRequire(filename), this, filename, dirname(filename));
  };
  return loadNow();
}

function compileWithCache(content, filename) {
  // V8 itself rejects the code of another version, and compares the length of the text.
  const file = join(__dirname, "..", "..", ".work", "test", `typescript-${process.version}-${content.length}`);
  const cachedData = read(file);
  const importModuleDynamically = constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const script = new Script(Module.wrap(content), { filename, cachedData, importModuleDynamically });
  if (!cachedData || script.cachedDataRejected) process.on("exit", () => write(file, script.createCachedData()));
  return script;
}

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Writes a file that is complete or absent, whoever else writes it. */
function write(file, data) {
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.${process.pid}`;
  writeFileSync(part, data);
  renameSync(part, file);
}
