/** From the first pod's creation to the last pod's binding. */
import { withPool, type Pool } from '../load/pool';
import type { Target } from '../load/connection';
import { countEvents } from '../load/watcher';
import { node, nodeStatus, pod } from './objects';
import type { Measurement } from './row';

const pods = 2000;
const connections = 32;

/** Bound before the measured ones, so that both servers are compared warm. */
const warmUpPods = 500;

export const bind = (nodes: number): Measurement => ({
  name: `bind-${nodes}`,
  async measure({ target, namespace }) {
    return withPool(target, connections, async (pool) => {
      await createNodes(pool, namespace, nodes);
      await bindPods(pool, target, namespace, 'warm', warmUpPods);
      const seconds = await bindPods(pool, target, namespace, 'pod', pods);
      await pool.one({ method: 'DELETE', path: `/api/v1/nodes?labelSelector=bench%3D${namespace}` });
      return { [`bind-${nodes}`]: pods / seconds };
    });
  },
});

/** Seconds from the first create to the last binding. */
async function bindPods(pool: Pool, target: Target, namespace: string, prefix: string, count: number): Promise<number> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const list = await pool.one({ method: 'GET', path: `${path}?limit=1` });
  const { resourceVersion } = (JSON.parse(list.body) as { metadata: { resourceVersion: string } }).metadata;
  // A pod that gets a node begins to match: one ADDED event each.
  const bound = await countEvents(target, `${path}?watch=1&resourceVersion=${resourceVersion}&fieldSelector=spec.nodeName%21%3D`, '{"type":"ADDED"');
  const start = performance.now();
  await pool.run(count, (i) => ({ method: 'POST', path, body: pod(`${prefix}-${i}`) }));
  await bound.reached(count);
  bound.close();
  return (performance.now() - start) / 1000;
}

async function createNodes(pool: Pool, set: string, count: number): Promise<void> {
  const name = (index: number): string => `${set}-${index}`;
  await pool.run(count, (i) => ({ method: 'POST', path: '/api/v1/nodes', body: node(name(i), set) }));
  await pool.run(count, (i) => ({ method: 'PATCH', path: `/api/v1/nodes/${name(i)}/status`, type: 'application/merge-patch+json', body: nodeStatus }));
}
