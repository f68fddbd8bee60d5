import { ApiError, silentLogger, SteppedClock, type CustomResourceDefinition } from '../../api';
import type { ResourceStore } from '../resource-store';
import { CustomResources } from './custom-resources';

const definition = (name: string): CustomResourceDefinition => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${name}.example.com`, uid: name, resourceVersion: '1' },
  spec: {
    group: 'example.com', scope: 'Namespaced', names: { plural: name, kind: name },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
  status: {
    acceptedNames: { plural: name, kind: name }, storedVersions: ['v1'],
    conditions: ['NamesAccepted', 'Established'].map((type) => ({ type, status: 'True', reason: type === 'Established' ? 'InitialNamesAccepted' : 'NoConflicts', message: type === 'Established' ? 'the initial names have been accepted' : 'no conflicts found' })),
  },
});

test('what went while nobody could watch is not served any more, and what came is', async () => {
  const clock = new SteppedClock();
  const lists = [['ones', 'twos'], ['twos', 'threes']];
  let watches = 0;
  let again: () => void = () => undefined;
  const followed = new Promise<void>((resolve) => { again = resolve; });
  const definitions = {
    list: () => Promise.resolve({ revision: 1, entries: (lists.shift() ?? []).map((name) => ({ object: definition(name) })) }),
    watch: (_options: unknown, signal: AbortSignal) => {
      if (++watches === 1) return Promise.reject(ApiError.expired('too old resource version'));
      again();
      return Promise.resolve((async function* () { await new Promise((resolve) => signal.addEventListener('abort', resolve)); })());
    },
  } as unknown as ResourceStore<CustomResourceDefinition>;
  const served = new Set<string>();
  const custom = new CustomResources({
    definitions, clock, log: silentLogger,
    serve: ({ stored }) => {
      served.add(stored.names.plural);
      return { instances: {} as ResourceStore, withdraw: () => served.delete(stored.names.plural) };
    },
  });
  await custom.start();
  expect([...served]).toEqual(['ones', 'twos']);
  // The watch has failed by now, and is begun again after a while.
  while (watches === 0) await Promise.resolve();
  await clock.step(1000);
  await followed;
  expect([...served].sort()).toEqual(['threes', 'twos']);
  custom.stop();
});
