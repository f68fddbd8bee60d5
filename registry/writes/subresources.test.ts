import { kinds, type core, type KubeObject } from '../../api';
import { closeAll, openTest } from '../testing/harness';
import { configMap, pod } from '../testing/objects';

afterEach(closeAll);

const a = { namespace: 'default', name: 'a' };

describe('binding', () => {
  const toNode = (name: string, metadata: object = {}): KubeObject =>
    ({ kind: 'Binding', apiVersion: 'v1', metadata: { name: 'a', namespace: 'default', ...metadata }, target: { kind: 'Node', name } }) as KubeObject;

  it('assigns the pod once', async () => {
    const { registry, clock } = await openTest();
    const pods = registry.of(kinds.pods);
    await pods.create(pod('a', {}, { annotations: { mine: 'stays' } }));
    await pods.invoke(a, 'binding', toNode('node-1', { annotations: { why: 'best' } }));
    expect(await pods.get(a)).toMatchObject({
      spec: { nodeName: 'node-1' }, metadata: { annotations: { mine: 'stays', why: 'best' } },
      status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: new Date(clock.now()).toISOString().replace('.000', '') }] },
    });
    await expect(pods.invoke(a, 'binding', toNode('node-2'))).rejects.toMatchObject({
      code: 409, message: 'Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "node-1"',
    });
  });

  it('lets one of many win', async () => {
    const { registry } = await openTest();
    const pods = registry.of(kinds.pods);
    await pods.create(pod('a'));
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => pods.invoke(a, 'binding', toNode(`node-${i}`))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('stores nothing on a dry run, and is refused for what is no pod or no action', async () => {
    const { registry } = await openTest();
    const pods = registry.of(kinds.pods);
    await pods.create(pod('a'));
    await pods.invoke(a, 'binding', toNode('node-1'), { dryRun: true });
    expect((await pods.get(a)).spec.nodeName).toBeUndefined();
    await expect(pods.invoke({ ...a, name: 'b' }, 'binding', toNode('node-1'))).rejects.toMatchObject({ code: 404 });
    await expect(pods.invoke(a, 'status', toNode('node-1'))).rejects.toMatchObject({ code: 404 });
    await expect(pods.invoke(a, 'binding', toNode(''))).rejects.toMatchObject({ code: 422, details: { kind: 'Binding' } });
  });
});

it('warnings of an update reach the caller', async () => {
  const { registry } = await openTest();
  const warnings: string[] = [];
  await registry.of(kinds.configmaps).create({ ...configMap('a'), nonsense: 1 } as core.ConfigMap, { warn: (text) => warnings.push(text) });
  expect(warnings).toEqual(['unknown field "nonsense"']);
  await expect(registry.of(kinds.configmaps).create({ ...configMap('b'), nonsense: 1 } as core.ConfigMap, { fieldValidation: 'Strict' })).rejects.toMatchObject({
    code: 400, message: 'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "nonsense"',
  });
});
