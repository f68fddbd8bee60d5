import { bcsRules, kinds, type bcs, type core } from '../../../api';
import { startCluster, until, type TestCluster } from '../../testing/cluster';
import { bcsAgentsController } from './controller';
import { projected, provided } from './projection';

const { apiVersion, marks: { projectedAnnotation } } = bcsRules;

const setting = (spec: bcs.BcsAgentSettingSpec): bcs.BcsAgentSetting => ({ apiVersion, kind: 'BcsAgentSetting', metadata: { name: '10.0.0.1' }, spec });

const nodeOf = (spec: core.NodeSpec = {}, more: Partial<core.Node> = {}): core.Node =>
  ({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec, status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] }, ...more });

const disabled = setting({ disabled: true });
const tainted = setting({ noSchedule: { disk: 'ssd' } });
const taint = { key: 'disk', value: 'ssd', effect: 'NoSchedule' as const };
const foreign = { key: 'own', value: 'taint', effect: 'NoSchedule' as const };

/** What stands after one setting after the other has been there. */
const after = (node: core.Node, ...settings: readonly (bcs.BcsAgentSetting | undefined)[]): core.Node => settings.reduce((found, each) => {
  const next = projected(found, each);
  expect(projected(next, each)).toBe(next);
  return next;
}, node);

describe('on its node shows', () => {
  it('nothing, where nothing is said', () => {
    const node = nodeOf({ unschedulable: true, taints: [foreign] });
    for (const each of [undefined, setting({}), setting({ disabled: false, noSchedule: {}, ExtendedResources: {} })]) expect(projected(node, each)).toBe(node);
  });

  it('that it is disabled, until it is enabled or nothing is said', () => {
    expect(after(nodeOf(), disabled).spec).toEqual({ unschedulable: true });
    for (const end of [setting({ disabled: false }), undefined]) expect(after(nodeOf(), disabled, end)).toMatchObject({ metadata: { annotations: {} }, spec: {} });
    expect(after(nodeOf(), disabled, undefined).spec.unschedulable).toBeUndefined();
  });

  it('what somebody else has cordoned, whatever is said', () => {
    const cordoned = nodeOf({ unschedulable: true });
    expect(after(cordoned, disabled, undefined)).toEqual(cordoned);
  });

  it('that it is disabled, when somebody uncordons it', () => {
    const node = after(nodeOf(), disabled);
    expect(after({ ...node, spec: {} }, disabled).spec).toEqual({ unschedulable: true });
  });

  it('its taints, beside those of others, which stay', () => {
    const node = nodeOf({ taints: [foreign] });
    expect(after(node, tainted).spec.taints).toEqual([foreign, taint]);
    expect(after(node, tainted, setting({ noSchedule: { disk: 'hdd', more: 'x' } })).spec.taints).toEqual([foreign, { ...taint, value: 'hdd' }, { key: 'more', value: 'x', effect: 'NoSchedule' }]);
    expect(after(node, tainted, setting({ noSchedule: {} })).spec.taints).toEqual([foreign]);
  });

  it('no taint of a key that somebody else has given it, and that one is not taken away', () => {
    for (const value of ['ssd', 'hdd']) {
      const node = nodeOf({ taints: [{ ...taint, value }] });
      expect(after(node, tainted)).toBe(node);
      expect(after(node, tainted, undefined)).toBe(node);
    }
  });

  it('nothing that a node cannot say', () => {
    const node = nodeOf();
    expect(after(node, setting({ noSchedule: { '': 'x', a: '', 'no key': 'x', b: 'no value!', 'node.kubernetes.io/not-ready': 'x' } }))).toBe(node);
  });

  it('what device plugins offer, once its kubelet has said what it has, and as long as it is said', () => {
    const gpu = (Capacity: number): bcs.BcsAgentSetting => setting({ ExtendedResources: { gpu: { Name: 'gpu', Capacity, Value: 1 }, 'own/tape': { Value: 2.5 } } });
    const sizes = { cpu: '4', 'foreign/gpu': '1' };
    const early = after(nodeOf(), gpu(4));
    expect(provided(early, gpu(4))).toBe(early);
    const node = { ...early, status: { capacity: sizes, allocatable: sizes } };
    const told = provided(node, gpu(4));
    expect(told.status).toEqual({ capacity: { ...sizes, 'bkbcs.tencent.com/gpu': '4', 'own/tape': '2' }, allocatable: { ...sizes, 'bkbcs.tencent.com/gpu': '4', 'own/tape': '2' } });
    expect(provided(told, gpu(4))).toBe(told);
    expect(provided(after(told, gpu(8)), gpu(8)).status.allocatable).toMatchObject({ 'bkbcs.tencent.com/gpu': '8' });
    const gone = provided(after(told, undefined), undefined);
    expect(gone.status).toEqual({ capacity: sizes, allocatable: sizes });
    expect(after(gone, undefined).metadata.annotations).toEqual({});
  });

  it.each(['{', '3', 'null', '{"taints":3,"resources":{}}', '{"taints":{"own":7},"resources":[7]}'])('what is others\', when somebody has written %s where it is noted', (text) => {
    const node = nodeOf({ unschedulable: true, taints: [foreign] }, { metadata: { name: 'n', annotations: { [projectedAnnotation]: text } } });
    expect(after(node, undefined).spec).toEqual(node.spec);
  });
});

describe('in a cluster', () => {
  let cluster: TestCluster;
  beforeEach(async () => { cluster = await startCluster({ controllers: [bcsAgentsController] }); });
  afterEach(async () => {
    expect(cluster.errors).toEqual([]);
    await cluster.stop();
  });

  const nodes = () => cluster.registry.of(kinds.nodes);
  const settings = () => cluster.registry.of(kinds.bcsagentsettings);
  const add = (name: string, address?: string): Promise<core.Node> =>
    nodes().create({ apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {}, status: address === undefined ? {} : { addresses: [{ type: 'InternalIP', address }] } });
  const recorded = (ip: string): Promise<unknown> => until(settings(), { name: ip }, Boolean);

  it('nodes of a cluster that BCS is used in have a setting each, those of others have none', async () => {
    await add('n1', '10.0.0.1');
    await add('n2', '10.0.0.2');
    expect((await settings().list()).items).toEqual([]);
    await cluster.registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ns' }, spec: {}, status: {} });
    await cluster.registry.of(kinds.bcsapplications).create({ apiVersion, kind: 'BcsApplication', metadata: { name: 'a', namespace: 'ns' }, spec: { instances: 0, definition: { kind: 'application' } } });
    await Promise.all(['10.0.0.1', '10.0.0.2'].map(recorded));
    await add('late', '10.0.0.3');
    await recorded('10.0.0.3');
    expect((await settings().list()).items.map(({ spec }) => spec)).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((innerIP) => ({ innerIP, disabled: false })));
  });

  it('a node is born disabled where its address is said to be, and comes back when it is enabled', async () => {
    await settings().create(setting({ innerIP: '10.0.0.1', disabled: true, noSchedule: { disk: 'ssd' } }));
    await add('n1', '10.0.0.1');
    await until(nodes(), { name: 'n1' }, (node) => node?.spec.unschedulable === true && node.spec.taints?.some(({ key }) => key === 'disk') === true);
    await settings().update({ name: '10.0.0.1' }, (current) => ({ ...current, spec: { ...current.spec, disabled: false } }));
    await until(nodes(), { name: 'n1' }, (node) => node?.spec.unschedulable === undefined && node?.spec.taints?.length === 1);
    await settings().delete({ name: '10.0.0.1' });
    await until(nodes(), { name: 'n1' }, (node) => node !== undefined && !node.spec.taints?.length && !node.metadata.annotations?.[projectedAnnotation]);
    // What is deleted while the node is there says nothing any more, and is there again.
    await recorded('10.0.0.1');
  });

  it('another process knows what of a node was the setting\'s', async () => {
    await settings().create(disabled);
    await add('n1', '10.0.0.1');
    await until(nodes(), { name: 'n1' }, (node) => node?.spec.unschedulable === true);
    await cluster.restart();
    await settings().update({ name: '10.0.0.1' }, (current) => ({ ...current, spec: {} }));
    await until(nodes(), { name: 'n1' }, (node) => node !== undefined && !node.spec.unschedulable);
  });

  it('what device plugins offer comes and goes', async () => {
    await add('n1', '10.0.0.1');
    const sizes = { cpu: '4' };
    await nodes().update({ name: 'n1' }, (node) => ({ ...node, status: { ...node.status, capacity: sizes, allocatable: sizes } }), { subresource: 'status' });
    await settings().create(setting({ ExtendedResources: { gpu: { Capacity: 2 } } }));
    await until(nodes(), { name: 'n1' }, (node) => node?.status.allocatable?.['bkbcs.tencent.com/gpu'] === '2');
    await settings().update({ name: '10.0.0.1' }, (current) => ({ ...current, spec: {} }));
    await until(nodes(), { name: 'n1' }, (node) => node?.status.allocatable?.['bkbcs.tencent.com/gpu'] === undefined && !node?.metadata.annotations?.[projectedAnnotation]);
  });
});
