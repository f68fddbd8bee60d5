/** The least that makes an object of a kind. */
import type { apps, core } from '../../api';

export const configMap = (name: string, data: Record<string, string> = {}, metadata: core.ConfigMap['metadata'] = {}): core.ConfigMap =>
  ({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { name, namespace: 'default', ...metadata }, data });

export const pod = (name: string, spec: Partial<core.PodSpec> = {}, metadata: core.Pod['metadata'] = {}): core.Pod => ({
  kind: 'Pod', apiVersion: 'v1', metadata: { name, namespace: 'default', ...metadata }, status: {},
  spec: { containers: [{ name: 'web', image: 'nginx' } as core.Container], ...spec },
});

export const service = (name: string, spec: Partial<core.ServiceSpec> = {}): core.Service =>
  ({ kind: 'Service', apiVersion: 'v1', metadata: { name, namespace: 'default' }, spec: { ports: [{ port: 80 } as core.ServicePort], ...spec }, status: {} });

export const namespace = (name: string, metadata: core.Namespace['metadata'] = {}): core.Namespace =>
  ({ kind: 'Namespace', apiVersion: 'v1', metadata: { name, ...metadata }, spec: {}, status: {} });

export const replicaSet = (name: string, replicas: number): apps.ReplicaSet => ({
  kind: 'ReplicaSet', apiVersion: 'apps/v1', metadata: { name, namespace: 'default' }, status: { replicas: 0 },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: pod(name).spec } },
});
