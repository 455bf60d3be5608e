/** Runs `work` for each item, several at a time: most of a lifecycle is waiting for a socket. */
export async function inParallel<T>(items: T[], work: (item: T) => Promise<void>, atATime = 4): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}
