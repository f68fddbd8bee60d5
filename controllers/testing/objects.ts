/** Objects for tests, with just enough in them. */
import type { apps, batch, core, KubeObject, meta } from '../../api';

type Parts<T extends KubeObject> = { [K in keyof T]?: T[K] extends object ? Partial<T[K]> : T[K] };

const named = (metadata: meta.ObjectMeta | undefined, name: string): meta.ObjectMeta =>
  ({ name, namespace: 'default', uid: `uid-${metadata?.name ?? name}`, creationTimestamp: '2026-01-01T00:00:00Z', ...metadata });

export const pod = (parts: Parts<core.Pod> = {}): core.Pod => ({
  apiVersion: 'v1', kind: 'Pod', metadata: named(parts.metadata, 'pod'), spec: { containers: [], ...parts.spec }, status: { ...parts.status },
});

export const template: core.PodTemplateSpec = {
  metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx:1' }] },
};

export const replicaSet = (parts: Parts<apps.ReplicaSet> = {}): apps.ReplicaSet => ({
  apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: named(parts.metadata, 'set'),
  spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template, ...parts.spec },
  status: { replicas: 0, ...parts.status },
});

export const deployment = (parts: Parts<apps.Deployment> = {}): apps.Deployment => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: named(parts.metadata, 'web'),
  spec: {
    replicas: 1, selector: { matchLabels: { app: 'web' } }, template,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    revisionHistoryLimit: 10, progressDeadlineSeconds: 600, ...parts.spec,
  },
  status: { ...parts.status },
});

export const job = (parts: Parts<batch.Job> = {}): batch.Job => ({
  apiVersion: 'batch/v1', kind: 'Job', metadata: named(parts.metadata, 'job'),
  spec: { completions: 1, parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false, template, ...parts.spec },
  status: { ...parts.status },
});

export const cronJob = (parts: Parts<batch.CronJob> = {}): batch.CronJob => ({
  apiVersion: 'batch/v1', kind: 'CronJob', metadata: named(parts.metadata, 'tick'),
  spec: {
    schedule: '0 * * * *', concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1,
    jobTemplate: { metadata: { labels: { app: 'tick' }, annotations: { a: 'b' } }, spec: { template: { ...template, spec: { containers: [{ name: 'c', image: 'nginx:1' }], restartPolicy: 'Never' } } } },
    ...parts.spec,
  },
  status: { ...parts.status },
});
