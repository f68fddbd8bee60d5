/** Claims that wait for their first pod, in the whole scheduler: their volumes come before the pod is bound. */
import { kinds, volumeRules, type core, type storage } from '../api';
import { defaultProfile } from './profile';
import { conditionOf, isBound, isRejected, start, stopAll, type Bench } from './testing/running';

afterEach(stopAll);

const key = { namespace: 'default', name: 'data' };
const { annotations, withAnnotations } = volumeRules;

async function begin(...args: Parameters<typeof start>): Promise<Bench> {
  const bench = await start(...args);
  const { registry } = bench;
  await registry.of(kinds.storageclasses).create(
    { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'late' }, provisioner: 'disk.example.com', volumeBindingMode: 'WaitForFirstConsumer' } as storage.StorageClass);
  await bench.addNode();
  return bench;
}

const addClaim = ({ registry }: Bench): Promise<core.PersistentVolumeClaim> => registry.of(kinds.persistentvolumeclaims).create({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: key,
  spec: { storageClassName: 'late', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
} as unknown as core.PersistentVolumeClaim);

const withClaim = { spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] } };

/** What the binder does when the volume is there. */
const bindClaim = ({ registry }: Bench): Promise<unknown> => registry.of(kinds.persistentvolumeclaims).update(key, (claim) =>
  withAnnotations({ ...claim, spec: { ...claim.spec, volumeName: 'x' } }, { [annotations.bindCompleted]: 'yes' }));

async function selected({ registry }: Bench): Promise<string> {
  const found = new AbortController();
  for await (const batch of registry.of(kinds.persistentvolumeclaims).watch({ namespace: 'default' }, found.signal)) {
    for (const event of batch) {
      const node = event.type !== 'BOOKMARK' && event.object.metadata.annotations?.[annotations.selectedNode];
      if (node) return node;
    }
  }
  throw new Error('the watch ended');
}

test('the claim learns the node first; the pod is bound when the claim is', async () => {
  const bench = await begin();
  const { addPod, pod, until } = bench;
  await addPod(withClaim);
  expect(conditionOf(await until('web', isRejected))?.message).toContain('0/1 nodes are available: persistentvolumeclaim "data" not found. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.');
  await addClaim(bench);
  expect(await selected(bench)).toBe('node-1');
  expect(isBound(await pod())).toBe(false);
  await bindClaim(bench);
  expect((await until('web', isBound)).spec.nodeName).toBe('node-1');
});

test('a volume by hand is the claim\'s before the pod is bound', async () => {
  const bench = await begin();
  const { addPod, registry, until } = bench;
  const volumes = registry.of(kinds.persistentvolumes);
  await volumes.create({
    apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'x' },
    spec: { storageClassName: 'late', capacity: { storage: '5Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } }, status: {},
  } as unknown as core.PersistentVolume);
  await volumes.update({ name: 'x' }, (volume) => ({ ...volume, status: { ...volume.status, phase: 'Available' } }), { subresource: 'status' });
  const claim = await addClaim(bench);
  await addPod(withClaim);
  const found = new AbortController();
  const reserved = async (): Promise<string | undefined> => {
    for await (const batch of volumes.watch({}, found.signal)) {
      for (const event of batch) if (event.type !== 'BOOKMARK' && event.object.spec.claimRef) return event.object.spec.claimRef.uid;
    }
    return undefined;
  };
  expect(await reserved()).toBe(claim.metadata.uid);
  await bindClaim(bench);
  await until('web', isBound);
});

test('a volume that does not come in time', async () => {
  const profile = { ...defaultProfile, plugins: defaultProfile.plugins.map((choice) => (choice.name === 'VolumeBinding' ? { ...choice, args: { bindTimeoutSeconds: 5 } } : choice)) };
  const bench = await begin({ profile });
  const { addPod, clock, until } = bench;
  await addClaim(bench);
  await addPod(withClaim);
  await selected(bench);
  while ((clock.untilNext() ?? Infinity) > 5000) await clock.step(0);
  await clock.step(5000);
  expect(conditionOf(await until('web', isRejected))).toMatchObject(
    { reason: 'SchedulerError', message: 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded' });
});
