/** Many at a time: a store writes those that come together at once. */
const workers = 64;

export async function inTurn<V>(items: Iterable<V>, work: (item: V) => Promise<unknown>): Promise<void> {
  const rest = items[Symbol.iterator]();
  await Promise.all(Array.from({ length: workers }, async () => {
    for (let next = rest.next(); !next.done; next = rest.next()) await work(next.value);
  }));
}
