import type { core } from '../../api';
import { relabelled, tainted, type DrivingOff } from './taints';

const now = Date.UTC(2026, 0, 1);
const node = (conditions: Record<string, string>, spec: core.NodeSpec = {}): core.Node => ({
  apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec, status: { conditions: Object.entries(conditions).map(([type, status]) => ({ type, status })) },
});
const short = ({ spec: { taints = [] } }: core.Node): string[] => taints.map(({ key, effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`);
const taint = (key: string, effect: core.Taint['effect']): core.Taint => ({ key: key.includes('/') ? key : `node.kubernetes.io/${key}`, effect });

test.each<[string, Record<string, string>, core.NodeSpec, DrivingOff, string[]]>([
  ['a healthy node', { Ready: 'True', MemoryPressure: 'False' }, {}, 'ends', []],
  ['one that has not said anything', {}, {}, 'ends', []],
  ['not ready, not settled yet', { Ready: 'False' }, {}, 'goes on', ['not-ready:NoSchedule']],
  ['not ready, settled', { Ready: 'False' }, {}, 'begins', ['not-ready:NoSchedule', 'not-ready:NoExecute']],
  ['silent', { Ready: 'Unknown' }, {}, 'begins', ['unreachable:NoSchedule', 'unreachable:NoExecute']],
  ['silent, all are', { Ready: 'Unknown' }, { taints: [taint('unreachable', 'NoExecute')] }, 'ends', ['unreachable:NoSchedule']],
  ['from not ready to silent', { Ready: 'Unknown' }, { taints: [taint('not-ready', 'NoSchedule'), taint('not-ready', 'NoExecute')] }, 'goes on', ['unreachable:NoSchedule', 'unreachable:NoExecute']],
  ['ready again', { Ready: 'True' }, { taints: [taint('unreachable', 'NoSchedule'), taint('unreachable', 'NoExecute')] }, 'ends', []],
  ['under pressure', { Ready: 'True', MemoryPressure: 'True', DiskPressure: 'True', PIDPressure: 'True', NetworkUnavailable: 'True' }, {}, 'ends',
    ['memory-pressure:NoSchedule', 'disk-pressure:NoSchedule', 'pid-pressure:NoSchedule', 'network-unavailable:NoSchedule']],
  ['pressure of nobody knows', { Ready: 'Unknown', MemoryPressure: 'Unknown' }, {}, 'goes on', ['unreachable:NoSchedule']],
  ['cordoned', { Ready: 'True' }, { unschedulable: true }, 'ends', ['unschedulable:NoSchedule']],
  ['uncordoned', { Ready: 'True' }, { taints: [taint('unschedulable', 'NoSchedule')] }, 'ends', []],
  ['taints of others stay', { Ready: 'True' }, { taints: [taint('example.com/gpu', 'NoExecute'), taint('out-of-service', 'NoExecute'), taint('memory-pressure', 'NoSchedule')] }, 'ends',
    ['example.com/gpu:NoExecute', 'out-of-service:NoExecute']],
])('%s', (_, conditions, spec, drivingOff, expected) => {
  const result = tainted(node(conditions, spec), drivingOff, now);
  expect(short(result)).toEqual(expected);
  expect(tainted(result, drivingOff === 'begins' ? 'goes on' : drivingOff, now)).toBe(result);
});

test('a taint tells since when', () => {
  expect(tainted(node({ Ready: 'False' }), 'begins', now).spec.taints).toEqual([
    { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule', timeAdded: '2026-01-01T00:00:00Z' },
    { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute', timeAdded: '2026-01-01T00:00:00Z' },
  ]);
});

test('older labels follow', () => {
  const labelled = (labels: Record<string, string>): core.Node => ({ ...node({}), metadata: { name: 'n', labels } });
  expect(relabelled(labelled({ 'kubernetes.io/os': 'linux', 'beta.kubernetes.io/os': 'windows' })).metadata.labels).toEqual({ 'kubernetes.io/os': 'linux', 'beta.kubernetes.io/os': 'linux' });
  const right = labelled({ 'kubernetes.io/arch': 'amd64', 'beta.kubernetes.io/arch': 'amd64' });
  expect(relabelled(right)).toBe(right);
});
