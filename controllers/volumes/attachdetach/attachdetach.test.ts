/** Volumes that follow their pods from node to node, on a real registry; time is stepped. */
import { kinds, type core } from '../../../api';
import { startCluster, until, untilAll, whilePassing, type TestCluster } from '../../testing/cluster';
import { claim, podWith, storageClass } from '../../testing/volumes';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startCluster();
  for (const name of ['n1', 'n2']) await addNode(name);
  await cluster.registry.of(kinds.storageclasses).create(storageClass('disk'));
});
afterEach(async () => {
  await cluster.stop();
  expect(cluster.errors).toEqual([]);
});

const nodes = () => cluster.registry.of(kinds.nodes);
const pods = () => cluster.registry.of(kinds.pods);
const claims = () => cluster.registry.of(kinds.persistentvolumeclaims);
const addNode = (name: string) => nodes().create({ apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {}, status: { conditions: [{ type: 'Ready', status: 'True' }] } });
const bound = async (spec: Partial<core.PersistentVolumeClaimSpec> = {}): Promise<string> => {
  await claims().create(claim('data', { storageClassName: 'disk', ...spec }));
  return (await whilePassing(cluster, 5, until(claims(), { namespace: 'default', name: 'data' }, (found) => found?.status.phase === 'Bound')))?.spec.volumeName ?? '';
};
const remove = (name: string) => pods().delete({ namespace: 'default', name }, { gracePeriodSeconds: 0 });
const attachedTo = (...names: string[]) => whilePassing(cluster, 5, untilAll(cluster.registry.of(kinds.volumeattachments), undefined, (all) => all.every(({ status }) => status.attached) && all.map(({ spec }) => spec.nodeName).sort().join() === names.join()));
const node = (name: string, holds: (status: core.NodeStatus) => boolean) => whilePassing(cluster, 5, until(nodes(), { name }, (found) => found !== undefined && holds(found.status)));
const told = (reason: string) => whilePassing(cluster, 5, untilAll(cluster.registry.of(kinds.events), 'default', (all) => all.some((event) => event.reason === reason)))
  .then((all) => all.find((event) => event.reason === reason)).then((event) => `${event?.source?.component ?? ''} ${event?.type ?? ''} ${event?.involvedObject.name ?? ''}: ${event?.message ?? ''}`);

test('a volume is attached where its pod is, and the node says so', async () => {
  const volume = await bound();
  await pods().create(podWith('web', 'data', 'n1'));
  const [attachment] = await attachedTo('n1');
  expect(attachment).toMatchObject({ metadata: { name: expect.stringMatching(/^csi-[0-9a-f]{64}$/) as unknown }, spec: { attacher: 'test.csi.example.com', nodeName: 'n1', source: { persistentVolumeName: volume } } });
  const name = `kubernetes.io/csi/test.csi.example.com^${volume}`;
  const found = await node('n1', ({ volumesAttached = [] }) => volumesAttached.length === 1);
  expect([found?.status.volumesAttached, found?.status.volumesInUse]).toEqual([[{ name, devicePath: '' }], [name]]);
  expect(await told('SuccessfulAttachVolume')).toBe(`attachdetach-controller Normal web: AttachVolume.Attach succeeded for volume "${volume}"`);
  await remove('web');
  await attachedTo();
  await node('n1', ({ volumesAttached = [], volumesInUse = [] }) => volumesAttached.length + volumesInUse.length === 0);
});

test('one for a single node waits for the pod that has it', async () => {
  const volume = await bound();
  await pods().create(podWith('first', 'data', 'n1'));
  await attachedTo('n1');
  await pods().create(podWith('second', 'data', 'n2'));
  expect(await told('FailedAttachVolume')).toBe(`attachdetach-controller Warning second: Multi-Attach error for volume "${volume}" Volume is already used by pod(s) first`);
  await remove('first');
  await attachedTo('n2');
});

test('one for many nodes does not', async () => {
  await bound({ accessModes: ['ReadWriteMany'] });
  await pods().create(podWith('first', 'data', 'n1'));
  await pods().create(podWith('second', 'data', 'n2'));
  await attachedTo('n1', 'n2');
});

test('a driver may need no attaching', async () => {
  await cluster.registry.of(kinds.csidrivers).create({ apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: 'test.csi.example.com' }, spec: { attachRequired: false } });
  await bound();
  await pods().create(podWith('web', 'data', 'n1'));
  await cluster.clock.step(1000);
  expect((await cluster.registry.of(kinds.volumeattachments).list()).items).toEqual([]);
});

const fail = (name: string, taints: core.Taint[] = []) => nodes().update({ name }, (current) => ({ ...current, spec: { ...current.spec, taints } }))
  .then(() => nodes().update({ name }, (current) => ({ ...current, status: { ...current.status, conditions: [{ type: 'Ready', status: 'False' }] } }), { subresource: 'status' }));

test('a node that is down keeps its volumes for six minutes', async () => {
  await bound();
  await pods().create(podWith('web', 'data', 'n1'));
  await node('n1', ({ volumesInUse = [] }) => volumesInUse.length === 1);
  await fail('n1');
  await remove('web');
  await cluster.clock.step(5.5 * 60_000);
  expect((await cluster.registry.of(kinds.volumeattachments).list()).items).toHaveLength(1);
  await cluster.clock.step(60_000);
  await attachedTo();
});

test('unless it is said to be out of service', async () => {
  await bound();
  await pods().create(podWith('web', 'data', 'n1'));
  await node('n1', ({ volumesInUse = [] }) => volumesInUse.length === 1);
  await fail('n1', [{ key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' }]);
  await remove('web');
  await attachedTo();
});
