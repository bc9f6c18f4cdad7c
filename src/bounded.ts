/** Does work on items, at most `limit` at a time, and yields the results in the order of the items. */
export async function* mapBounded<Item, Result>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  for (const item of items) {
    const result = work(item);
    // It is awaited further below; until then a failure must not count as one that nobody handles.
    result.catch(() => undefined);
    running.push(result);
    if (running.length < limit) continue;
    const first = running.shift();
    if (first !== undefined) yield await first;
  }
  for (const result of running) yield await result;
}
