import type { core, KubeObject, resource } from '../../../api';
import type { Cycle, DeviceChange, NodeInfo, SchedulerPlugin } from '../../framework';
import { ingredients } from '../../testing/ingredients';
import { cycleOf, info, nodeInfo, type PodSketch } from '../../testing/objects';
import { decidedKey, dynamicResources } from '.';

const driver = 'gpu.example.com';
const group = 'resource.k8s.io/v1';

const object = (kind: string, metadata: object, more: object): KubeObject => ({ apiVersion: group, kind, metadata, ...more }) as KubeObject;

const deviceClass = (name: string, expression?: string, config: resource.DeviceClassConfiguration[] = []): KubeObject =>
  object('DeviceClass', { name }, { spec: { selectors: expression === undefined ? [] : [{ cel: { expression } }], config } });

type Device = Partial<resource.Device>;
const gpu = (name: string, model: string, more: Device = {}): resource.Device =>
  ({ name, attributes: { model: { string: model }, numa: { int: Number(/\d/.exec(name)?.[0] ?? 0) % 2 } }, capacity: { memory: { value: model === 'large' ? '80Gi' : '16Gi' } }, ...more });

const slice = (of: Partial<resource.ResourceSliceSpec> & { name?: string }): KubeObject => {
  const { name = of.nodeName ?? 'slice', ...spec } = of;
  return object('ResourceSlice', { name }, { spec: { driver, pool: { name: of.nodeName ?? 'shared', generation: 1, resourceSliceCount: 1 }, ...spec } });
};
const local = (nodeName: string, ...devices: resource.Device[]): KubeObject => slice({ nodeName, devices });

type Exactly = Partial<resource.ExactDeviceRequest>;
const exactly = (name: string, more: Exactly = {}): resource.DeviceRequest => ({ name, exactly: { deviceClassName: 'gpu', allocationMode: 'ExactCount', ...(more.allocationMode !== 'All' && { count: 1 }), ...more } });
const selecting = (expression: string): Exactly => ({ selectors: [{ cel: { expression } }] });

interface ClaimSketch { name?: string; devices?: Partial<resource.DeviceClaim>; status?: resource.ResourceClaimStatus; meta?: object }
const claim = ({ name = 'claim', devices = {}, status = {}, meta = {} }: ClaimSketch = {}): KubeObject =>
  object('ResourceClaim', { namespace: 'default', name, uid: `uid-${name}`, resourceVersion: '1', ...meta }, { spec: { devices: { requests: [exactly('gpu')], ...devices } }, status });
const asking = (...requests: resource.DeviceRequest[]): KubeObject => claim({ devices: { requests } });

const using = (...names: string[]): PodSketch => ({ spec: { resourceClaims: names.map((resourceClaimName) => ({ name: resourceClaimName, resourceClaimName })) } });
const allocated = (pool: string, device: string, more: object = {}): resource.AllocationResult => ({
  devices: { results: [{ request: 'gpu', driver, pool, device, ...more }] },
  nodeSelector: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [pool] }] }] },
});
const other = (pool: string, device: string, more: object = {}): KubeObject => claim({ name: `other-${device}`, status: { allocation: allocated(pool, device, more), reservedFor: [{ resource: 'pods', name: 'x', uid: 'x' }] } });

const nodes = [nodeInfo({ name: 'n1', labels: { zone: 'a' } }), nodeInfo({ name: 'n2', labels: { zone: 'b' } })];
const classes = [deviceClass('gpu', `device.driver == "${driver}"`), deviceClass('any')];

const cannot = 'cannot allocate all claims';

/** What the node has for the pod: devices by request, or why not. */
function onNode(plugin: SchedulerPlugin, cycle: Cycle, node: NodeInfo): string {
  const answer = plugin.filter?.(cycle, node);
  if (answer) return answer.reasons.join();
  const fork = { ...cycle, state: cycle.state.fork() };
  plugin.reserve?.(fork, node.name);
  const [first] = decided(fork);
  plugin.unreserve?.(fork, node.name);
  return first?.devices?.results?.map(({ request, pool, device }) => `${request}=${pool}/${device}`).join(' ') ?? 'allocated';
}

/** What the attempt will write. */
const decided = ({ state }: Cycle): resource.AllocationResult[] => [...(state.read(decidedKey)?.values() ?? [])];

function judge(objects: readonly KubeObject[], sketch: PodSketch = using('claim')): string[] | string {
  const plugin = dynamicResources(ingredients({ objects: [...classes, ...objects] }));
  const cycle = cycleOf(sketch, ...nodes);
  const first = plugin.preFilter?.(cycle);
  if (first && 'code' in first) return first.code === 'Skip' ? 'skip' : first.reasons.join();
  return nodes.map((node) => onNode(plugin, cycle, node));
}

const two = [local('n1', gpu('g0', 'small'), gpu('g1', 'large')), local('n2', gpu('g0', 'small'))];

test.each<[string, readonly KubeObject[], string[] | string]>([
  ['no devices', [claim()], [cannot, cannot]],
  ['the first device of each node', [claim(), ...two], ['gpu=n1/g0', 'gpu=n2/g0']],
  ['a device in use', [claim(), ...two, other('n1', 'g0')], ['gpu=n1/g1', 'gpu=n2/g0']],
  ['all in use', [claim(), ...two, other('n1', 'g0'), other('n2', 'g0'), other('n1', 'g1')], [cannot, cannot]],
  ['in use by who looks after it', [claim(), ...two, other('n2', 'g0', { adminAccess: true })], ['gpu=n1/g0', 'gpu=n2/g0']],
  ['for who looks after it', [asking(exactly('gpu', { adminAccess: true })), ...two, other('n2', 'g0')], ['gpu=n1/g0', 'gpu=n2/g0']],
  ['by a selector', [asking(exactly('gpu', selecting(`device.attributes["${driver}"].model == "large"`))), ...two], ['gpu=n1/g1', cannot]],
  ['by capacity', [asking(exactly('gpu', selecting(`device.capacity["${driver}"].memory.isGreaterThan(quantity("32Gi"))`))), ...two], ['gpu=n1/g1', cannot]],
  ['by a class', [deviceClass('large', `device.attributes["${driver}"].model == "large"`), asking(exactly('gpu', { deviceClassName: 'large' })), ...two], ['gpu=n1/g1', cannot]],
  ['a class that is not there', [asking(exactly('gpu', { deviceClassName: 'none' })), ...two], 'request gpu: device class none does not exist'],
  ['two devices', [asking(exactly('gpu', { count: 2 })), ...two], ['gpu=n1/g0 gpu=n1/g1', cannot]],
  ['two requests', [asking(exactly('a'), exactly('b')), ...two], ['a=n1/g0 b=n1/g1', cannot]],
  ['the second request leaves the first one another device', [asking(exactly('a'), exactly('b', selecting(`device.attributes["${driver}"].model == "small"`))), ...two], ['a=n1/g1 b=n1/g0', cannot]],
  ['all devices', [asking(exactly('gpu', { allocationMode: 'All' })), ...two], ['gpu=n1/g0 gpu=n1/g1', 'gpu=n2/g0']],
  ['all devices, one of which is in use', [asking(exactly('gpu', { allocationMode: 'All' })), ...two, other('n1', 'g1')], [cannot, 'gpu=n2/g0']],
  ['all devices, but there are none', [asking(exactly('gpu', { allocationMode: 'All', ...selecting('false') })), ...two], [cannot, cannot]],
  ['the first alternative that can be had', [asking({ name: 'gpu', firstAvailable: [{ name: 'big', deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 2 }, { name: 'one', deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 1 }] }), ...two],
    ['gpu/big=n1/g0 gpu/big=n1/g1', 'gpu/one=n2/g0']],
  ['the same in all devices', [claim({ devices: { requests: [exactly('gpu', { count: 2 })], constraints: [{ matchAttribute: `${driver}/model` }] } }),
    local('n1', gpu('g0', 'small'), gpu('g1', 'large'), gpu('g2', 'small')), local('n2', gpu('g0', 'small'), gpu('g1', 'large'))], ['gpu=n1/g0 gpu=n1/g2', cannot]],
  ['another in each device', [claim({ devices: { requests: [exactly('gpu', { count: 2 })], constraints: [{ distinctAttribute: `${driver}/numa` }] } }),
    local('n1', gpu('g0', 'small'), gpu('g2', 'small'), gpu('g3', 'small')), local('n2', gpu('g0', 'small'), gpu('g2', 'small'))], ['gpu=n1/g0 gpu=n1/g3', cannot]],
  ['the same in the devices of some requests', [claim({ devices: { requests: [exactly('a'), exactly('b')], constraints: [{ requests: ['a'], matchAttribute: `${driver}/model` }] } }), ...two], ['a=n1/g0 b=n1/g1', cannot]],
  ['what nobody has in common', [claim({ devices: { requests: [exactly('gpu')], constraints: [{ matchAttribute: 'other.example.com/color' }] } }), ...two], [cannot, cannot]],
  ['a tainted device', [claim(), local('n1', gpu('g0', 'small', { taints: [{ key: 'sick', effect: 'NoSchedule' }] })), local('n2', gpu('g0', 'small', { taints: [{ key: 'note', effect: 'None' }] }))], [cannot, 'gpu=n2/g0']],
  ['a taint that is tolerated', [asking(exactly('gpu', { tolerations: [{ key: 'sick', operator: 'Exists' }] })), local('n1', gpu('g0', 'small', { taints: [{ key: 'sick', effect: 'NoExecute' }] }))], ['gpu=n1/g0', cannot]],
  ['devices that any node reaches', [claim(), slice({ allNodes: true, devices: [gpu('g0', 'small')] })], ['gpu=shared/g0', 'gpu=shared/g0']],
  ['devices that some nodes reach', [claim(), slice({ nodeSelector: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['b'] }] }] }, devices: [gpu('g0', 'small')] })], [cannot, 'gpu=shared/g0']],
  ['devices that say it one by one', [claim(), slice({ perDeviceNodeSelection: true, devices: [gpu('g0', 'small', { nodeName: 'n2' }), gpu('g1', 'small', { nodeName: 'n1' })] })], ['gpu=shared/g1', 'gpu=shared/g0']],
  ['an older generation of a pool', [claim(), slice({ name: 'old', nodeName: 'n1', devices: [gpu('g0', 'small')] }), slice({ name: 'new', nodeName: 'n1', pool: { name: 'n1', generation: 2, resourceSliceCount: 1 }, devices: [gpu('g9', 'small')] })], ['gpu=n1/g9', cannot]],
  ['a pool that is being written down', [claim(), slice({ nodeName: 'n1', pool: { name: 'n1', generation: 1, resourceSliceCount: 2 }, devices: [gpu('g0', 'small')] })], [cannot, cannot]],
  ['all devices of a pool that is being written down', [asking(exactly('gpu', { allocationMode: 'All' })), slice({ nodeName: 'n1', pool: { name: 'n1', generation: 1, resourceSliceCount: 2 }, devices: [gpu('g0', 'small')] })],
    ['claim default/claim, request gpu: asks for all devices, but resource pool gpu.example.com/n1 is currently being updated', cannot]],
  ['a pool that contradicts itself', [claim(), local('n1', gpu('g0', 'small'), gpu('g0', 'large'))], ['invalid resource pools were encountered', cannot]],
  ['devices of features that are not built', [claim(), local('n1', gpu('g0', 'small', { bindingConditions: ['ready'], bindingFailureConditions: ['broken'] })), local('n2', gpu('g0', 'small', { allowMultipleAllocations: true }))], [cannot, cannot]],
  ['a part of a device', [asking(exactly('gpu', { capacity: { requests: { memory: '1Gi' } } })), ...two], 'resource claim default/claim, request gpu: asks for capacity, but the DRAConsumableCapacity feature is not built here'],
  ['it has its devices', [claim({ status: { allocation: allocated('n2', 'g0') } }), ...two], ['resourceclaim not available on the node', 'allocated']],
  ['others use it as well', [claim({ status: { allocation: allocated('n2', 'g0'), reservedFor: [{ resource: 'pods', name: 'x', uid: 'x' }] } })], ['resourceclaim not available on the node', 'allocated']],
  ['too many use it', [claim({ status: { allocation: allocated('n2', 'g0'), reservedFor: Array.from({ length: 256 }, (_, i) => ({ resource: 'pods', name: `p${i}`, uid: `u${i}` })) } })], 'resourceclaim in use'],
  ['it is not there', [], 'could not find ResourceClaim "default/claim"'],
  ['it is on its way out', [claim({ meta: { deletionTimestamp: '2026-01-01T00:00:00Z' } })], 'resourceclaim "claim" is being deleted'],
])('%s', (_what, objects, expected) => expect(judge(objects)).toEqual(expected));

test('no claims, and two of them', () => {
  expect(judge(two, {})).toBe('skip');
  expect(judge([claim({ name: 'a' }), claim({ name: 'b' }), ...two], using('a', 'b'))).toEqual(['gpu=n1/g0', cannot]);
});

const counted = (name: string, value: string): resource.Device => gpu(name, 'small', { consumesCounters: [{ counterSet: 'card', counters: { memory: { value } } }] });
const partitioned = (...devices: resource.Device[]): KubeObject[] => [
  slice({ name: 'counters', nodeName: 'n1', pool: { name: 'n1', generation: 1, resourceSliceCount: 2 }, sharedCounters: [{ name: 'card', counters: { memory: { value: '80Gi' } } }] }),
  slice({ name: 'devices', nodeName: 'n1', pool: { name: 'n1', generation: 1, resourceSliceCount: 2 }, devices }),
];

test.each<[string, KubeObject[], string]>([
  ['parts that fit beside each other', [asking(exactly('gpu', { count: 2 })), ...partitioned(counted('p0', '40Gi'), counted('p1', '40Gi'))], 'gpu=n1/p0 gpu=n1/p1'],
  ['the whole and a part', [asking(exactly('gpu', { count: 2 })), ...partitioned(counted('whole', '80Gi'), counted('p0', '40Gi'))], cannot],
  ['a part beside one that is in use', [claim(), ...partitioned(counted('whole', '80Gi'), counted('p0', '40Gi'), counted('p1', '40Gi')), other('n1', 'p0')], 'gpu=n1/p1'],
])('devices that share counters: %s', (_what, objects, expected) => expect(judge(objects)).toEqual([expected, cannot]));

test.each<[string, string, string]>([
  ['does not compile', 'device.color', "claim default/claim: selector #0: CEL compile error: compilation failed: ERROR: <input>:1:7: undefined field 'color'"],
  ['cannot tell', `device.attributes["${driver}"].color == "red"`, 'claim default/claim: selector #0: CEL runtime error: no such key: color'],
])('a selector that %s', (_what, expression, message) => expect(() => judge([asking(exactly('gpu', selecting(expression))), ...two])).toThrow(message));

test('a search without an end is ended', () => {
  const devices = Array.from({ length: 30 }, (_, i) => gpu(`g${i}`, 'small'));
  const requests = [exactly('a', { count: 14 }), exactly('b', { count: 1, ...selecting('false') })];
  expect(() => judge([asking(...requests), local('n1', ...devices)])).toThrow('node n1: timed out trying to allocate devices');
});

const template: Partial<core.PodSpec> = { resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'template' }] };
const generated = (resourceClaimName?: string): core.PodStatus => ({ resourceClaimStatuses: [{ name: 'gpu', ...(resourceClaimName !== undefined && { resourceClaimName }) }] });
const owned = claim({ name: 'web-gpu-x', meta: { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'web', uid: 'uid-web', controller: true }] } });

test.each<[string, PodSketch, string | undefined]>([
  ['no claims', {}, undefined],
  ['its claim is there', using('claim'), undefined],
  ['its claim is not there', using('none'), 'could not find ResourceClaim "default/none"'],
  ['none was made yet', { spec: template }, 'pod "default/web": ResourceClaim not created yet'],
  ['one was made', { spec: template, status: generated('web-gpu-x') }, undefined],
  ['none is needed', { spec: template, status: generated() }, undefined],
  ['one of that name that is not its own', { spec: template, status: generated('claim') }, 'ResourceClaim default/claim was not created for pod default/web (pod is not owner)'],
])('out of the queue: %s', (_what, sketch, expected) =>
  expect(dynamicResources(ingredients({ objects: [claim(), owned] })).preEnqueue?.(info(sketch))?.reasons.join()).toBe(expected));

test('what is promised to one pod is not another\'s, until it is given back', () => {
  const plugin = dynamicResources(ingredients({ objects: [...classes, claim({ name: 'a' }), claim({ name: 'b' }), local('n1', gpu('g0', 'small'))] }));
  const first = cycleOf(using('a'), ...nodes);
  plugin.preFilter?.(first);
  expect(plugin.filter?.(first, nodes[0] as NodeInfo)).toBeUndefined();
  plugin.reserve?.(first, 'n1');
  expect(plugin.preFilter?.(cycleOf(using('a'), ...nodes))).toMatchObject({ reasons: ['resource claim default/a is in the process of being allocated'] });
  const second = (): string => {
    const cycle = cycleOf({ ...using('b'), name: 'second' }, ...nodes);
    plugin.preFilter?.(cycle);
    return plugin.filter?.(cycle, nodes[0] as NodeInfo)?.reasons.join() ?? 'fits';
  };
  expect(second()).toBe(cannot);
  plugin.unreserve?.(first, 'n1');
  expect(second()).toBe('fits');
});

test('nodes with better alternatives are better', () => {
  const alternatives = ['large', 'small'].map((model) => ({ name: model, deviceClassName: 'gpu', allocationMode: 'ExactCount' as const, count: 1, ...selecting(`device.attributes["${driver}"].model == "${model}"`) }));
  const plugin = dynamicResources(ingredients({ objects: [...classes, asking({ name: 'gpu', firstAvailable: alternatives }), ...two] }));
  const cycle = cycleOf(using('claim'), ...nodes);
  plugin.preFilter?.(cycle);
  for (const node of nodes) plugin.filter?.(cycle, node);
  expect(plugin.preScore?.(cycle, nodes)).toBeUndefined();
  const scores = Float64Array.from(nodes, (node) => plugin.score?.(cycle, node) ?? NaN);
  expect([...scores]).toEqual([8, 7]);
  plugin.normalize?.(cycle, scores, nodes);
  expect([...scores]).toEqual([100, 87]);
});

test('devices are named with their configuration and from where they are reached', () => {
  const opaque = (parameters: object) => ({ opaque: { driver, parameters } });
  const configured = deviceClass('gpu', undefined, [opaque({ from: 'class' })]);
  const wanted = claim({ devices: { requests: [exactly('a'), exactly('b')], config: [opaque({ from: 'claim' }), { requests: ['b'], ...opaque({ for: 'b' }) }, { requests: ['c'], ...opaque({ for: 'c' }) }] } });
  const plugin = dynamicResources(ingredients({ objects: [configured, wanted, ...two] }));
  const cycle = cycleOf(using('claim'), ...nodes);
  plugin.preFilter?.(cycle);
  plugin.filter?.(cycle, nodes[0] as NodeInfo);
  plugin.reserve?.(cycle, 'n1');
  expect(decided(cycle)).toEqual([{
    devices: {
      results: [{ request: 'a', driver, pool: 'n1', device: 'g0' }, { request: 'b', driver, pool: 'n1', device: 'g1' }],
      config: [{ source: 'FromClass', requests: ['a', 'b'], ...opaque({ from: 'class' }) }, { source: 'FromClaim', ...opaque({ from: 'claim' }) }, { source: 'FromClaim', requests: ['b'], ...opaque({ for: 'b' }) }],
    },
    nodeSelector: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }] },
  }]);
});

const free = claim({ name: 'other' });
const busy = claim({ name: 'other', status: { allocation: allocated('n1', 'g0') } });

test.each<[string, PodSketch, KubeObject, KubeObject | undefined, boolean]>([
  ['its claim came', using('claim'), claim(), undefined, true],
  ['its claim got devices', using('claim'), claim({ status: { allocation: allocated('n1', 'g0') } }), claim(), true],
  ['its claim got a label', using('claim'), claim({ meta: { labels: { a: 'b' } } }), claim(), false],
  ['another claim came', using('claim'), free, undefined, false],
  ['another claim gave its devices back', using('claim'), free, busy, true],
  ['another claim got devices', using('claim'), busy, free, false],
  ['one of its claims is still missing', using('claim', 'missing'), claim(), undefined, false],
])('wakes: %s', (_what, sketch, now, old, expected) => {
  const rule = dynamicResources(ingredients({ objects: [claim()] })).wakeOn?.find(({ subject, kinds }) => subject === 'Device' && (kinds as readonly string[]).includes('DeviceClaimChanged'));
  const change: DeviceChange = { subject: 'Device', kinds: ['DeviceClaimChanged'], object: now, ...(old && { old }) };
  expect((rule?.helps as (pod: unknown, change: DeviceChange) => boolean)(info(sketch), change)).toBe(expected);
});
