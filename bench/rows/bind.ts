/** From the first pod's creation to the last pod's binding. */
import { withPool, type Pool } from '../load/pool';
import { countEvents } from '../load/watcher';
import { node, nodeStatus, pod } from './objects';
import type { Measurement } from './row';

const pods = 2000;
const connections = 32;

export const bind = (nodes: number): Measurement => ({
  name: `bind-${nodes}`,
  async measure({ target, namespace }) {
    return withPool(target, connections, async (pool) => {
      await createNodes(pool, nodes);
      // A pod that gets a node begins to match: one ADDED event each.
      const path = `/api/v1/namespaces/${namespace}/pods?watch=1&resourceVersion=0&fieldSelector=spec.nodeName%21%3D`;
      const bound = await countEvents(target, path, '{"type":"ADDED"');
      const start = performance.now();
      await pool.run(pods, (i) => ({ method: 'POST', path: `/api/v1/namespaces/${namespace}/pods`, body: pod(`pod-${i}`) }));
      await bound.reached(pods);
      const seconds = (performance.now() - start) / 1000;
      bound.close();
      return { [`bind-${nodes}`]: pods / seconds };
    });
  },
});

async function createNodes(pool: Pool, count: number): Promise<void> {
  const name = (index: number): string => `bench-node-${index}`;
  await pool.run(count, (i) => ({ method: 'POST', path: '/api/v1/nodes', body: node(name(i)) }));
  await pool.run(count, (i) => ({ method: 'PATCH', path: `/api/v1/nodes/${name(i)}/status`, type: 'application/merge-patch+json', body: nodeStatus }));
}
