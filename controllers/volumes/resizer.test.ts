/** Claims that grow, on a real registry. */
import { kinds, type core } from '../../api';
import { startCluster, until, untilAll, type TestCluster } from '../testing/cluster';
import { claim, podWith, storageClass } from '../testing/volumes';

let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(async () => {
  await cluster.stop();
  expect(cluster.errors).toEqual([]);
});

const key = { namespace: 'default', name: 'c' };
const claims = () => cluster.registry.of(kinds.persistentvolumeclaims);
const bound = async (provisioner: string): Promise<core.PersistentVolumeClaim | undefined> => {
  await cluster.registry.of(kinds.storageclasses).create(storageClass('grows', { provisioner, allowVolumeExpansion: true }));
  await claims().create(claim('c', { storageClassName: 'grows' }));
  return until(claims(), key, (found) => found?.status.phase === 'Bound');
};
const grow = () => claims().update(key, (current) => ({ ...current, spec: { ...current.spec, resources: { requests: { storage: '3Gi' } } } }));
const capacity = async (name = ''): Promise<string | undefined> => (await cluster.registry.of(kinds.persistentvolumes).get({ name })).spec.capacity?.storage;
const told = (...reasons: string[]) => untilAll(cluster.registry.of(kinds.events), 'default', (all) => reasons.every((reason) => all.some((event) => event.reason === reason)));

test('a directory grows at once', async () => {
  const before = await bound('minikapi.dev/hostpath');
  await grow();
  const after = await until(claims(), key, (found) => found?.status.capacity?.storage === '3Gi');
  expect(after?.status).toEqual({ phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '3Gi' }, allocatedResources: { storage: '3Gi' } });
  expect(await capacity(before?.spec.volumeName)).toBe('3Gi');
  await told('Resizing', 'VolumeResizeSuccessful');
});

test('a file system on a device grows when a pod has it', async () => {
  const before = await bound('disk.example.com');
  await grow();
  const waiting = await until(claims(), key, (found) => found?.status.conditions !== undefined);
  expect(waiting?.status).toMatchObject({
    capacity: { storage: '1Gi' }, allocatedResourceStatuses: { storage: 'NodeResizePending' },
    conditions: [{ type: 'FileSystemResizePending', status: 'True', message: 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.' }],
  });
  expect(await capacity(before?.spec.volumeName)).toBe('3Gi');
  await cluster.registry.of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, spec: {}, status: { conditions: [{ type: 'Ready', status: 'True' }] } });
  await cluster.registry.of(kinds.pods).create(podWith('web', 'c', 'n1'));
  await cluster.registry.of(kinds.pods).update({ namespace: 'default', name: 'web' }, (pod) => ({ ...pod, status: { phase: 'Running' } }), { subresource: 'status' });
  const after = await until(claims(), key, (found) => found?.status.capacity?.storage === '3Gi');
  expect(after?.status.conditions).toBeUndefined();
  expect(after?.status.allocatedResourceStatuses).toBeUndefined();
  await told('Resizing', 'FileSystemResizeRequired', 'FileSystemResizeSuccessful');
});
