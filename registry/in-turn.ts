/** Many at a time: a store writes those that come together at once. */
const workers = 64;

/** A store that answers at once would let nobody else in until all is done: so many, and the event loop has a turn. */
const perTurn = 256;

export async function inTurn<V>(items: Iterable<V>, work: (item: V) => Promise<unknown>): Promise<void> {
  const rest = items[Symbol.iterator]();
  let done = 0;
  let turn: Promise<void> | undefined;
  await Promise.all(Array.from({ length: workers }, async () => {
    for (let next = rest.next(); !next.done; next = rest.next()) {
      await work(next.value);
      if (++done % perTurn === 0) turn = nextTurn();
      await turn;
    }
  }));
}

const nextTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
