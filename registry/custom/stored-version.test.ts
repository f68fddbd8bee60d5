import { kinds } from '../../api';
import { definition, key, storeIn, v1, widgets } from '../conversion/testing/widgets';
import { closeAll, openTest } from '../testing/harness';

afterEach(closeAll);

test('objects of before are served in the version asked for when another is to be stored, and are brought into it by writing them back', async () => {
  const { registry, stored } = await openTest();
  const plain = definition({});
  await registry.of(kinds.customresourcedefinitions).create({ ...plain, spec: { ...plain.spec, conversion: { strategy: 'None' } } });
  while (!registry.find('example.com', 'v2', 'widgets')) await new Promise((resolve) => setImmediate(resolve));
  await widgets(registry, 'v1').create({ ...v1('a'), spec: { replicas: 1 } }, 'default');
  await storeIn(registry, 'v2');
  for (const version of ['v1', 'v2'] as const) expect((await widgets(registry, version).get(key('a'))).object).toMatchObject({ apiVersion: `example.com/${version}`, spec: { replicas: 1 } });
  const { entry: { revision } } = await widgets(registry, 'v2').update(key('a'), (it) => structuredClone(it));
  expect(await stored('/registry/example.com/widgets/default/a')).toContain('"apiVersion":"example.com/v2"');
  expect((await widgets(registry, 'v2').update(key('a'), (it) => structuredClone(it))).entry.revision).toBe(revision);
});
