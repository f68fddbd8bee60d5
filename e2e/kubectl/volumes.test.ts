/** The story of a claim: it waits for its first pod, is bound where that runs, grows, and takes its volume along. */
import { story } from '../harness/story';

const { ok, attempt, json, refused, feed, watching } = story('stored');

const minute = 60_000;

const claim = (name: string, spec: object = {}): object =>
  ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec } });
const pod = (name: string, claimName: string): object => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name },
  spec: { containers: [{ name: 'c', image: 'nginx', volumeMounts: [{ name: 'v', mountPath: '/data' }] }], volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }] },
});
async function bound(name: string): Promise<string> {
  const status = watching`get pvc ${name} -w`;
  await status.saw(new RegExp(`^${name} +Bound `, 'm'));
  status.stop();
  return (await ok`get pvc ${name} -o jsonpath={.spec.volumeName}`).trim();
}

it('there is a default class', async () => {
  expect(await ok`get storageclass`).toMatch(/\nstandard \(default\) +minikapi\.dev\/hostpath +Delete +WaitForFirstConsumer +true +/);
});

it('a claim waits for its first pod, and is bound where that runs', async () => {
  await feed(claim('data'))`create -f -`;
  expect(await ok`get pvc data`).toMatch(/\ndata +Pending +standard /);
  await feed(pod('web', 'data'))`create -f -`;
  const volume = await bound('data');
  const node = await ok`get pod web -o jsonpath={.spec.nodeName}`;
  expect(volume).toMatch(/^pvc-/);
  expect(await ok`get pvc data`).toMatch(/\ndata +Bound +pvc-\S+ +1Gi +RWO +standard /);
  expect(await ok`get pv ${volume}`).toMatch(/ 1Gi +RWO +Delete +Bound +stored\/data +standard /);
  expect(await ok`describe pv ${volume}`).toContain(node);
  expect(await ok`describe pvc data`).toMatch(/WaitForFirstConsumer[^]*ProvisioningSucceeded +\S+ +volume-provisioner +Successfully provisioned volume pvc-/);
}, minute);

it('it grows', async () => {
  await ok`patch pvc data -p ${'{"spec":{"resources":{"requests":{"storage":"5Gi"}}}}'}`;
  const status = watching`get pvc data -w`;
  await status.saw(/^data +Bound +\S+ +5Gi /m);
  status.stop();
  expect(await refused`patch pvc data -p ${'{"spec":{"resources":{"requests":{"storage":"1Gi"}}}}'}`).toContain('field can not be less than status.capacity');
}, minute);

it('it takes its volume along, once no pod uses it', async () => {
  const volume = await ok`get pvc data -o jsonpath={.spec.volumeName}`;
  await ok`delete pvc data --wait=false`;
  expect(await ok`get pvc data`).toMatch(/\ndata +Terminating /);
  await ok`delete pod web`;
  await attempt`wait pvc/data --for=delete --timeout=30s`;
  await attempt`wait pv/${volume} --for=delete --timeout=30s`;
  expect(await refused`get pv ${volume}`).toContain('not found');
}, minute);

it('a volume made by hand is found by size and class, and is kept', async () => {
  const volume = (name: string, storage: string): object => ({
    apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name }, spec: { storageClassName: 'manual', capacity: { storage }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/mnt/x' } },
  });
  await feed(volume('small', '1Gi'), volume('middle', '5Gi'), volume('large', '50Gi'), claim('by-hand', { storageClassName: 'manual', resources: { requests: { storage: '2Gi' } } }))`create -f -`;
  expect(await bound('by-hand')).toBe('middle');
  await ok`delete pvc by-hand`;
  const status = watching`get pv middle -w`;
  await status.saw(/ Released +stored\/by-hand /);
  status.stop();
}, minute);

it('a volume of a driver is attached to its pod\'s node', async () => {
  await feed({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'disk' }, provisioner: 'disk.csi.example.com' }, claim('block', { storageClassName: 'disk' }), pod('db', 'block'))`create -f -`;
  const volume = await bound('block');
  const attachments = watching`get volumeattachments -w`;
  await attachments.saw(new RegExp(`disk\\.csi\\.example\\.com +${volume} +node-\\d +true `));
  attachments.stop();
  const { spec: { nodeName } } = await json<{ spec: { nodeName: string } }>`get pod db`;
  const { status } = await json<{ status: { volumesAttached: { name: string }[] } }>`get node ${nodeName}`;
  expect(status.volumesAttached.map(({ name }) => name)).toEqual([`kubernetes.io/csi/disk.csi.example.com^${volume}`]);
}, minute);

it('a pod waits for a claim that is not there, and goes where its volume is', async () => {
  const [, second] = (await json<{ items: { metadata: { name: string } }[] }>`get nodes`).items;
  const node = second?.metadata.name ?? '';
  const onNode = { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }] } };
  await feed(pod('late', 'there'))`create -f -`;
  await ok`wait pod/late --for=${'jsonpath={.status.conditions[?(@.type=="PodScheduled")].reason}=Unschedulable'} --timeout=30s`;
  expect(await ok`describe pod late`).toMatch(/FailedScheduling .*nodes are available: persistentvolumeclaim "there" not found\. preemption: /);
  await feed(
    { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'local' }, provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' },
    { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'there' }, spec: { storageClassName: 'local', capacity: { storage: '5Gi' }, accessModes: ['ReadWriteOnce'], local: { path: '/mnt' }, nodeAffinity: onNode } },
    claim('there', { storageClassName: 'local' }),
  )`create -f -`;
  await ok`wait pod/late --for=condition=Ready --timeout=30s`;
  expect(await ok`get pod late -o jsonpath={.spec.nodeName}`).toBe(node);
  expect(await bound('there')).toBe('there');
}, minute);
