import { keyOf, kinds, type CustomResourceDefinition, type KubeObject } from '../../api';
import type { Registry, ResourceStore } from '../resource-store';
import { closeAll, openTest } from '../testing/harness';

afterEach(closeAll);

const definition = (properties: object, more: { readonly status?: object; readonly subresources?: object } = {}): CustomResourceDefinition => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'things.example.com' },
  spec: {
    group: 'example.com', scope: 'Namespaced', names: { plural: 'things', kind: 'Thing' },
    versions: [{
      name: 'v1', served: true, storage: true, subresources: more.subresources,
      schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties }, ...(more.status && { status: more.status }) } } },
    }],
  },
} as unknown as CustomResourceDefinition);

/** The store of things, once it is another than before. */
async function things(registry: Registry, before?: ResourceStore): Promise<ResourceStore> {
  for (;;) {
    const store = registry.find('example.com', 'v1', 'things');
    if (store && store !== before) return store;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('what is stored already is read by the schema that is served now: with its defaults, without what it does not know', async () => {
  const { registry } = await openTest();
  const definitions = registry.of(kinds.customresourcedefinitions);
  const crd = await definitions.create(definition({ a: { type: 'string' }, b: { type: 'string' } }));
  const first = await things(registry);
  const { object } = await first.create({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'x' }, spec: { a: '1', b: '2' } } as KubeObject, 'default');
  expect(object).toMatchObject({ spec: { a: '1', b: '2' } });
  await definitions.update(keyOf(crd), (current) => ({ ...current, spec: definition({ a: { type: 'string' }, c: { type: 'integer', default: 7 } }).spec }));
  const next = await things(registry, first);
  const read = await next.get({ namespace: 'default', name: 'x' });
  expect((read.object as KubeObject & { spec: object }).spec).toEqual({ a: '1', c: 7 });
  expect(JSON.parse(read.bytes.toString())).toMatchObject({ spec: { c: 7 } });
  expect((await next.list()).entries.map(({ object: listed }) => (listed as KubeObject & { spec: object }).spec)).toEqual([{ a: '1', c: 7 }]);
});

test('a status that may not be sent has its default, before and after it was read again', async () => {
  const { registry } = await openTest();
  const status = { type: 'object', properties: { phase: { type: 'string' } }, default: { phase: 'Waiting' } };
  await registry.of(kinds.customresourcedefinitions).create(definition({ a: { type: 'string' } }, { status, subresources: { status: {} } }));
  const store = await things(registry);
  const { object } = await store.create({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'x' }, spec: { a: '1' }, status: { phase: 'Sent' } } as unknown as KubeObject, 'default');
  expect(object).toMatchObject({ spec: { a: '1' }, status: { phase: 'Waiting' } });
  const { entry } = await store.update({ namespace: 'default', name: 'x' }, (current) => ({ ...current, status: { phase: 'Running' } }), { subresource: 'status' });
  expect(entry.object).toMatchObject({ status: { phase: 'Running' } });
});
