import { kinds, seededRandom, silentLogger, SteppedClock, type core } from '../api';
import { fill } from './fill';
import { openRegistry } from './registry';
import { openStorage } from './storage/open';

test('objects are there as they were, with their defaults', async () => {
  const deps = { clock: new SteppedClock(), random: seededRandom(1), log: silentLogger };
  const kv = await openStorage('memory:', deps);
  const pod = (name: string, nodeName: string): core.Pod => ({
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'other', uid: `uid-${name}`, resourceVersion: '77', creationTimestamp: '2020-01-01T00:00:00Z' },
    spec: { containers: [{ name: 'a', image: 'b' }], nodeName }, status: { phase: 'Running' },
  });
  await fill(kv, kinds.pods, [pod('a', 'n1'), pod('b', 'n2'), pod('a', 'n3')]);
  const registry = await openRegistry({ ...deps, kv });
  const { items } = await registry.of(kinds.pods).list();
  expect(items.map(({ metadata, spec, status }) => [metadata.name, metadata.uid, metadata.creationTimestamp, spec.nodeName, spec.restartPolicy, status.phase])).toEqual([
    ['a', 'uid-a', '2020-01-01T00:00:00Z', 'n1', 'Always', 'Running'], ['b', 'uid-b', '2020-01-01T00:00:00Z', 'n2', 'Always', 'Running'],
  ]);
  expect(items[0]?.metadata.resourceVersion).not.toBe('77');
  await registry.close();
});
