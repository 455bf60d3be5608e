/** The part of grpc-js's server that looks up who handles a request. Private: it may change or vanish. */
interface ServerPrototype {
  _retrieveHandler?: (path: string) => unknown;
}

const CANCEL = "/pulumirpc.ResourceProvider/Cancel";

/**
 * Calls `heard` when the engine asks the process to cancel. Pulumi's host for dynamic providers answers that request
 * itself and tells nobody, so we listen where its server looks up handlers. Where that does not fit any more, nothing is heard: waits
 * then go on until they end, as they would without us.
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
        // Never in the way of the request itself.
      }
      return original.call(this, path);
    };
  } catch {
    // Not the host we know.
  }
}

/** The server class of the very gRPC library that the host's main program uses. */
function hostServer(): ServerPrototype | undefined {
  const grpc = require.main?.require("@grpc/grpc-js") as { Server?: { prototype: ServerPrototype } } | undefined;
  return grpc?.Server?.prototype;
}
