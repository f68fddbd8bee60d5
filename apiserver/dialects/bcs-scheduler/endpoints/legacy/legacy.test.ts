import { bcsRules, kinds } from '../../../../../api';
import { serveBcsScheduler, type TestClient } from '../../testing/client';

let client: TestClient;
beforeEach(async () => void (client = await serveBcsScheduler()));
afterEach(() => client.stop());

const register = (kind: unknown): Promise<unknown> => client.ok('POST', '/crr/register', { apiVersion: 'v4', kind: 'crr', spec: { names: { kind } } });
const thing = (name: string, namespace = 'defaultGroup', spec: unknown = { any: ['thing', 1.5] }): object => ({ apiVersion: 'v4', kind: 'Thing', metadata: { name, namespace }, spec, status: { more: true } });

test('a kind is registered first; making and changing are one', async () => {
  const path = '/crd/namespaces/defaultGroup/Thing';
  for (const [method, at, body] of [['POST', path, thing('a')], ['PUT', path, thing('a')], ['GET', path], ['GET', `${path}/a`], ['GET', '/crd/Thing']] as const) {
    expect(await client.refused(method, at, body)).toEqual([409, 1_405_200, 'kind Thing is not registered']);
  }
  await register('Thing');
  await register('Thing');
  await register('thing');
  expect(await client.ok('POST', path, thing('a'))).toBeNull();
  expect(await client.ok('POST', path, thing('a', 'defaultGroup', 'changed'))).toBeNull();
  expect(await client.ok('PUT', path, thing('b'))).toBeNull();
  expect(await client.ok('GET', `${path}/a`)).toEqual(thing('a', 'defaultGroup', 'changed'));
  await client.ok('POST', '/crd/namespaces/other/Thing', thing('a', 'other'));
  expect(await client.ok('GET', path)).toEqual([thing('a', 'defaultGroup', 'changed'), thing('b')]);
  expect(await client.ok('GET', '/crd/Thing')).toHaveLength(3);
  expect(await client.ok('GET', '/crd/thing')).toEqual([]);
  expect(await client.ok('DELETE', `${path}/a`)).toBeNull();
  expect((await client.refused('DELETE', `${path}/a`)).slice(0, 2)).toEqual([404, 1_405_202]);
  expect((await client.refused('GET', `${path}/a`)).slice(0, 2)).toEqual([404, 1_405_202]);
});

test('what is none is refused', async () => {
  for (const [sent, code] of [['', 1_405_010], ['[]', 1_405_010], [{}, 1_405_008], [{ spec: { names: { kind: 3 } } }, 1_405_010]] as const) {
    expect((await client.refused('POST', '/crr/register', sent)).slice(0, 2)).toEqual([400, code]);
  }
  await register('Thing');
  for (const [sent, code] of [[{ ...thing('a'), kind: 'Other' }, 1_405_008], [thing(''), 1_405_008], [thing('a.b'), 1_405_008], ['null', 1_405_010]] as const) {
    expect((await client.refused('POST', '/crd/namespaces/defaultGroup/Thing', sent)).slice(0, 2)).toEqual([400, code]);
  }
});

test("what is made by hand is found where it is looked for, or cannot be made", async () => {
  const { registry } = client.server;
  const [{ apiVersion }, definition] = [bcsRules, { ...thing('a', 'hand') } as Record<string, unknown>];
  const register = (name: string): Promise<unknown> => registry.of(kinds.bcslegacykinds).create({ apiVersion, kind: 'BcsLegacyKind', metadata: { name }, spec: { kind: 'Thing' } });
  await registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'hand' }, spec: {}, status: {} });
  await expect(register('thing')).rejects.toMatchObject({ reason: 'Invalid', message: expect.stringMatching(/must be "thing-[0-9a-f]{10}"/) as string });
  await register(bcsRules.labelName('Thing'));
  const made = (name: string): Promise<unknown> =>
    registry.of(kinds.bcslegacyresources).create({ apiVersion, kind: 'BcsLegacyResource', metadata: { name, namespace: 'hand' }, spec: { kind: 'Thing', name: 'a', definition } });
  await expect(made('a')).rejects.toMatchObject({ reason: 'Invalid' });
  await made(bcsRules.legacy.resourceName('Thing', 'a'));
  expect(await client.ok('GET', '/crd/namespaces/hand/Thing/a')).toEqual(definition);
});
