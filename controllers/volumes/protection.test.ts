import { kinds, type KubeObject, type storage } from '../../api';
import { startCluster, until, type TestCluster } from '../testing/cluster';
import { claim, podWith, volume } from '../testing/volumes';

const attributes = (name: string): storage.VolumeAttributesClass => ({
  apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttributesClass', metadata: { name }, driverName: 'test.dev', parameters: { iops: '1' },
});

const gone = (object: KubeObject | undefined): boolean => object === undefined;

describe('protection of what pods store', () => {
  let cluster: TestCluster;
  beforeEach(async () => { cluster = await startCluster(); });
  afterEach(async () => {
    await cluster.stop();
    expect(cluster.errors).toEqual([]);
  });

  it('lets go of a claim that no pod on a node uses', async () => {
    const claims = cluster.registry.of(kinds.persistentvolumeclaims);
    expect((await claims.create(claim('a'))).metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    await cluster.registry.of(kinds.pods).create(podWith('waits', 'a'));
    await claims.delete({ namespace: 'default', name: 'a' });
    await until(claims, { namespace: 'default', name: 'a' }, gone);
  });

  it('keeps a claim until the pod that uses it is gone', async () => {
    const [claims, pods] = [cluster.registry.of(kinds.persistentvolumeclaims), cluster.registry.of(kinds.pods)];
    await claims.create(claim('used'));
    await claims.create(claim('free'));
    await pods.create(podWith('p', 'used', 'node-1'));
    await claims.delete({ namespace: 'default', name: 'used' });
    await claims.delete({ namespace: 'default', name: 'free' });
    await until(claims, { namespace: 'default', name: 'free' }, gone);
    expect((await claims.get({ namespace: 'default', name: 'used' })).metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    await pods.delete({ namespace: 'default', name: 'p' }, { gracePeriodSeconds: 0 });
    await until(claims, { namespace: 'default', name: 'used' }, gone);
  });

  it('keeps a volume while a claim has it', async () => {
    const volumes = cluster.registry.of(kinds.persistentvolumes);
    const claims = cluster.registry.of(kinds.persistentvolumeclaims);
    await volumes.create(volume('v'));
    await claims.create(claim('c'));
    await until(volumes, { name: 'v' }, (found) => found?.status.phase === 'Bound');
    await volumes.delete({ name: 'v' });
    await volumes.create(volume('other'));
    await volumes.delete({ name: 'other' });
    await until(volumes, { name: 'other' }, gone);
    expect((await volumes.get({ name: 'v' })).metadata.finalizers).toEqual(['kubernetes.io/pv-protection']);
    await claims.delete({ namespace: 'default', name: 'c' });
    await until(volumes, { name: 'v' }, gone);
  });

  it('keeps a class of attributes while a claim is of it', async () => {
    const classes = cluster.registry.of(kinds.volumeattributesclasses);
    const claims = cluster.registry.of(kinds.persistentvolumeclaims);
    for (const name of ['fast', 'slow']) await classes.create(attributes(name));
    await claims.create(claim('c', { volumeAttributesClassName: 'fast' }));
    await classes.delete({ name: 'fast' });
    await classes.delete({ name: 'slow' });
    await until(classes, { name: 'slow' }, gone);
    expect((await classes.get({ name: 'fast' })).metadata.finalizers).toEqual(['kubernetes.io/vac-protection']);
    await claims.delete({ namespace: 'default', name: 'c' });
    await until(classes, { name: 'fast' }, gone);
  });

  it('gives what was made without it its finalizer', async () => {
    const classes = cluster.registry.of(kinds.volumeattributesclasses);
    await classes.create(attributes('old'));
    await classes.update({ name: 'old' }, (current) => ({ ...current, metadata: { ...current.metadata, finalizers: [] } }));
    await until(classes, { name: 'old' }, (found) => found?.metadata.finalizers?.length === 1);
  });
});
