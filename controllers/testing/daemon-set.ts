/** DaemonSets and nodes for tests, with just enough in them. */
import type { apps, core } from '../../api';
import { template } from './objects';

export interface DaemonSetParts {
  readonly metadata?: apps.DaemonSet['metadata'];
  readonly spec?: Partial<apps.DaemonSetSpec>;
  readonly status?: Partial<apps.DaemonSetStatus>;
}

export const daemonSet = ({ metadata, spec, status }: DaemonSetParts = {}): apps.DaemonSet => ({
  apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent', namespace: 'default', ...metadata },
  spec: {
    selector: { matchLabels: { app: 'web' } }, template, revisionHistoryLimit: 10,
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } }, ...spec,
  },
  status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0, ...status },
});

export const node = (name: string, parts: { readonly labels?: Record<string, string>; readonly taints?: core.Taint[] } = {}): core.Node => ({
  apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'kubernetes.io/hostname': name, ...parts.labels } },
  spec: { ...(parts.taints && { taints: parts.taints }) }, status: {},
});
