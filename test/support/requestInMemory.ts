import type { Emulator } from "../../emulator";

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * Passes one request to the emulator, which need not listen.
 * @param cut makes the error when the emulator closes the connection without a response
 */
export function requestInMemory(
  emulator: Emulator,
  { service, headers }: { service: string; headers: Record<string, string> },
  body: string,
  cut: () => Error = () => new Error("connection closed"),
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let begun: Omit<Answer, "body">;
    const bytes = [Buffer.from(body)];
    const incoming = {
      url: `/api/v2/${service}`,
      method: "POST",
      headers,
      [Symbol.asyncIterator]: () => bytes[Symbol.iterator](),
    };
    const outgoing = {
      writeHead: (status: number, head: Record<string, string>) => (begun = { status, headers: head }),
      write: (_: Buffer, sent: () => void) => setImmediate(sent),
      end: (bytes: Buffer | string) => resolve({ ...begun, body: bytes.toString() }),
      destroy: () => reject(cut()),
    };
    emulator.emit("request", incoming, outgoing);
  });
}
