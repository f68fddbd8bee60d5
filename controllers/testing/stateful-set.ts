/** StatefulSets for tests, with just enough in them. */
import type { apps, core } from '../../api';
import { template } from './objects';

export interface StatefulSetParts {
  readonly spec?: Partial<apps.StatefulSetSpec>;
  readonly status?: Partial<apps.StatefulSetStatus>;
}

export const statefulSet = ({ spec, status }: StatefulSetParts = {}): apps.StatefulSet => ({
  apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: 3, selector: { matchLabels: { app: 'web' } }, template, serviceName: 'nginx', podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }, revisionHistoryLimit: 10, ...spec,
  },
  status: { replicas: 0, availableReplicas: 0, ...status },
});

export const claimTemplate = (name: string): core.PersistentVolumeClaim => ({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }, status: {},
});
