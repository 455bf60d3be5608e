import { setImmediate } from "node:timers/promises";
import { KeyedMutex } from "./keyedMutex";

/** Work that lasts until it is ended. */
function open(log: string[], name: string) {
  let end!: () => void;
  let fail!: (error: Error) => void;
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  const work = async () => {
    log.push(`${name} begins`);
    await ended;
    return name;
  };
  return { work, end, fail };
}

test("one after the other, in the order of the callers; other keys do not wait", async () => {
  const turns = new KeyedMutex();
  const log: string[] = [];
  const [a, b, c] = [open(log, "a"), open(log, "b"), open(log, "c")];
  const results = [
    turns.runExclusive("key", a.work),
    turns.runExclusive("key", b.work),
    turns.runExclusive("other", c.work),
  ];
  await setImmediate();
  expect(log).toEqual(["a begins", "c begins"]);
  a.end();
  expect(await results[0]).toBe("a");
  await setImmediate();
  expect(log).toEqual(["a begins", "c begins", "b begins"]);
  b.end();
  c.end();
  expect(await Promise.all(results)).toEqual(["a", "b", "c"]);
});

test("a failure reaches its own caller only", async () => {
  const turns = new KeyedMutex();
  const [a, b] = [open([], "a"), open([], "b")];
  const first = turns.runExclusive("key", a.work);
  const second = turns.runExclusive("key", b.work);
  a.fail(new Error("no"));
  b.end();
  await expect(first).rejects.toThrow("no");
  expect(await second).toBe("b");
});

test("a caller that aborts does not run, and does not admit the next one too early", async () => {
  const turns = new KeyedMutex();
  const log: string[] = [];
  const [a, b, c] = [open(log, "a"), open(log, "b"), open(log, "c")];
  const controller = new AbortController();
  const first = turns.runExclusive("key", a.work);
  const second = turns.runExclusive("key", b.work, controller.signal);
  const third = turns.runExclusive("key", c.work);
  controller.abort(new Error("canceled"));
  await expect(second).rejects.toThrow("canceled");
  await setImmediate();
  expect(log).toEqual(["a begins"]);
  a.end();
  c.end();
  expect(await Promise.all([first, third])).toEqual(["a", "c"]);
  expect(log).toEqual(["a begins", "c begins"]);
});

test("nothing runs for a caller that has aborted already", async () => {
  const turns = new KeyedMutex();
  const log: string[] = [];
  await expect(
    turns.runExclusive("key", open(log, "a").work, AbortSignal.abort(new Error("canceled"))),
  ).rejects.toThrow("canceled");
  expect(log).toEqual([]);
  const b = open(log, "b");
  b.end();
  expect(await turns.runExclusive("key", b.work)).toBe("b");
});
