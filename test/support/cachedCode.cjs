// Loaded by `NODE_OPTIONS=--require`. Keeps the compiled code of the repository's npm packages in a file, as Node.js 22 does
// with NODE_COMPILE_CACHE: compiling Pulumi's program host and TypeScript is a sixth of the CPU time of a command.

const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const { deserialize, serialize, setFlagsFromString } = require("node:v8");
const { constants, Script } = require("node:vm");

const root = join(__dirname, "..", "..");
const packages = join(root, "node_modules");
/** Modules without code in the file that make a process write it anew. */
const ENOUGH = 50;

/** Code by file; undefined until a package is loaded. */
let known;
/** Scripts that this process has compiled, by file. */
const compiled = new Map();

const { _compile } = Module.prototype;
Module.prototype._compile = function (content, filename, ...rest) {
  if (!filename.startsWith(packages) || content.startsWith("#!"))
    return _compile.call(this, content, filename, ...rest);
  known ??= begin();
  const cachedData = known[filename];
  const script = new Script(Module.wrap(content), {
    filename,
    cachedData,
    columnOffset: -Module.wrapper[0].length,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  if (!cachedData || script.cachedDataRejected) compiled.set(filename, script);
  const run = script.runInThisContext();
  return run.call(this.exports, this.exports, Module.createRequire(filename), this, filename, dirname(filename));
};

process.on("exit", () => {
  if (compiled.size < ENOUGH) return;
  const added = [...compiled].map(([filename, script]) => [filename, script.createCachedData()]);
  write(serialize({ ...known, ...Object.fromEntries(added) }));
});

/**
 * Pulumi sets the flag while it loads, and V8 rejects code that was compiled with other flags. Node.js has the compiled code
 * of its own modules without the flag, so those that are needed are loaded first: by a program, all that Pulumi looks through
 * for captured variables.
 */
function begin() {
  const unwanted = ["punycode", "sys", "wasi"];
  const needed = process.argv[1]?.endsWith(join("cmd", "run", "index.js"))
    ? Module.builtinModules.filter((name) => !name.startsWith("_") && !unwanted.includes(name))
    : ["http2", "https", "dgram", "readline", "child_process", "cluster"];
  for (const name of needed) require(name);
  setFlagsFromString("--allow-natives-syntax");
  return read();
}

/** Name of the file with the code: another one for every Node.js and every set of packages. */
function file() {
  // npm lists here what it has installed.
  const installed = readFileSync(join(packages, ".package-lock.json"));
  const hash = createHash("sha1").update(installed).digest("hex").slice(0, 12);
  return join(root, ".work", "test", `code-${process.version}-${hash}`);
}

function read() {
  try {
    return deserialize(readFileSync(file()));
  } catch {
    return {};
  }
}

/** Writes the file complete, whoever else reads or writes it. */
function write(data) {
  try {
    const path = file();
    const part = `${path}.${process.pid}`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(part, data);
    renameSync(part, path);
  } catch {
    // The next process compiles again.
  }
}
