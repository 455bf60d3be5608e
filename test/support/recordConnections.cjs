// Loaded by `NODE_OPTIONS=--require`: appends to the file CONNECTIONS where this process connects to, and every host
// name that it looks up.
const { appendFileSync } = require("node:fs");
const dgram = require("node:dgram");
const dns = require("node:dns");
const net = require("node:net");

const argv = [...process.argv]; // Pulumi's program host removes the arguments that it has read

const record = (to) => appendFileSync(process.env.CONNECTIONS, `${JSON.stringify({ to, argv })}\n`);

/** Calls `before` with the arguments of each call of a method. */
function watch(owner, name, before) {
  const original = owner[name];
  owner[name] = function (...args) {
    before(...args);
    return original.apply(this, args);
  };
}

watch(net.Socket.prototype, "connect", (...args) => {
  // As net calls it: the arguments in an array; as others may: options, a path, or port and host.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const { path, host = "localhost", port } = typeof first === "object" ? first : { port: first, host: second };
  record(path ?? `${host}:${port}`);
});
watch(dgram.Socket.prototype, "send", () => record("a datagram"));
for (const name of ["lookup", "resolve"]) {
  watch(dns, name, (host) => {
    if (!net.isIP(host)) record(`the name ${host}`); // an address is "looked up" without a request
  });
}
