// Hides the private function that the provider hooks into from the provider only: the server still works.
const Module = require("node:module");

const load = Module._load;
Module._load = function (request, parent, ...rest) {
  const loaded = load.call(this, request, parent, ...rest);
  if (request !== "@grpc/grpc-js" || !isAskedByHook()) return loaded;
  return { ...loaded, Server: class {} };
};

function isAskedByHook() {
  return new Error("where").stack.includes("hookCancel");
}
