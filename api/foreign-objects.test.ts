import { claimedHere, claimOf, transplanted, withoutIdentity } from './foreign-objects';
import type * as core from './schema/types/core.v1';

const metadata = {
  name: 'a', namespace: 'b', uid: 'u', resourceVersion: '7', generation: 3, creationTimestamp: '2026-01-01T00:00:00Z', selfLink: '/x', managedFields: [],
  deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 30, labels: { app: 'a' }, annotations: { note: 'n' },
  ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'r' }], finalizers: ['example.com/hold'],
};

it('what the server wrote goes, what the user wrote stays', () => {
  expect(withoutIdentity({ apiVersion: 'v1', kind: 'ConfigMap', metadata }).metadata)
    .toEqual({ name: 'a', namespace: 'b', labels: { app: 'a' }, annotations: { note: 'n' }, ownerReferences: metadata.ownerReferences, finalizers: ['example.com/hold'] });
});

it('an object without metadata worth keeping is left with none', () => {
  expect(withoutIdentity({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { uid: 'u' } }).metadata).toEqual({});
});

it.each<[string, object, object]>([
  ['a pod loses its account and keeps its node', { kind: 'Pod', spec: { nodeName: 'n', serviceAccountName: 's', serviceAccount: 's', containers: [] } }, { nodeName: 'n', containers: [] }],
  ['a service loses its addresses', { kind: 'Service', spec: { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'], ports: [{ port: 80, nodePort: 30000 }] } }, { ports: [{ port: 80 }] }],
  ['a headless service stays one', { kind: 'Service', spec: { clusterIP: 'None', clusterIPs: ['None'] } }, { clusterIP: 'None' }],
  ['a node loses its range', { kind: 'Node', spec: { podCIDR: '10.1.0.0/24', podCIDRs: ['10.1.0.0/24'], unschedulable: true } }, { unschedulable: true }],
  ['others keep what they are', { kind: 'Widget', spec: { clusterIP: '10.0.0.1', serviceAccountName: 's' } }, { clusterIP: '10.0.0.1', serviceAccountName: 's' }],
])('%s', (_, object, spec) => {
  expect(transplanted({ apiVersion: 'v1', kind: '', metadata, ...object })).toEqual({
    apiVersion: 'v1', ...object, metadata: { name: 'a', namespace: 'b', labels: { app: 'a' }, annotations: { note: 'n' } }, spec,
  });
});

it('a node loses the way to its kubelet, and nothing else of its status', () => {
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, status: { daemonEndpoints: { kubeletEndpoint: { Port: 10250 } }, capacity: { cpu: '4' } } };
  expect(transplanted(node)).toEqual({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, status: { capacity: { cpu: '4' } } });
});

it('what is handed in is left alone', () => {
  const pod = Object.freeze({ apiVersion: 'v1', kind: 'Pod', metadata: Object.freeze({ ...metadata }), spec: Object.freeze({ serviceAccountName: 's', containers: [] }) });
  expect(transplanted(pod).spec).toEqual({ containers: [] });
});

describe('a volume', () => {
  const volume = (phase: string): core.PersistentVolume =>
    ({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'v' }, spec: { claimRef: { namespace: 'b', name: 'c', uid: 'old', resourceVersion: '1' } }, status: { phase } }) as core.PersistentVolume;

  it('that is bound names its claim', () => {
    expect(claimOf(volume('Bound'))).toEqual({ namespace: 'b', name: 'c' });
    expect(claimOf(volume('Available'))).toBeUndefined();
  });

  it('is bound to the claim that is here', () => {
    expect(claimedHere(volume('Bound'), 'new').spec.claimRef).toEqual({ namespace: 'b', name: 'c', uid: 'new' });
  });

  it('waits for a claim that is not', () => {
    expect(claimedHere(volume('Bound'), undefined).spec.claimRef).toEqual({ namespace: 'b', name: 'c' });
  });
});
