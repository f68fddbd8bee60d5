import { bcsRules, SteppedClock, type bcs, type KubeObject } from '../../../api';
import type { Answer, NodeSet, SchedulerPlugin } from '../../framework';
import { ingredients } from '../../testing/ingredients';
import { cycleOf, info, nodeInfo, type NodeSketch, type PodSketch } from '../../testing/objects';
import { bcsAgents } from './bcs-agents';
import { promises } from './promises';

const { apiVersion, marks } = bcsRules;

const setting = (spec: bcs.BcsAgentSettingSpec, name = 'node-1'): bcs.BcsAgentSetting => ({ apiVersion, kind: 'BcsAgentSetting', metadata: { name }, spec });
const plugin = (objects: readonly KubeObject[] = [], clock = new SteppedClock()): SchedulerPlugin => bcsAgents(ingredients({ objects, clock }));

const annotated = (annotations: Record<string, string>): PodSketch => ({ meta: { annotations } });
const constrained = (...items: readonly bcsRules.ConstraintItem[]): PodSketch => annotated({ [marks.constraintAnnotation]: JSON.stringify({ intersectionItem: items.map((item) => ({ unionData: [item] })) }) });
const wanting = (...hostPorts: readonly number[]): PodSketch =>
  annotated({ [marks.wantedPortsAnnotation]: JSON.stringify([hostPorts.map((hostPort, i) => ({ name: `p${i}`, containerPort: 80, hostPort, protocol: 'TCP' }))]) });

function verdict(sketch: PodSketch, node: NodeSketch, settings: readonly KubeObject[] = []): readonly string[] {
  const found = plugin(settings);
  const cycle = cycleOf(sketch, nodeInfo(node));
  const before = found.preFilter?.(cycle);
  if (before && 'code' in before) return before.reasons;
  return found.filter?.(cycle, cycle.snapshot.nodes[0]!)?.reasons ?? [];
}

const taint = (key: string, value = 'x', effect: 'NoSchedule' | 'NoExecute' | 'PreferNoSchedule' = 'NoSchedule') => ({ key, value, effect });
const tolerating = constrained({ name: 'dedicated', operate: 'TOLERATION', type: 3, text: { value: 'games' } });

test.each<[string, PodSketch, NodeSketch, readonly KubeObject[], readonly string[]]>([
  ['anything that is there', {}, {}, [], []],
  ['a cordoned one', {}, { spec: { unschedulable: true } }, [], ['node(s) were disabled']],
  ['a disabled one', {}, {}, [setting({ disabled: true })], ['node(s) were disabled']],
  ['one of which others are disabled', {}, {}, [setting({ disabled: true }, 'node-2')], []],
  ['one that is not ready', {}, { spec: { taints: [taint('node.kubernetes.io/not-ready')] } }, [], ['node(s) were lost']],
  ['one that is unreachable', {}, { spec: { taints: [taint('node.kubernetes.io/unreachable', '', 'NoExecute')] } }, [], ['node(s) were lost']],
  ['a tainted one, without a constraint', {}, {}, [setting({ noSchedule: { dedicated: 'games' } })], ['node(s) had taints of which the application tolerates none']],
  ['one with two taints of which one is tolerated', tolerating, {}, [setting({ noSchedule: { dedicated: 'games', other: 'x' } })], []],
  ['one with a taint of its own that is tolerated', tolerating, { spec: { taints: [taint('dedicated', 'games')] } }, [], []],
  ['one with a taint of its own that is not', tolerating, { spec: { taints: [taint('dedicated', 'work', 'NoExecute')] } }, [], ['node(s) had taints of which the application tolerates none']],
  ['one that is rather avoided', {}, { spec: { taints: [taint('dedicated', 'games', 'PreferNoSchedule')] } }, [], []],
  ['entries without a key or a value are no taints', {}, {}, [setting({ noSchedule: { '': 'x', y: '' } })], []],
  ['a label is an attribute', constrained({ name: 'zone', operate: 'CLUSTER', type: 3, text: { value: 'z1' } }), { labels: { zone: 'z1' } }, [], []],
  ['what is said of it counts before', constrained({ name: 'zone', operate: 'CLUSTER', type: 3, text: { value: 'z1' } }), { labels: { zone: 'z1' } }, [setting({ strings: { zone: { value: 'z2' } } })], ["node(s) didn't fit the application's constraint"]],
  ['its address is an attribute', constrained({ name: 'InnerIP', operate: 'LIKE', type: 3, text: { value: 'node-*' } }), {}, [], []],
  ['a number that is not greater', constrained({ name: 'ip-resources', operate: 'GREATER', type: 1, scalar: { value: 3 } }), {}, [setting({ scalars: { 'ip-resources': { value: 3 } } })], ["node(s) didn't fit the application's constraint"]],
  ['a number that is', constrained({ name: 'ip-resources', operate: 'GREATER', type: 1, scalar: { value: 3 } }), {}, [setting({ scalars: { 'ip-resources': { value: 3.5 } } })], []],
  ['addresses that its range has left', constrained({ name: 'ip-resources', operate: 'GREATER', type: 1, scalar: { value: 252 } }), { spec: { podCIDR: '10.244.0.0/24' } }, [], []],
  ['not so many', constrained({ name: 'ip-resources', operate: 'GREATER', type: 1, scalar: { value: 253 } }), { spec: { podCIDR: '10.244.0.0/24' } }, [], ["node(s) didn't fit the application's constraint"]],
  ['where the address may be', annotated({ [marks.requestedIpAnnotation]: JSON.stringify({ ip: '10.0.0.7', where: { attribute: 'hostname', patterns: ['node-?'] } }) }), {}, [], []],
  ['where it may not be', annotated({ [marks.requestedIpAnnotation]: JSON.stringify({ ip: '10.0.0.7', where: { attribute: 'rack', patterns: ['.*'] } }) }), {}, [], ["node(s) were not where the taskgroup's address may be"]],
  ['as many ports as it has', wanting(...Array.from({ length: 1001 }, () => 0)), {}, [], []],
  ['more ports than it has', wanting(...Array.from({ length: 1002 }, () => 0)), {}, [], ["node(s) didn't have enough free ports for the taskgroup"]],
  ['a constraint that is no JSON', annotated({ [marks.constraintAnnotation]: '{' }), {}, [], ['its annotations cannot be read']],
  ['a constraint of another shape', annotated({ [marks.constraintAnnotation]: '{"intersectionItem":7}' }), {}, [], ['its annotations cannot be read']],
  ['a constraint that is a list', annotated({ [marks.constraintAnnotation]: '[]' }), {}, [], ['its annotations cannot be read']],
  ['alternatives that are none', annotated({ [marks.constraintAnnotation]: '{"intersectionItem":[{"unionData":[{"operate":"EXCLUDE","type":4,"set":{"item":7}}]}]}' }), {}, [], ['its annotations cannot be read']],
  ['an address that is none', annotated({ [marks.requestedIpAnnotation]: '{"ip":"10.0.0.1","where":{"attribute":"a","patterns":"b"}}' }), {}, [], ['its annotations cannot be read']],
  ['a node that is none', annotated({ [marks.retainAnnotation]: '{"node":7}' }), {}, [], ['its annotations cannot be read']],
  ['a constraint that lacks something', constrained({ name: 'n', operate: 'LIKE', type: 3 }), {}, [], ['constraint n: text is required for type 3']],
])('%s', (_name, sketch, node, settings, expected) => expect(verdict(sketch, node, settings)).toEqual(expected));

test('only the node that a taskgroup had, for a while', async () => {
  const clock = new SteppedClock();
  const found = plugin([], clock);
  const retained = annotated({ [marks.retainAnnotation]: JSON.stringify({ node: 'node-1', until: clock.now() + 1000 }) });
  expect((found.preFilter?.(cycleOf(retained, nodeInfo())) as NodeSet).nodeNames).toEqual(new Set(['node-1']));
  expect((found.preFilter?.(cycleOf(retained, nodeInfo({ name: 'node-2' }))) as Answer)?.reasons).toEqual(['the node that the taskgroup had is not there']);
  await clock.step(1000);
  expect(found.preFilter?.(cycleOf(retained, nodeInfo()))).toBeUndefined();
});

test('taskgroups that ask for the same are alike, whatever they are called', () => {
  const { sign } = plugin();
  expect(sign?.(info({ name: 'a' }))).toBe(sign?.(info({ name: 'b', labels: { x: 'y' } })));
  expect(sign?.(info(wanting(0)))).toBe(sign?.(info(wanting(0, 8080))));
  expect(new Set([{}, wanting(0), wanting(0, 0), tolerating].map((sketch) => sign?.(info(sketch)))).size).toBe(4);
});

test('ports are the lowest that nobody has, nobody who is about to have them either', () => {
  const found = plugin();
  const bound = info({ name: 'bound', ...annotated({ [marks.portsAnnotation]: JSON.stringify([[{ name: 'p', containerPort: 80, hostPort: 31_000, protocol: 'udp' }]]) }) });
  const fixed = info({ name: 'fixed', spec: { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80, hostPort: 31_002 }] }] } });
  const coming = info({ name: 'coming', ...wanting(0) });
  expect(bound.hostPorts).toEqual([{ ip: '0.0.0.0', protocol: 'UDP', port: 31_000 }]);
  const first = cycleOf({}, nodeInfo({}, [bound, fixed]));
  found.reserve?.({ ...first, pod: coming }, 'node-1');
  expect(promises.get(coming)?.ports).toEqual([31_001]);
  const next = { ...cycleOf({}, nodeInfo({}, [bound, fixed, coming])), pod: info({ name: 'next', ...wanting(0, 8080, 0) }) };
  found.reserve?.(next, 'node-1');
  expect(promises.get(next.pod)?.ports).toEqual([31_003, 31_004]);
  found.unreserve?.(next, 'node-1');
  expect(promises.get(next.pod)).toBeUndefined();
});

test('a taskgroup remembers what its constraint names of its agent', () => {
  const found = plugin([setting({ scalars: { speed: { value: 2 } } })]);
  const cycle = cycleOf(constrained({ name: 'hostname', operate: 'UNIQUE' }, { name: 'speed', operate: 'MAXPER', type: 3, text: { value: '1' } }, { name: 'none', operate: 'LIKE', type: 3, text: { value: '' } }), nodeInfo());
  found.reserve?.(cycle, 'node-1');
  expect([...promises.get(cycle.pod)?.attributes ?? []]).toEqual([['hostname', { kind: 'text', value: 'node-1' }], ['speed', { kind: 'scalar', value: 2 }]]);
});
