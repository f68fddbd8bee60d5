import { kinds, type core, type networking, type storage } from '../../api';
import { closeAll, openTest } from '../testing/harness';

afterEach(closeAll);

const claim = (name: string, storageClassName?: string, annotations?: Record<string, string>): core.PersistentVolumeClaim => ({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'default', annotations }, status: {},
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName },
});

const storageClass = (name: string, annotations?: Record<string, string>, parts: Partial<storage.StorageClass> = {}): storage.StorageClass =>
  ({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name, annotations }, provisioner: 'test.dev/disk', ...parts });

const isDefault = { 'storageclass.kubernetes.io/is-default-class': 'true' };

describe('the storage class of a claim', () => {
  it('is the default one when it names none', async () => {
    const { registry } = await openTest();
    const claims = registry.of(kinds.persistentvolumeclaims);
    expect((await claims.create(claim('a'))).spec.storageClassName).toBeUndefined();
    await registry.of(kinds.storageclasses).create(storageClass('plain'));
    await registry.of(kinds.storageclasses).create(storageClass('disk', isDefault));
    expect((await claims.create(claim('b'))).spec.storageClassName).toBe('disk');
    expect((await claims.create(claim('c', 'plain'))).spec.storageClassName).toBe('plain');
    expect((await claims.create(claim('d', ''))).spec.storageClassName).toBe('');
    expect((await claims.create(claim('e', undefined, { 'volume.beta.kubernetes.io/storage-class': 'plain' }))).spec.storageClassName).toBeUndefined();
  });

  it('is the newest of several defaults, then the first by name', async () => {
    const { registry, clock } = await openTest();
    const [claims, classes] = [registry.of(kinds.persistentvolumeclaims), registry.of(kinds.storageclasses)];
    for (const name of ['b', 'a']) await classes.create(storageClass(name, isDefault));
    expect((await claims.create(claim('a'))).spec.storageClassName).toBe('a');
    await clock.step(5000);
    await classes.create(storageClass('newer', { 'storageclass.beta.kubernetes.io/is-default-class': 'true' }));
    expect((await claims.create(claim('b'))).spec.storageClassName).toBe('newer');
  });
});

it('an ingress gets the default class unless it names one, in either way', async () => {
  const { registry } = await openTest();
  const ingresses = registry.of(kinds.ingresses);
  const ingress = (name: string, parts: Partial<networking.IngressSpec> = {}, annotations?: Record<string, string>): networking.Ingress => ({
    apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, namespace: 'default', annotations }, status: {},
    spec: { defaultBackend: { service: { name: 's', port: { number: 80 } } }, ...parts },
  });
  await registry.of(kinds.ingressclasses).create({
    apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'web', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } }, spec: { controller: 'test.dev/web' },
  });
  expect((await ingresses.create(ingress('a'))).spec.ingressClassName).toBe('web');
  expect((await ingresses.create(ingress('b', { ingressClassName: 'own' }))).spec.ingressClassName).toBe('own');
  expect((await ingresses.create(ingress('c', {}, { 'kubernetes.io/ingress.class': 'old' }))).spec.ingressClassName).toBeUndefined();
});

describe('a claim grows', () => {
  const key = { namespace: 'default', name: 'a' };

  async function open(parts: Partial<storage.StorageClass>, phase: string) {
    const { registry } = await openTest();
    const claims = registry.of(kinds.persistentvolumeclaims);
    await registry.of(kinds.storageclasses).create(storageClass('disk', {}, parts));
    await claims.create(claim('a', 'disk'));
    await claims.update(key, (current) => ({ ...current, status: { phase: phase as 'Bound', capacity: { storage: '1Gi' } } }), { subresource: 'status' });
    return (storage: string) => claims.update(key, (current) => ({ ...current, spec: { ...current.spec, resources: { requests: { storage } } } }));
  }

  it('when its class lets it', async () => {
    const resize = await open({ allowVolumeExpansion: true }, 'Bound');
    expect((await resize('2Gi')).spec.resources?.requests?.storage).toBe('2Gi');
  });

  it('not when its class says nothing', async () => {
    const resize = await open({}, 'Bound');
    await expect(resize('2Gi')).rejects.toMatchObject({
      code: 403, message: 'persistentvolumeclaims "a" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    });
  });

  it('not before it has a volume', async () => {
    const resize = await open({ allowVolumeExpansion: true }, 'Pending');
    await expect(resize('2Gi')).rejects.toMatchObject({ code: expect.any(Number) as number });
  });
});
