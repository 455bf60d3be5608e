/** The part of grpc-js's server that looks up who handles a request. Private: it may change or vanish. */
interface ServerPrototype {
  _retrieveHandler?: (path: string) => unknown;
}

const CANCEL = "/pulumirpc.ResourceProvider/Cancel";

/**
 * Calls `heard` when the engine sends a Cancel request. Pulumi's host for dynamic providers handles that request itself
 * and passes it to no provider, so this hooks into its server's lookup of handlers. If a later version of the host does
 * not have that function, cancels are not noticed, and waits continue to their end.
 */
export function hookCancel(heard: () => void): void {
  try {
    const prototype = hostServer();
    const original = prototype?._retrieveHandler;
    if (prototype === undefined || typeof original !== "function") return;
    prototype._retrieveHandler = function (this: unknown, path: string) {
      try {
        if (path === CANCEL) heard();
      } catch {
        // The request itself must not fail.
      }
      return original.call(this, path);
    };
  } catch {
    // An unknown version of the host.
  }
}

/** The server class of the very gRPC library that the host's main program uses. */
function hostServer(): ServerPrototype | undefined {
  const grpc = require.main?.require("@grpc/grpc-js") as { Server?: { prototype: ServerPrototype } } | undefined;
  return grpc?.Server?.prototype;
}
