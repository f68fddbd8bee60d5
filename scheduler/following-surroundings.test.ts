import { kinds, seededRandom, silentLogger, SteppedClock, type apps, type core } from '../api';
import { createInformers } from '../client';
import { openRegistry, openStorage } from '../registry';
import { followSurroundings } from './following-surroundings';
import { pod } from './testing/objects';

async function start(prepare: (registry: Awaited<ReturnType<typeof openRegistry>>) => Promise<unknown>) {
  const deps = { clock: new SteppedClock(), random: seededRandom(1), log: silentLogger };
  const registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), freeze: true });
  await prepare(registry);
  const stopping = new AbortController();
  const informers = createInformers({ ...deps, client: registry });
  const surroundings = followSurroundings(informers);
  informers.start(stopping.signal);
  await informers.synced(stopping.signal);
  return { registry, surroundings, namespaces: informers.of(kinds.namespaces), end: async () => { stopping.abort(); surroundings.leave(); await registry.close(); } };
}

const owned = (apiVersion: string, kind: string, name: string): Partial<core.Pod['metadata']> =>
  ({ ownerReferences: [{ apiVersion, kind, name, uid: 'u', controller: true }] });
const labels = { app: 'web', track: 'canary' };

test('a pod belongs with what its services and its owner select', async () => {
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } };
  const { surroundings, end } = await start(async (registry) => {
    const service = (name: string, selector: Record<string, string>) =>
      registry.of(kinds.services).create({ apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'default', name }, spec: { selector, ports: [{ port: 80 }] } } as unknown as core.Service);
    await service('web', { app: 'web' });
    await service('other', { app: 'other' });
    await registry.of(kinds.replicasets).create({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { namespace: 'default', name: 'rs' },
      spec: { selector: { matchExpressions: [{ key: 'track', operator: 'In', values: ['canary'] }] }, template } } as unknown as apps.ReplicaSet);
    await registry.of(kinds.replicationcontrollers).create({ apiVersion: 'v1', kind: 'ReplicationController', metadata: { namespace: 'default', name: 'rc' },
      spec: { selector: labels, template } } as unknown as core.ReplicationController);
  });
  const siblings = (...args: Parameters<typeof pod>) => surroundings.siblings(pod(...args))?.toString();
  expect(siblings({ labels: { none: 'at-all' } })).toBeUndefined();
  expect(siblings({ labels: { app: 'web' } })).toBe('app=web');
  expect(siblings({ labels, meta: owned('apps/v1', 'ReplicaSet', 'rs') })).toBe('app=web,track in (canary)');
  expect(siblings({ labels: { track: 'canary' }, meta: owned('apps/v1', 'ReplicaSet', 'rs') })).toBe('track in (canary)');
  expect(siblings({ labels, meta: owned('v1', 'ReplicationController', 'rc') })).toBe('app=web,track=canary');
  expect(siblings({ labels: { none: 'at-all' }, meta: owned('batch/v1', 'Job', 'rs') })).toBeUndefined();
  expect(siblings({ labels, meta: { ...owned('apps/v1', 'ReplicaSet', 'rs'), namespace: 'kube-system' } })).toBeUndefined();
  await end();
});

test('labels of namespaces, and that they are others', async () => {
  const namespace: core.Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team', labels: { team: 'a' } } } as unknown as core.Namespace;
  const { registry, surroundings, namespaces, end } = await start((all) => all.of(kinds.namespaces).create(namespace));
  expect(surroundings.namespaceLabels('team')).toMatchObject({ team: 'a' });
  expect(surroundings.namespaceLabels('nobody')).toBeUndefined();
  const before = surroundings.namespacesVersion;
  const updated = new Promise((resolve) => { namespaces.on({ updated: resolve }); });
  await registry.of(kinds.namespaces).update({ name: 'team' }, (current) => ({ ...current, metadata: { ...current.metadata, labels: { team: 'b' } } }));
  await updated;
  expect(surroundings.namespaceLabels('team')).toMatchObject({ team: 'b' });
  expect(surroundings.namespacesVersion).not.toBe(before);
  await end();
});
