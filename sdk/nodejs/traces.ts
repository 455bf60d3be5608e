interface Frame {
  getFileName(): string | null | undefined;
  toString(): string;
}

type WriteTrace = (error: Error, frames: Frame[]) => unknown;

/** V8's settings for traces. */
const traces = Error as unknown as { stackTraceLimit: number; prepareStackTrace?: WriteTrace };

/**
 * Pulumi notes for each promise of a resource where it was made, four for each output, and shows that to those who ask
 * for it alone. Writing these traces takes three quarters of the time that a program spends on an image, so they are
 * made only then. Pulumi's note of the line that declares the resource does not depend on it.
 */
const tracesLeaks = Boolean(process.env.PULUMI_DEBUG_PROMISE_LEAKS);

/**
 * While an image is declared: no trace for each promise, and no line of ours in the trace that Pulumi keeps in state,
 * so that the state names the line of the program.
 * @param file whose frames are left out
 * @returns puts everything back
 */
export function keepTracesShort(file: string): () => void {
  const { stackTraceLimit, prepareStackTrace } = traces;
  const write = prepareStackTrace ?? asNodeDoes;
  const isTheirs = (frame: Frame) => frame.getFileName() !== file;
  traces.stackTraceLimit = tracesLeaks ? stackTraceLimit : 0;
  traces.prepareStackTrace = (error, frames) => write(error, frames.filter(isTheirs));
  return () => Object.assign(traces, { stackTraceLimit, prepareStackTrace });
}

const asNodeDoes: WriteTrace = (error, frames) =>
  [String(error), ...frames.map((frame) => `    at ${String(frame)}`)].join("\n");
