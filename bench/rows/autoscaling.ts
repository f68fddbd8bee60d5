/** How soon an autoscaler answers to load: autoscalers look every 15 s, as kube-controller-manager's do. */
import { setTimeout as pause } from 'node:timers/promises';
import { withPool, type Pool } from '../load/pool';
import { deployment } from './objects';
import type { Measurement } from './row';

const name = 'hot';
/** Twenty times what a pod asks for: the aim is half of it. */
const load = JSON.stringify({ spec: { template: { metadata: { annotations: { 'minikapi.dev/cpu-usage': '200m' } } } } });
const most = 8;
const pollMs = 50;

const autoscaler = JSON.stringify({
  apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, minReplicas: 1, maxReplicas: most,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
  },
});

export const autoscaling: Measurement = {
  name: 'hpa',
  measure: ({ target, namespace }) => withPool(target, 1, async (pool) => {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    await pool.run(1, () => ({ method: 'POST', path, body: deployment(name, 1) }));
    await pool.run(1, () => ({ method: 'POST', path: `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`, body: autoscaler }));
    await until(pool, `${path}/${name}`, ({ status }) => status.readyReplicas === 1);
    const start = performance.now();
    await pool.run(1, () => ({ method: 'PATCH', path: `${path}/${name}`, type: 'application/merge-patch+json', body: load }));
    await until(pool, `${path}/${name}`, ({ spec, status }) => spec.replicas > 1 && status.readyReplicas === spec.replicas);
    return { 'hpa-reaction': (performance.now() - start) / 1000 };
  }),
};

interface Scaled {
  readonly spec: { readonly replicas: number };
  readonly status: { readonly readyReplicas?: number };
}

async function until(pool: Pool, path: string, holds: (deployment: Scaled) => boolean): Promise<void> {
  while (!holds(JSON.parse((await pool.one({ method: 'GET', path })).body) as Scaled)) await pause(pollMs);
}
