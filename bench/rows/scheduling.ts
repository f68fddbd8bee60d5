/** How many pods a second get a node, from the first that is created to the last that is bound: API, store and scheduler in one process. */
import { setTimeout as pause } from 'node:timers/promises';
import { withPool, type Pool } from '../load/pool';
import { countEvents, type EventCounter } from '../load/watcher';
import type { Target } from '../load/connection';
import { createNamespace } from './objects';
import type { Measurement } from './row';
import { namespaces, nodeOf, podOf, priorityClass, type Batch, type Churn, type Workload } from './scheduling-workloads';

const connections = 32;

export const scheduling = (workload: Workload): Measurement => ({
  name: workload.name.toLowerCase(),
  measure: ({ target }) => withPool(target, connections, async (pool) => {
    await prepare(pool, workload);
    for (const [i, batch] of workload.before.entries()) await schedule(pool, target, `before-${i}`, batch);
    const over = new AbortController();
    const churning = workload.churn && withPool(target, 1, (own) => stir(own, workload.churn as Churn, over.signal));
    const seconds = await schedule(pool, target, 'pod', workload.measured);
    over.abort();
    await churning;
    return { [workload.name]: workload.measured.count / seconds };
  }),
});

async function prepare(pool: Pool, workload: Workload): Promise<void> {
  await pool.run(namespaces.length, (i) => createNamespace(namespaces[i] as string));
  await pool.run(1, () => ({ method: 'POST', path: '/apis/scheduling.k8s.io/v1/priorityclasses', body: JSON.stringify(priorityClass) }));
  const bodies = Array.from({ length: workload.nodes }, (_, i) => JSON.stringify(nodeOf(`node-${i}`, workload, i)));
  await pool.run(workload.nodes, (i) => ({ method: 'POST', path: '/api/v1/nodes', body: bodies[i] }));
  await pool.run(workload.nodes, (i) => ({ method: 'PATCH', path: `/api/v1/nodes/node-${i}/status`, type: 'application/merge-patch+json', body: bodies[i] }));
}

/** Seconds from the first create to the last binding. */
async function schedule(pool: Pool, target: Target, prefix: string, { count, sketch, namespace, waiting }: Batch): Promise<number> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const bound = waiting ? undefined : await followBindings(pool, target, path);
  const start = performance.now();
  await pool.run(count, (i) => ({ method: 'POST', path, body: JSON.stringify(podOf(`${prefix}-${i}`, sketch)) }));
  await bound?.reached(count);
  bound?.close();
  return (performance.now() - start) / 1000;
}

/** A pod that gets a node begins to match: one ADDED event each. */
async function followBindings(pool: Pool, target: Target, path: string): Promise<EventCounter> {
  const list = await pool.one({ method: 'GET', path: `${path}?limit=1` });
  const { resourceVersion } = (JSON.parse(list.body) as { metadata: { resourceVersion: string } }).metadata;
  return countEvents(target, `${path}?watch=1&resourceVersion=${resourceVersion}&fieldSelector=spec.nodeName%21%3D`, '{"type":"ADDED"');
}

async function stir(pool: Pool, { everyMs, requests }: Churn, over: AbortSignal): Promise<void> {
  for (let n = 0; !over.aborted; n++) {
    for (const request of requests(n)) await pool.one(request);
    await pause(everyMs);
  }
}
