/** 100 watchers of one resource while 200 objects are created. */
import { withPool } from '../load/pool';
import { cpuSeconds } from '../load/server';
import { countEvents } from '../load/watcher';
import { configMapPath, createConfigMap } from './objects';
import { medians, type Figures, type Measurement, type RowContext } from './row';

const watchers = 100;
const creates = 200;
const writers = 32;

/** One round takes a tenth of a second: the median of several is a figure. */
const rounds = 5;

export const watch: Measurement = {
  name: 'watch',
  async measure(context) {
    const figures: Figures[] = [];
    for (let round = 0; round < rounds; round++) figures.push(await oneRound(context, round));
    return medians(figures);
  },
};

async function oneRound({ target, namespace, pids }: RowContext, round: number): Promise<Figures> {
  return withPool(target, writers, async (pool) => {
    const list = await pool.one({ method: 'GET', path: `${configMapPath(namespace)}?limit=1` });
    const version = (JSON.parse(list.body) as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
    const path = `${configMapPath(namespace)}?watch=1&resourceVersion=${version}`;
    const streams = await Promise.all(Array.from({ length: watchers }, () => countEvents(target, path)));
    const before = cpuSeconds(pids);
    const start = performance.now();
    await pool.run(creates, (i) => createConfigMap(namespace, `watched-${round}-${i}`));
    await Promise.all(streams.map((stream) => stream.reached(creates)));
    const seconds = (performance.now() - start) / 1000;
    const spent = cpuSeconds(pids) - before;
    for (const stream of streams) stream.close();
    const events = watchers * creates;
    return { watch: events / seconds, ...(pids.length && { 'cpu-watch': (spent * 1e6) / events }) };
  });
}
