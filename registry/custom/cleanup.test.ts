import { kinds, type CustomResourceDefinition, type KubeObject } from '../../api';
import { closeAll, openTest } from '../testing/harness';

afterEach(closeAll);

const definition = (plural: string): CustomResourceDefinition => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.example.com` },
  spec: {
    group: 'example.com', scope: 'Namespaced', names: { plural, kind: plural },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
} as unknown as CustomResourceDefinition);

test('many definitions go at once, each when the finalizers of its objects let it', async () => {
  const { registry } = await openTest();
  const definitions = registry.of(kinds.customresourcedefinitions);
  const plurals = Array.from({ length: 15 }, (_, i) => `things${i}`);
  const held = await Promise.all(plurals.map(async (plural) => {
    await definitions.create(definition(plural));
    while (!registry.find('example.com', 'v1', plural)) await nextTurn();
    const store = registry.find('example.com', 'v1', plural) as NonNullable<ReturnType<typeof registry.find>>;
    await store.create({ apiVersion: 'example.com/v1', kind: plural, metadata: { name: 'x', finalizers: ['example.com/hold'] } } as KubeObject, 'default');
    return store;
  }));
  await Promise.all(plurals.map((plural) => definitions.delete({ name: `${plural}.example.com` })));
  for (const store of held) {
    while (!(await store.get(x)).object.metadata.deletionTimestamp) await nextTurn();
    await store.update(x, (object) => ({ ...object, metadata: { ...object.metadata, finalizers: [] } }));
  }
  while ((await definitions.list()).items.length) await nextTurn();
});

const x = { namespace: 'default', name: 'x' };
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
