/** The objects that the load is made of. */
import type { Request } from '../load/connection';

const filler = 'x'.repeat(1024);

export const configMap = (name: string): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { app: 'bench' } }, data: { payload: filler } });

export const configMapPath = (namespace: string, name = ''): string => `/api/v1/namespaces/${namespace}/configmaps${name && `/${name}`}`;

export const createConfigMap = (namespace: string, name: string): Request => ({ method: 'POST', path: configMapPath(namespace), body: configMap(name) });

export const pod = (name: string): string => JSON.stringify({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: 'bench' } },
  spec: { containers: [{ name: 'main', image: 'nginx', resources: { requests: { cpu: '10m', memory: '16Mi' } } }] },
});

export const deployment = (name: string, replicas = 0): string => JSON.stringify({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, labels: { app: 'bench' } },
  spec: {
    replicas, selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'main', image: 'nginx', ports: [{ containerPort: 80 }], resources: { requests: { cpu: '10m', memory: '16Mi' } } }] },
    },
  },
});

/** `set` labels the nodes of one measurement, so that they can go together. */
export const node = (name: string, set: string): string => JSON.stringify({
  apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'kubernetes.io/hostname': name, bench: set } }, spec: {},
});

export const nodeStatus = JSON.stringify({
  status: {
    capacity: { cpu: '32', memory: '128Gi', pods: '1000' }, allocatable: { cpu: '32', memory: '128Gi', pods: '1000' },
    conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'ok' }],
  },
});

export const createNamespace = (name: string): Request =>
  ({ method: 'POST', path: '/api/v1/namespaces', body: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }) });
