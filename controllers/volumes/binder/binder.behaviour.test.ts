/** Claims and volumes on a real registry: situation, states, events. */
import { kinds, volumeRules, type core } from '../../../api';
import { startCluster, until, untilAll, whilePassing, type TestCluster } from '../../testing/cluster';
import { claim, podWith, storageClass, volume } from '../../testing/volumes';

let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(async () => {
  await cluster.stop();
  expect(cluster.errors).toEqual([]);
});

const claims = () => cluster.registry.of(kinds.persistentvolumeclaims);
const volumes = () => cluster.registry.of(kinds.persistentvolumes);
const classes = () => cluster.registry.of(kinds.storageclasses);
const key = (name: string) => ({ namespace: 'default', name });
// Who was not fast enough tries again a little later.
const claimIn = (name: string, phase: string) => whilePassing(cluster, 5, until(claims(), key(name), (found) => found?.status.phase === phase));
const volumeIn = (name: string, phase: string) => whilePassing(cluster, 5, until(volumes(), { name }, (found) => found?.status.phase === phase));
const told = (reason: string) => untilAll(cluster.registry.of(kinds.events), undefined, (all) => all.some((event) => event.reason === reason))
  .then((all) => all.find((event) => event.reason === reason)).then((event) => `${event?.source?.component ?? ''} ${event?.type ?? ''} ${event?.involvedObject.name ?? ''}: ${event?.message ?? ''}`);

describe('what is there', () => {
  it('is bound, and both say so', async () => {
    await volumes().create(volume('v', { capacity: { storage: '2Gi' } }));
    await claims().create(claim('c'));
    const [bound, taken] = [await claimIn('c', 'Bound'), await volumeIn('v', 'Bound')];
    expect(bound).toMatchObject({
      metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' } },
      spec: { volumeName: 'v' }, status: { capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'] },
    });
    expect(taken).toMatchObject({
      metadata: { annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } },
      spec: { claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace: 'default', name: 'c', uid: bound?.metadata.uid } },
    });
  });

  it('is given to one claim alone', async () => {
    await Promise.all([...Array(8).keys()].map((i) => claims().create(claim(`c${i}`))));
    await Promise.all([...Array(5).keys()].map((i) => volumes().create(volume(`v${i}`))));
    await whilePassing(cluster, 5, untilAll(volumes(), undefined, (all) => all.filter(({ status }) => status.phase === 'Bound').length === 5));
    const bound = await whilePassing(cluster, 5, untilAll(claims(), 'default', (all) => all.filter(({ status }) => status.phase === 'Bound').length === 5));
    expect(new Set(bound.flatMap(({ spec }) => spec.volumeName ?? [])).size).toBe(5);
    // One more, and one more has it.
    await volumes().create(volume('v9'));
    await whilePassing(cluster, 5, untilAll(claims(), 'default', (all) => all.filter(({ status }) => status.phase === 'Bound').length === 6));
  });

  it('is waited for', async () => {
    await claims().create(claim('c'));
    expect(await told('FailedBinding')).toBe('persistentvolume-controller Normal c: no persistent volumes available for this claim and no storage class is set');
    expect((await claims().get(key('c'))).status).toEqual({ phase: 'Pending' });
    await volumes().create(volume('v'));
    await claimIn('c', 'Bound');
  });
});

describe('by name', () => {
  it('a claim names its volume', async () => {
    await claims().create(claim('c', { volumeName: 'late' }));
    await volumes().create(volume('other'));
    await volumeIn('other', 'Available');
    await volumes().create(volume('late'));
    const bound = await claimIn('c', 'Bound');
    expect(bound?.metadata.annotations).toEqual({ 'pv.kubernetes.io/bind-completed': 'yes' });
  });

  it('a volume names its claim, and is free for no other', async () => {
    await volumes().create(volume('v', { claimRef: { namespace: 'default', name: 'c' } }));
    await volumeIn('v', 'Available');
    await claims().create(claim('other'));
    await claims().create(claim('c'));
    await claimIn('c', 'Bound');
    expect((await volumeIn('v', 'Bound'))?.metadata.annotations).toBeUndefined();
    expect((await claims().get(key('other'))).status.phase).toBe('Pending');
  });

  it('a volume that does not do', async () => {
    await volumes().create(volume('v'));
    await volumeIn('v', 'Available');
    await claims().create(claim('c', { volumeName: 'v', resources: { requests: { storage: '5Gi' } } }));
    expect(await told('VolumeMismatch')).toBe('persistentvolume-controller Warning c: Cannot bind to requested volume "v": requested PV is too small');
  });

  it('a volume that another has', async () => {
    await volumes().create(volume('v'));
    await claims().create(claim('first'));
    await claimIn('first', 'Bound');
    await claims().create(claim('second', { volumeName: 'v' }));
    expect(await told('FailedBinding')).toBe('persistentvolume-controller Warning second: volume "v" already bound to a different claim.');
  });
});

describe('when the claim goes', () => {
  const bindAndDelete = async (spec: Partial<core.PersistentVolumeSpec>) => {
    await volumes().create(volume('v', spec));
    await claims().create(claim('c'));
    await claimIn('c', 'Bound');
    await volumeIn('v', 'Bound');
    await claims().delete(key('c'));
  };

  it('the volume is kept (Retain)', async () => {
    await bindAndDelete({ persistentVolumeReclaimPolicy: 'Retain' });
    expect((await volumeIn('v', 'Released'))?.spec.claimRef?.name).toBe('c');
  });

  it('it is emptied and free again (Recycle)', async () => {
    await bindAndDelete({ persistentVolumeReclaimPolicy: 'Recycle' });
    expect((await volumeIn('v', 'Available'))?.spec.claimRef).toBeUndefined();
    expect(await told('VolumeRecycled')).toBe('persistentvolume-controller Normal v: Volume recycled');
  });

  it('it goes too (Delete)', async () => {
    await bindAndDelete({ persistentVolumeReclaimPolicy: 'Delete', hostPath: { path: '/tmp/data' } });
    await until(volumes(), { name: 'v' }, (found) => found === undefined);
  });

  it('what cannot be deleted has failed', async () => {
    await bindAndDelete({ persistentVolumeReclaimPolicy: 'Delete' });
    expect((await volumeIn('v', 'Failed'))?.status.message).toBe('host_path deleter only supports /tmp/.+ but received provided /x');
    expect(await told('VolumeFailedDelete')).toBe('persistentvolume-controller Warning v: host_path deleter only supports /tmp/.+ but received provided /x');
  });
});

it('a claim whose volume goes is lost', async () => {
  await volumes().create(volume('v', { persistentVolumeReclaimPolicy: 'Retain' }));
  await claims().create(claim('c'));
  await claimIn('c', 'Bound');
  await volumeIn('v', 'Bound');
  await volumes().delete({ name: 'v' });
  await volumes().update({ name: 'v' }, (current) => ({ ...current, metadata: { ...current.metadata, finalizers: [] } }));
  await claimIn('c', 'Lost');
  expect(await told('ClaimLost')).toBe('persistentvolume-controller Warning c: Bound claim has lost its PersistentVolume. Data on the volume is lost!');
});

describe('by class', () => {
  it('a volume is made at once', async () => {
    await classes().create(storageClass('fast', { provisioner: 'ebs.csi.aws.com', parameters: { type: 'gp3' }, mountOptions: ['noatime'] }));
    const { metadata: { uid } } = await claims().create(claim('c', { storageClassName: 'fast' }));
    const bound = await claimIn('c', 'Bound');
    expect(bound?.metadata.annotations).toMatchObject({ 'volume.kubernetes.io/storage-provisioner': 'ebs.csi.aws.com', 'volume.beta.kubernetes.io/storage-provisioner': 'ebs.csi.aws.com' });
    expect(await volumes().get({ name: `pvc-${uid}` })).toMatchObject({
      metadata: { annotations: { 'pv.kubernetes.io/provisioned-by': 'ebs.csi.aws.com' } },
      spec: {
        capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], persistentVolumeReclaimPolicy: 'Delete', storageClassName: 'fast', mountOptions: ['noatime'], volumeMode: 'Filesystem',
        csi: { driver: 'ebs.csi.aws.com', volumeHandle: `pvc-${uid}`, fsType: 'ext4' }, claimRef: { name: 'c', uid },
      },
    });
    expect(await told('ExternalProvisioning')).toContain("Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com'");
    expect(await told('Provisioning')).toBe('volume-provisioner Normal c: External provisioner is provisioning volume for claim "default/c"');
    expect(await told('ProvisioningSucceeded')).toBe(`volume-provisioner Normal c: Successfully provisioned volume pvc-${uid}`);
    await claims().delete(key('c'));
    await until(volumes(), { name: `pvc-${uid}` }, (found) => found === undefined);
  });

  it('a class that is not there is waited for', async () => {
    await claims().create(claim('c', { storageClassName: 'fast' }));
    expect(await told('ProvisioningFailed')).toBe('persistentvolume-controller Warning c: storageclass.storage.k8s.io "fast" not found');
    await classes().create(storageClass('fast'));
    await claimIn('c', 'Bound');
  });

  it('a claim that selects is not provisioned for', async () => {
    await classes().create(storageClass('fast'));
    await claims().create(claim('c', { storageClassName: 'fast', selector: { matchLabels: { a: 'b' } } }));
    expect(await told('ProvisioningFailed')).toBe('volume-provisioner Warning c: failed to provision volume with StorageClass "fast": claim Selector is not supported');
  });

  it('a class can be another\'s', async () => {
    await classes().create({ ...storageClass('fast'), metadata: { name: 'fast', annotations: { 'minikapi.dev/simulated': 'false' } } });
    await claims().create(claim('c', { storageClassName: 'fast' }));
    await told('ExternalProvisioning');
    await classes().create(storageClass('own'));
    await claims().create(claim('d', { storageClassName: 'own' }));
    await claimIn('d', 'Bound');
    expect((await claims().get(key('c'))).status.phase).toBe('Pending');
  });
});

describe('when the scheduler has found a node for its first pod', () => {
  const addNode = (name: string) => cluster.registry.of(kinds.nodes).create({
    apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': `zone-${name}` } }, spec: {}, status: { conditions: [{ type: 'Ready', status: 'True' }] },
  });
  const select = (name: string, node: string) => claims().update(key(name), (found) => volumeRules.withAnnotations(found, { [volumeRules.annotations.selectedNode]: node }));
  const waiting = (provisioner: string) => storageClass('local', { provisioner, volumeBindingMode: 'WaitForFirstConsumer' });

  it.each([
    ['minikapi.dev/hostpath', 'kubernetes.io/hostname', 'n1'],
    ['test.csi.example.com', 'topology.kubernetes.io/zone', 'zone-n1'],
  ])('a volume of %s is made there', async (provisioner, label, value) => {
    await addNode('n1');
    await classes().create(waiting(provisioner));
    await claims().create(claim('c', { storageClassName: 'local' }));
    expect(await told('WaitForFirstConsumer')).toBe('persistentvolume-controller Normal c: waiting for first consumer to be created before binding');
    await cluster.registry.of(kinds.pods).create(podWith('web', 'c'));
    expect(await told('WaitForPodScheduled')).toBe('persistentvolume-controller Normal c: waiting for pod web to be scheduled');
    await select('c', 'n1');
    const bound = await claimIn('c', 'Bound');
    expect(bound?.metadata.annotations?.['volume.kubernetes.io/selected-node']).toBe('n1');
    expect((await volumes().get({ name: bound?.spec.volumeName ?? '' })).spec.nodeAffinity).toEqual({ required: { nodeSelectorTerms: [{ matchExpressions: [{ key: label, operator: 'In', values: [value] }] }] } });
  });

  it('a volume that is there is taken', async () => {
    await addNode('n1');
    await classes().create(waiting('kubernetes.io/no-provisioner'));
    const local = (name: string, node: string) => volume(name, {
      storageClassName: 'local', nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }] } },
    });
    await volumes().create(local('far', 'n2'));
    await claims().create(claim('c', { storageClassName: 'local' }));
    await volumeIn('far', 'Available');
    await volumes().create(local('near', 'n1'));
    await volumeIn('near', 'Available');
    const found = await claims().get(key('c'));
    await volumes().update({ name: 'near' }, (near) => volumeRules.reservedFor(near, found));
    expect((await claimIn('c', 'Bound'))?.spec.volumeName).toBe('near');
    expect((await volumes().get({ name: 'far' })).status.phase).toBe('Available');
  });
});

it('a claim that was there before the default class gets it', async () => {
  await until(classes(), { name: 'standard' }, (found) => found !== undefined);
  await classes().delete({ name: 'standard' });
  await claims().create(claim('c', { storageClassName: undefined }));
  await told('FailedBinding');
  await classes().create({ ...storageClass('late'), metadata: { name: 'late', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } });
  expect((await claimIn('c', 'Bound'))?.spec.storageClassName).toBe('late');
});

it('a cluster without classes gets a default one', async () => {
  const standard = await until(classes(), { name: 'standard' }, (found) => found !== undefined);
  expect(standard?.metadata.annotations).toEqual({ 'storageclass.kubernetes.io/is-default-class': 'true' });
});
