import { kinds, type core, type node } from '../../api';
import { closeAll, openTest } from '../testing/harness';
import { pod } from '../testing/objects';
import { mergeTolerations } from './tolerations';

afterEach(closeAll);

async function open(parts: Partial<node.RuntimeClass> = {}) {
  const { registry } = await openTest({ admissionPlugins: { disable: ['DefaultTolerationSeconds'] } });
  await registry.of(kinds.runtimeclasses).create({ apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'sandbox' }, handler: 'sandbox', ...parts });
  return (spec: Partial<core.PodSpec>) => registry.of(kinds.pods).create(pod('a', { runtimeClassName: 'sandbox', ...spec }));
}

const refused = (why: string) => ({ code: 403, message: `pods "a" is forbidden: ${why}` });
const gpu = { key: 'gpu', operator: 'Exists', effect: 'NoSchedule' } as const;

describe('a runtime class', () => {
  it('must be there', async () => {
    await expect((await open())({ runtimeClassName: 'other' })).rejects.toMatchObject(refused('pod rejected: RuntimeClass "other" not found'));
  });

  it('says what running a pod costs', async () => {
    const create = await open({ overhead: { podFixed: { cpu: '250m' } } });
    expect((await create({})).spec.overhead).toEqual({ cpu: '250m' });
  });

  it('and nobody else does', async () => {
    const create = await open({ overhead: { podFixed: { cpu: '250m' } } });
    await expect(create({ overhead: { cpu: '1' } })).rejects.toMatchObject(refused("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"));
    await expect(create({ runtimeClassName: undefined, overhead: { cpu: '1' } })).rejects.toMatchObject(
      refused('pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'));
    expect((await create({ overhead: { cpu: '0.25' } })).spec.overhead).toEqual({ cpu: '250m' });
  });

  it('says where its pods can run', async () => {
    const create = await open({ scheduling: { nodeSelector: { disk: 'ssd' }, tolerations: [gpu] } });
    await expect(create({ nodeSelector: { disk: 'hdd' } })).rejects.toMatchObject(
      refused('conflict: runtimeClass.scheduling.nodeSelector[disk] = ssd; pod.spec.nodeSelector[disk] = hdd'));
    expect((await create({ nodeSelector: { zone: 'a' } })).spec).toMatchObject({ nodeSelector: { zone: 'a', disk: 'ssd' }, tolerations: [gpu] });
  });
});

describe('tolerations of two lists', () => {
  const seconds = (tolerationSeconds?: number): core.Toleration => ({ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds });
  const value = (text: string): core.Toleration => ({ key: 'a', operator: 'Equal', value: text, effect: 'NoSchedule' });

  it.each<[string, core.Toleration[], core.Toleration[], core.Toleration[]]>([
    ['equal ones are one', [gpu], [gpu], [gpu]],
    ['a wider one later covers an earlier one', [gpu], [{ operator: 'Exists' }], [{ operator: 'Exists' }]],
    ['a wider one earlier covers a later one', [{ key: 'gpu', operator: 'Exists' }], [gpu], [{ key: 'gpu', operator: 'Exists' }]],
    ['longer covers shorter', [seconds(10)], [seconds(20)], [seconds(20)]],
    ['for ever covers a while', [seconds()], [seconds(20)], [seconds()]],
    ['other values are others', [value('1')], [value('2')], [value('1'), value('2')]],
    ['any value covers one', [value('1')], [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }], [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }]],
  ])('%s', (_, first, second, merged) => {
    expect(mergeTolerations(first, second)).toEqual(merged);
  });
});
