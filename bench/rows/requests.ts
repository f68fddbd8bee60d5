/** Reads and writes of ConfigMaps. */
import { withPool, type Load } from '../load/pool';
import { cpuSeconds } from '../load/server';
import { configMapPath, createConfigMap } from './objects';
import type { Figures, Measurement, RowContext } from './row';

const writers = 32;
const objects = 5000;
const tableType = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

const perSecond = ({ requests, seconds }: Load): number => requests / seconds;

/** A rate and, where the server's processes are known, its CPU cost per 1,000. */
async function measured(context: RowContext, name: string, cost: string, work: () => Promise<Load>): Promise<Figures> {
  const before = cpuSeconds(context.pids);
  const load = await work();
  const spent = cpuSeconds(context.pids) - before;
  return { [name]: perSecond(load), ...(context.pids.length && { [cost]: (spent * 1e6) / load.requests }) };
}

export const writesAndReads: Measurement = {
  name: 'requests',
  async measure(context) {
    const { target, namespace } = context;
    const name = (index: number): string => `cm-${index}`;
    return withPool(target, writers, async (pool) => {
      const create = await measured(context, 'create', 'cpu-create', () => pool.run(objects, (i) => createConfigMap(namespace, name(i))));
      const get = await measured(context, 'get', 'cpu-get', () => pool.run(20_000, (i) => ({ method: 'GET', path: configMapPath(namespace, name(i % objects)) })));
      const patch = await pool.run(objects, (i) => ({
        method: 'PATCH', path: configMapPath(namespace, name(i)), type: 'application/merge-patch+json', body: `{"data":{"touched":"${i}"}}`,
      }));
      return { ...create, ...get, patch: perSecond(patch), ...(await lists(context)) };
    });
  },
};

async function lists({ target, namespace }: RowContext): Promise<Figures> {
  const path = configMapPath(namespace);
  const many = (connections: number, count: number, query: string, accept?: string): Promise<number> =>
    withPool(target, connections, async (pool) => perSecond(await pool.run(count, () => ({ method: 'GET', path: path + query, accept }))));
  return {
    'list-500': await many(8, 600, '?limit=500'),
    'list-5000': await many(4, 120, ''),
    'list-5000-rv0': await many(4, 120, '?resourceVersion=0'),
    'table-500': await many(8, 600, '?limit=500', tableType),
  };
}
