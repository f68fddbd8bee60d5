/** Why, in plain words: situation -> sentence. */
import { seededRandom, SteppedClock } from '../../api';
import type { NodeInfo } from '../framework';
import { Nominations } from '../nominations';
import { buildFramework, defaultProfile, type Profile } from '../profile';
import { ingredients } from '../testing/ingredients';
import { container, info, nodeInfo, snapshotOf, type PodSketch } from '../testing/objects';
import { unresolvable, type SchedulerPlugin } from '../framework';
import { rehearse } from '../what-if/rehearsal';
import { amountText } from './amount-text';
import { Book } from './book';
import { describe as told } from './describe';

function sentence(sketch: PodSketch, nodes: readonly NodeInfo[], extra: SchedulerPlugin[] = []): string {
  const book = new Book(new SteppedClock());
  const profile: Profile = { plugins: [...defaultProfile.plugins, ...extra.map(({ name }) => ({ name }))] };
  const factories = Object.fromEntries(extra.map((plugin) => [plugin.name, () => plugin]));
  const framework = buildFramework(profile, { ...ingredients({ random: seededRandom(1) }), factories, book });
  return told(rehearse(info(sketch), snapshotOf(...nodes), { framework, book }, new Nominations()), { basis: 'Computed' }).sentence;
}

const ports = { spec: { containers: [container(undefined, { ports: [{ containerPort: 80, hostPort: 80 }] })] } };
const labels = { app: 'web' };
const terms = [{ topologyKey: 'zone', labelSelector: { matchLabels: labels } }];
const inZone = (name: string, zone: string, ...pods: PodSketch[]): NodeInfo => nodeInfo({ name, labels: { zone } }, pods.map(info));
const spread = (topologyKey: string): PodSketch => ({ labels, spec: { topologySpreadConstraints: [{ topologyKey, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: labels } }] } });
const named = (values: string[]): PodSketch['spec'] => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values }] }] } } },
});

const cannot = (why: string): string => `cannot be placed: ${why}; evicting others would not help`;

const cases: readonly [string, PodSketch, readonly NodeInfo[], string][] = [
  ['no nodes', {}, [], 'cannot be placed: there are no nodes'],
  ['cpu', { requests: { cpu: '4' } }, [nodeInfo({ name: 'node-1' }, [info({ name: 'x', requests: { cpu: '3' } })]), nodeInfo({ name: 'node-2' }, [info({ name: 'y', requests: { cpu: '2500m' } })])],
    cannot('2 nodes lack cpu (needs 4, most free is 1.5 on node-2)')],
  ['cpu that no node ever has, and memory', { requests: { cpu: '64', memory: '6Gi' } }, [nodeInfo({ name: 'a' }, [info({ name: 'x', requests: { memory: '3Gi' } })])],
    cannot('1 node lacks cpu (needs 64, most free is 4 on a, and no more than 4 when empty), 1 node lacks memory (needs 6Gi, most free is 5Gi on a)')],
  ['pods', {}, [nodeInfo({ name: 'a', allocatable: { pods: '1' } }, [info({ name: 'x' })])], cannot('1 node has no room for another pod (at most 1 pod on a)')],
  ['taints, each its own', {}, [
    nodeInfo({ name: 'a', spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] } }), nodeInfo({ name: 'b', spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] } }),
    nodeInfo({ name: 'c', spec: { taints: [{ key: 'team', value: 'x', effect: 'NoExecute' }, { key: 'gpu', effect: 'NoSchedule' }] } }),
  ], cannot('2 nodes have the taint gpu:NoSchedule, which it does not tolerate, 1 node has the taints team=x:NoExecute, gpu:NoSchedule, which it does not tolerate')],
  ['a cordon', {}, [nodeInfo({ spec: { unschedulable: true } })], cannot('1 node is cordoned')],
  ['a selector', { spec: { nodeSelector: { disk: 'ssd', arch: 'arm' } } }, [nodeInfo()], cannot('1 node does not match its nodeSelector disk=ssd,arch=arm')],
  ['nodes that are not named', { spec: named(['b']), requests: { cpu: '9' } }, [nodeInfo({ name: 'a' }), nodeInfo({ name: 'b' }), nodeInfo({ name: 'c' })],
    cannot('2 nodes are not among those that NodeAffinity leaves, 1 node lacks cpu (needs 9, most free is 4 on b, and no more than 4 when empty)')],
  ['host ports', ports, [nodeInfo({}, [info({ name: 'x', ...ports })])], cannot('1 node has no free host port 80')],
  ['pods to be apart from', { labels, spec: { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } } }, [inZone('a', 'z', { name: 'x', labels }), inZone('b', 'z')],
    cannot('2 nodes are with pods that it must be apart from (by zone)')],
  ['pods to be with', { spec: { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } } }, [inZone('a', 'z')], cannot('1 node is not with the pods that it must be with (by zone)')],
  ['pods that want to be apart', { labels }, [inZone('a', 'z', { name: 'x', spec: { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } } })],
    cannot('1 node has pods near that must be apart from it')],
  ['a spread', { ...spread('zone'), requests: { cpu: '3' } }, [inZone('a', 'z1', { name: 'x', labels }), inZone('b', 'z2', { name: 'y', requests: { cpu: '2' } })],
    cannot('1 node has too many of its kind already (spread over zone, maxSkew 1), 1 node lacks cpu (needs 3, most free is 2 on b)')],
  ['a label to spread over', spread('rack'), [nodeInfo()], cannot('1 node lacks a label over which it must be spread (rack, maxSkew 1)')],
  ['victims', { requests: { cpu: '4' }, spec: { priority: 5 } }, [nodeInfo({ name: 'a' }, [info({ name: 'x', requests: { cpu: '2' } }), info({ name: 'y', requests: { cpu: '2' } })])],
    'cannot be placed: 1 node lacks cpu (needs 4, most free is 0 on a); 2 pods of lower priority would have to leave a to make room (default/x, default/y)'],
  ['victims that are spared', { requests: { cpu: '4' }, spec: { priority: 5, preemptionPolicy: 'Never' } }, [nodeInfo({ name: 'a' }, [info({ name: 'x', requests: { cpu: '2' } })])],
    'cannot be placed: 1 node lacks cpu (needs 4, most free is 2 on a); it may not evict others (preemptionPolicy: Never)'],
  ['the only one that fits', { requests: { cpu: '3' } }, [nodeInfo({ name: 'a' }), nodeInfo({ name: 'b' }, [info({ name: 'x', requests: { cpu: '2' } })])],
    'would be placed on a, the only one of 2 nodes that fits: 1 node lacks cpu (needs 3, most free is 2 on b)'],
  ['the only one there is', {}, [nodeInfo({ name: 'a' })], 'would be placed on a, the only node'],
];

test.each(cases)('%s', (_situation, sketch, nodes, expected) => expect(sentence(sketch, nodes)).toBe(expected));

test('equals', () => {
  expect(sentence({}, ['a', 'b', 'c'].map((name) => nodeInfo({ name })))).toMatch(/^would be placed on [abc], drawn by lot among 3 equals of the 3 nodes that fit \(\d+ points each\)$/);
});

test('plugins that have no words of their own', () => {
  const picky: SchedulerPlugin = { name: 'Picky', filter: () => unresolvable('the moon is wrong') };
  expect(sentence({}, [nodeInfo()], [picky])).toBe(cannot('1 node is ruled out by Picky (the moon is wrong)'));
  const strict: SchedulerPlugin = { name: 'Strict', preFilter: () => unresolvable('not on Saturdays') };
  expect(sentence({}, [nodeInfo(), nodeInfo({ name: 'b' })], [strict])).toBe(cannot('Strict refuses it on every node (not on Saturdays)'));
  const broken: SchedulerPlugin = { name: 'Broken', filter: () => { throw new Error('boom'); } };
  expect(sentence({}, [nodeInfo()], [broken])).toBe('could not be placed: running Filter plugin "Broken": boom');
});

test.each([['cpu', 1500, '1.5'], ['cpu', 100, '0.1'], ['memory', 8589934592, '8Gi'], ['memory', 1610612736, '1.5Gi'], ['memory', 1000, '1000'], ['memory', -1048576, '-1Mi'], ['ephemeral-storage', 2048, '2Ki'], ['example.com/gpu', 3, '3']])(
  '%s: %d is %s', (resource, value, text) => expect(amountText(resource, value)).toBe(text));
