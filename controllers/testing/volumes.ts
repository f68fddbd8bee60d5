/** Claims, volumes and classes for tests. Without a class: for volumes that are made by hand. */
import type { core, storage } from '../../api';

export const claim = (name: string, spec: Partial<core.PersistentVolumeClaimSpec> = {}, metadata: core.PersistentVolumeClaim['metadata'] = {}): core.PersistentVolumeClaim => ({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'default', ...metadata }, status: {},
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: '', ...spec },
});

export const volume = (name: string, spec: Partial<core.PersistentVolumeSpec> = {}, metadata: core.PersistentVolume['metadata'] = {}): core.PersistentVolume => ({
  apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name, ...metadata }, status: {},
  spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/x' }, ...spec },
});

export const storageClass = (name: string, parts: Partial<storage.StorageClass> = {}): storage.StorageClass =>
  ({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name }, provisioner: 'test.csi.example.com', ...parts });

export const podWith = (name: string, claimName: string, nodeName?: string): core.Pod => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, status: {},
  spec: { nodeName, tolerations: [{ operator: 'Exists' }], containers: [{ name: 'c', image: 'nginx' } as core.Container], volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }] },
});
