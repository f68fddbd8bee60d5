/** Workloads at size: thousands of nodes held ready, tens of thousands of pods from Deployments, a namespace that goes with all it holds. */
import { setTimeout as pause } from 'node:timers/promises';
import { countEvents } from '../load/watcher';
import { withPool, type Pool } from '../load/pool';
import { cpuSeconds, rssMb } from '../load/server';
import { deployment, createNamespace } from './objects';
import type { Measurement, RowContext } from './row';

export interface Size {
  /** What the names of the rows begin with. */
  readonly name: string;
  readonly nodes: number;
  readonly deployments: number;
  readonly replicas: number;
  /** Pods of the namespace that is deleted. */
  readonly deleted: number;
}

const steadyMs = 30_000;
const pollMs = 100;
const deployers = 8;

export const scale = ({ name, deployments, replicas, deleted }: Size): Measurement => ({
  name,
  async measure(context) {
    const nodes = { [`${name}-nodes-mb`]: rssMb(context.pids), [`${name}-steady`]: await steady(context) };
    const ran = await runPods(context, context.namespace, { deployments, replicas });
    const gone = `${context.namespace}-gone`;
    await withPool(context.target, 1, (pool) => pool.one(createNamespace(gone)));
    await runPods(context, gone, { deployments: Math.ceil(deleted / replicas), replicas });
    const rows = { pods: ran.podsPerSecond, cpu: ran.cpuPer1000, mb: ran.peakMb, 'get-p99': ran.getP99Ms, 'delete-ns': await deleteNamespace(context, gone) };
    return { ...nodes, ...Object.fromEntries(Object.entries(rows).map(([row, value]) => [`${name}-${row}`, value])) };
  },
});

/** Percent of one core while nothing happens but heartbeats. */
async function steady({ pids }: RowContext): Promise<number> {
  await pause(steadyMs / 3);
  const before = cpuSeconds(pids);
  await pause(steadyMs);
  return ((cpuSeconds(pids) - before) / (steadyMs / 1000)) * 100;
}

interface Run {
  readonly podsPerSecond: number;
  /** Milliseconds of CPU. */
  readonly cpuPer1000: number;
  readonly peakMb: number;
  readonly getP99Ms: number;
}

/** From the first Deployment to the last pod that runs. */
async function runPods({ target, pids }: RowContext, namespace: string, { deployments, replicas }: Pick<Size, 'deployments' | 'replicas'>): Promise<Run> {
  const pods = deployments * replicas;
  const running = await countEvents(target, `/api/v1/namespaces/${namespace}/pods?watch=1&resourceVersion=0&fieldSelector=status.phase%3DRunning`, '{"type":"ADDED"');
  const onlooker = new Onlooker(pids);
  const cpu = cpuSeconds(pids);
  const start = performance.now();
  const looking = withPool(target, 1, (pool) => onlooker.look(pool, namespace));
  await withPool(target, deployers, (pool) => pool.run(deployments, (i) => ({ method: 'POST', path: `/apis/apps/v1/namespaces/${namespace}/deployments`, body: deployment(`web-${i}`, replicas) })));
  await running.reached(pods);
  const seconds = (performance.now() - start) / 1000;
  running.close();
  onlooker.done = true;
  await looking;
  return { podsPerSecond: pods / seconds, cpuPer1000: ((cpuSeconds(pids) - cpu) * 1e6) / pods, peakMb: onlooker.peakMb, getP99Ms: onlooker.p99() };
}

/** Somebody who asks for a small thing now and then meanwhile. */
class Onlooker {
  done = false;
  peakMb = 0;
  private readonly waits: number[] = [];

  constructor(private readonly pids: readonly number[]) {}

  async look(pool: Pool, namespace: string): Promise<void> {
    while (!this.done) {
      const start = performance.now();
      await pool.one({ method: 'GET', path: `/api/v1/namespaces/${namespace}` });
      this.waits.push(performance.now() - start);
      this.peakMb = Math.max(this.peakMb, rssMb(this.pids));
      await pause(pollMs / 4);
    }
  }

  p99(): number {
    const sorted = [...this.waits].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
  }
}

/** Seconds until the namespace is gone. */
async function deleteNamespace({ target }: RowContext, namespace: string): Promise<number> {
  const path = `/api/v1/namespaces/${namespace}`;
  return withPool(target, 1, async (pool) => {
    const start = performance.now();
    await pool.one({ method: 'DELETE', path });
    while ((await pool.one({ method: 'GET', path })).status !== 404) await pause(pollMs);
    return (performance.now() - start) / 1000;
  });
}
