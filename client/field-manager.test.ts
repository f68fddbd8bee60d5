import type { Client, KubeObject, ResourceDefinition, Resources } from '../api';
import { asFieldManager } from './field-manager';
import { RestResources } from './rest-resources';
import { thing, things } from './testing/things';
import type { TransportRequest } from './transport';

const sent: TransportRequest[] = [];
const stored = { ...thing('a'), metadata: { name: 'a', namespace: 'default', uid: 'u', resourceVersion: '1' } };
const transport = {
  send: (request: TransportRequest) => {
    sent.push(request);
    return Promise.resolve({ body: stored, warnings: [] });
  },
  async *stream(): AsyncGenerator<Uint8Array> { await Promise.resolve(); },
};
const client: Client = { of: <T extends KubeObject>(definition: ResourceDefinition<T>): Resources<T> => new RestResources(definition, transport) };
const key = { namespace: 'default', name: 'a' };

test('every write says who writes, unless the caller says so', async () => {
  const resources = asFieldManager(client, 'kube-scheduler').of(things);
  await resources.create(thing('a'));
  await resources.update(key, (current) => ({ ...current, metadata: { ...current.metadata, labels: { a: 'b' } } }));
  await resources.create(thing('a'), { fieldManager: 'me' });
  await resources.invoke(key, 'binding', thing('a'));
  await resources.get(key);
  expect(sent.map(({ method, path }) => `${method} ${new URL(path, 'http://x').searchParams.get('fieldManager') ?? ''}`.trim())).toEqual([
    'POST kube-scheduler', 'GET', 'PUT kube-scheduler', 'POST me', 'POST kube-scheduler', 'GET',
  ]);
});
