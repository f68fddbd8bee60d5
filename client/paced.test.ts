import { ApiError, type Client, type KubeObject, type ResourceDefinition, type Resources } from '../api';
import { pacedWrites } from './paced';
import { thing, things } from './testing/things';

const key = { namespace: 'default', name: 'a' };
const nextTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

function notingClient(answer: () => Promise<unknown> = () => Promise.resolve()): { readonly client: Client; readonly begun: string[] } {
  const begun: string[] = [];
  const begin = (name: string) => () => {
    begun.push(name);
    return answer();
  };
  const resources = { create: begin('create'), update: begin('update'), delete: begin('delete'), invoke: begin('invoke'), get: () => Promise.resolve(thing('a')) } as unknown as Resources<KubeObject>;
  return { begun, client: { of: <T extends KubeObject>(_: ResourceDefinition<T>) => resources as unknown as Resources<T> } };
}

test('writes beyond what a turn holds wait for the next, in their order; reads do not', async () => {
  const { client, begun } = notingClient();
  const resources = pacedWrites(client, 2).of(things);
  const writes = [resources.create(thing('a')), resources.update(key, (current) => current), resources.delete(key), resources.invoke(key, 'binding', thing('a')), resources.create(thing('b'))];
  expect(begun).toEqual(['create', 'update']);
  await expect(resources.get(key)).resolves.toMatchObject({ metadata: { name: 'a' } });
  expect(begun).toHaveLength(2);
  await nextTurn();
  expect(begun).toEqual(['create', 'update', 'delete', 'invoke']);
  await Promise.all(writes);
  expect(begun).toHaveLength(5);
});

test('nobody overtakes those who wait', async () => {
  const { client, begun } = notingClient();
  const resources = pacedWrites(client, 1).of(things);
  const writes = [resources.create(thing('a')), resources.update(key, (current) => current)];
  await writes[0];
  writes.push(resources.invoke(key, 'binding', thing('a')).then(() => thing('a')));
  await Promise.all(writes);
  expect(begun).toEqual(['create', 'update', 'invoke']);
});

test('a write that fails tells only who asked for it', async () => {
  const { client } = notingClient(() => Promise.reject(ApiError.timeout('late')));
  const resources = pacedWrites(client, 1).of(things);
  const writes = await Promise.allSettled([resources.create(thing('a')), resources.create(thing('b'))]);
  expect(writes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
