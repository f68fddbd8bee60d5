/** The least change that makes a pod fit: situation -> steps; and what is found is a question that is answered with a node. */
import { formatKey, seededRandom, SteppedClock, type core, type ObjectKey } from '../../api';
import type { NodeInfo } from '../framework';
import { Nominations } from '../nominations';
import { buildFramework, defaultProfile } from '../profile';
import { Book } from '../records/book';
import type { Changes, WhatIfAnswer } from '../records/decision';
import { ingredients } from '../testing/ingredients';
import { container, info, nodeInfo, pod, snapshotOf, type PodSketch } from '../testing/objects';
import { patchesJoined } from './merge-patch-of';
import { whatIf } from './index';

const key: ObjectKey = { namespace: 'default', name: 'web' };

function ask(wanted: core.Pod, nodes: readonly NodeInfo[], changes: Changes = {}): Promise<WhatIfAnswer> {
  const book = new Book(new SteppedClock());
  const framework = { ...buildFramework(defaultProfile, { ...ingredients(), book }), percentageOfNodesToScore: 100 };
  const placed = nodes.flatMap(({ pods }) => [...pods].map((one) => one.pod));
  return whatIf(key, changes, {
    snapshot: snapshotOf(...nodes), nominations: new Nominations(),
    pod: (name) => [wanted, ...placed].find(({ metadata }) => formatKey({ namespace: metadata.namespace, name: metadata.name ?? '' }) === formatKey(name)),
    admitted: (one) => Promise.resolve(one),
    companies: () => Promise.resolve(new Map([['default-scheduler', { framework, book }]])),
  });
}

const taint = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' as const };
const labels = { app: 'web' };
const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels } };
const apart = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
const zoned = (name: string, zone: string, pods: number): NodeInfo =>
  nodeInfo({ name, labels: { zone } }, Array.from({ length: pods }, (_, i) => info({ name: `${name}-${i}`, labels })));

const cases: readonly [situation: string, pod: PodSketch, nodes: readonly NodeInfo[], steps: readonly (readonly string[])[]][] = [
  ['a little too much cpu', { requests: { cpu: '3' } }, [nodeInfo({ name: 'a' }, [info({ name: 'x', requests: { cpu: '2500m' } })]), nodeInfo({ name: 'b' }, [info({ name: 'y', requests: { cpu: '3' } })])],
    [['lower its cpu request from 3 to 1.5'], ['add 1 node like a']]],
  ['more than any node has', { requests: { cpu: '6' } }, [nodeInfo({ name: 'a' })], [['lower its cpu request from 6 to 4']]],
  ['too much cpu and memory', { requests: { cpu: '6', memory: '10Gi' } }, [nodeInfo({ name: 'a' })], [['lower its cpu request from 6 to 4', 'lower its memory request from 10Gi to 8Gi']]],
  ['two containers', { spec: { containers: [container({ cpu: '4' }), container({ cpu: '4' }, { name: 'other' })] } }, [nodeInfo({ name: 'a' })], [['lower its cpu request from 8 to 4']]],
  ['extended resources, whose limits are what is requested', { spec: { containers: [{ ...container(), resources: { requests: { 'example.com/gpu': '4' }, limits: { 'example.com/gpu': '4' } } }] } },
    [nodeInfo({ name: 'a', allocatable: { 'example.com/gpu': '2' } })], [['lower its example.com/gpu request from 4 to 2']]],
  ['a taint', {}, [nodeInfo({ name: 'a', spec: { taints: [taint] } })], [['tolerate dedicated=gpu:NoSchedule']]],
  ['two taints, and one on the other node', {}, [nodeInfo({ name: 'a', spec: { taints: [taint, { key: 'more', effect: 'NoExecute' }] } }), nodeInfo({ name: 'b', spec: { taints: [{ key: 'less', effect: 'NoSchedule' }] } })],
    [['tolerate less:NoSchedule']]],
  ['a cordon, with its taint', {}, [nodeInfo({ name: 'a', spec: { unschedulable: true, taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] } })],
    [['tolerate node.kubernetes.io/unschedulable:NoSchedule'], ['uncordon a'], ['add 1 node like a']]],
  ['a label that no node has', { spec: { nodeSelector: { disk: 'ssd', 'kubernetes.io/hostname': 'a' } } }, [nodeInfo({ name: 'a' })], [['drop disk=ssd from its nodeSelector']]],
  ['two such labels', { spec: { nodeSelector: { disk: 'ssd', arch: 'arm' } } }, [nodeInfo({ name: 'a' })], [['drop disk=ssd from its nodeSelector', 'drop arch=arm from its nodeSelector']]],
  ['required node affinity', { spec: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }] } } } } }, [nodeInfo({ name: 'a' })],
    [['drop its required node affinity']]],
  ['others from which it must be apart', { labels, spec: { affinity: apart } }, [nodeInfo({ name: 'a' }, [info({ name: 'x', labels })])],
    [['drop its required pod anti-affinity over kubernetes.io/hostname'], ['add 1 node like a']]],
  ['others with whom it must be', { spec: { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } } }, [nodeInfo({ name: 'a' })], [['drop its required pod affinity over kubernetes.io/hostname']]],
  ['a spread that a full zone makes uneven', { labels, requests: { cpu: '4' }, spec: { topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: labels } }] } },
    [zoned('a', 'z1', 2), nodeInfo({ name: 'b', labels: { zone: 'z2' } }, [info({ name: 'y', requests: { cpu: '4' } })])],
    [['drop its spread over zone (maxSkew 1)'], ['add 1 node like b']]],
  ['a host port', { spec: { containers: [container(undefined, { ports: [{ containerPort: 80, hostPort: 80 }] })] } },
    [nodeInfo({ name: 'a' }, [info({ name: 'x', spec: { containers: [container(undefined, { ports: [{ containerPort: 80, hostPort: 80 }] })] } })])], [['drop its host port 80'], ['add 1 node like a']]],
  ['gates', { spec: { schedulingGates: [{ name: 'example.com/wait' }] } }, [nodeInfo({ name: 'a' })], [['remove its scheduling gates (example.com/wait)']]],
  ['no room for another pod', {}, [nodeInfo({ name: 'a', allocatable: { pods: '1' } }, [info({ name: 'x' })])], [['add 1 node like a']]],
  ['a taint and too little memory', { requests: { memory: '16Gi' } }, [nodeInfo({ name: 'a', spec: { taints: [taint] } })], [['tolerate dedicated=gpu:NoSchedule', 'lower its memory request from 16Gi to 8Gi']]],
  ['three things at once', { requests: { memory: '16Gi', cpu: '8' } }, [nodeInfo({ name: 'a', spec: { taints: [taint] } })], []],
  ['nodes that are not there', {}, [], []],
];

test.each(cases)('%s', async (_situation, sketch, nodes, steps) => {
  const wanted = pod(sketch);
  const { decision, remedies = [] } = await ask(wanted, nodes);
  expect(decision.outcome).not.toBe('Placed');
  expect(remedies.map((remedy) => remedy.steps)).toEqual(steps);
  for (const { changes, node, sentence } of remedies) {
    expect(sentence).toContain(`it then fits ${node}`);
    const again = await ask(wanted, nodes, changes);
    expect([changes, again.decision.outcome, again.decision.sentence]).toEqual([changes, 'Placed', expect.any(String)]);
  }
});

test('what is found goes along with what was asked', async () => {
  const wanted = pod({ requests: { cpu: '6' } });
  const nodes = [nodeInfo({ name: 'a' })];
  const { remedies: [first] = [] } = await ask(wanted, nodes, { podPatch: { spec: { nodeSelector: { 'kubernetes.io/hostname': 'a' } } }, nodes: { replicate: [{ like: 'a', count: 1 }] } });
  expect(first).toMatchObject({ steps: ['lower its cpu request from 6 to 4'], changes: { podPatch: { spec: { nodeSelector: { 'kubernetes.io/hostname': 'a' } } }, nodes: { replicate: [{ like: 'a', count: 1 }] } } });
  expect(await ask(wanted, nodes, first?.changes)).toMatchObject({ decision: { outcome: 'Placed', node: 'a' } });
});

test('clusters by chance: what is found always helps', async () => {
  const random = seededRandom(5);
  for (let round = 0; round < 25; round++) {
    const nodes = Array.from({ length: 1 + random.int(5) }, (_, i) => nodeInfo({
      name: `n${i}`, labels: { zone: `z${random.int(2)}` }, allocatable: { cpu: String(1 + random.int(4)) },
      spec: { ...(random.int(3) === 0 && { taints: [taint] }), ...(random.int(4) === 0 && { unschedulable: true }) },
    }, Array.from({ length: random.int(3) }, (__, j) => info({ name: `n${i}-${j}`, labels, requests: { cpu: '500m' } }))));
    const wanted = pod({
      labels, requests: { cpu: `${random.int(8000)}m` },
      spec: { ...(random.int(2) && { nodeSelector: { zone: `z${random.int(3)}` } }), ...(random.int(2) && { affinity: apart }) },
    });
    const { decision, remedies = [] } = await ask(wanted, nodes);
    for (const { changes } of remedies) expect([round, changes, (await ask(wanted, nodes, changes)).decision.outcome]).toEqual([round, changes, 'Placed']);
    if (decision.outcome === 'Placed') expect(remedies).toEqual([]);
  }
});

test('two merge patches are one', () => {
  expect(patchesJoined({ a: { b: 1, c: null }, d: [1] }, { a: { b: null, e: 2 }, d: [2] })).toEqual({ a: { b: null, c: null, e: 2 }, d: [2] });
  expect(patchesJoined(undefined, { a: 1 })).toEqual({ a: 1 });
});
